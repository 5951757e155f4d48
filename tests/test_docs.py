"""Lo que los documentos nombran, existe.

La convención: una ruta, un ajuste o un comando va entre acentos graves, y un ejemplo de YAML dice
en su cerca qué es (`yaml flujos/x.yaml`, `yaml pasos`…). Aquí no se juzga si un documento se
entiende.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest

from bot.ajustes.leidos import Leidos
from bot.cli import main
from bot.motor.pasos import Accion

RAIZ = Path(__file__).parent.parent
DOCUMENTOS = [RAIZ / "README.md", RAIZ / "CHANGELOG.md", *sorted((RAIZ / "docs").glob("*.md"))]

CERCA = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODIGO = re.compile(r"`([^`\n]+)`")
RUTA = re.compile(r"(?!24/7)(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:yaml|md|toml|txt|py|po)")
ENLACE = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")

NACEN_AL_USARLO = ("datos/", ".venv/")
"""Carpetas que un documento nombra y que no están en el repositorio."""


def _nombre(documento: Path) -> str:
    return documento.relative_to(RAIZ).as_posix()


def _leer(documento: Path) -> str:
    return documento.read_text(encoding="utf-8")


def _codigo(texto: str) -> list[str]:
    """Lo que va entre acentos graves, fuera de los ejemplos."""
    return CODIGO.findall(CERCA.sub("", texto))


def _ordenes(texto: str) -> Iterator[list[str]]:
    """Cada orden de terminal: las de un ejemplo y las que van dentro de una frase."""
    renglones = [*_codigo(texto)]
    for clase, cuerpo in CERCA.findall(texto):
        if clase == "console":
            renglones += cuerpo.splitlines()
    for renglon in renglones:
        orden = renglon.removeprefix(".venv/bin/")
        if re.match(r"(bot|make) ", orden):
            yield shlex.split(orden, comments=True)


def _comando(partes: list[str]) -> tuple[click.Command, list[str]]:
    """El comando de click que nombra la orden, y lo que le queda."""
    comando: click.Command = main
    while isinstance(comando, click.Group) and partes:
        siguiente = comando.commands.get(partes[0])
        assert siguiente is not None, f"«bot {' '.join(partes)}» no existe"
        comando, partes = siguiente, partes[1:]
    return comando, partes


def _comandos(grupo: click.Group, antes: str = "bot") -> Iterator[str]:
    for nombre, comando in grupo.commands.items():
        if isinstance(comando, click.Group):
            yield from _comandos(comando, f"{antes} {nombre}")
        else:
            yield f"{antes} {nombre}"


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=_nombre)
def test_las_rutas_que_nombra_existen(documento: Path) -> None:
    nombradas = [
        codigo
        for codigo in _codigo(_leer(documento))
        if RUTA.fullmatch(codigo) and not codigo.startswith(NACEN_AL_USARLO)
    ]
    assert not [ruta for ruta in nombradas if not (RAIZ / ruta).exists()]


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=_nombre)
def test_los_enlaces_llevan_a_algo(documento: Path) -> None:
    enlaces = [e for e in ENLACE.findall(_leer(documento)) if "://" not in e]
    assert not [enlace for enlace in enlaces if not (documento.parent / enlace).exists()]


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=_nombre)
def test_los_comandos_que_nombra_existen(documento: Path) -> None:
    metas = set(re.findall(r"^([a-z-]+):", _leer(RAIZ / "Makefile"), re.MULTILINE))
    for programa, *partes in _ordenes(_leer(documento)):
        if programa == "make":
            pedidas = {parte for parte in partes if "=" not in parte}
            assert pedidas <= metas, f"«make {' '.join(partes)}» no existe"
            continue
        comando, resto = _comando(partes)
        opciones = {opcion for parametro in comando.params for opcion in parametro.opts}
        dichas = {parte.partition("=")[0] for parte in resto if parte.startswith("-")}
        assert dichas <= opciones, f"«bot {' '.join(partes)}» no tiene {dichas - opciones}"


def test_cada_comando_esta_en_el_manual_de_operacion() -> None:
    nombrados = {" ".join(orden) for orden in _ordenes(_leer(RAIZ / "docs" / "operacion.md"))}
    assert not [c for c in _comandos(main) if not any(n.startswith(c) for n in nombrados)]


def _primera_columna(texto: str, titulo: str) -> list[str]:
    """Lo que va entre acentos graves en la primera columna de la tabla con ese título."""
    tabla = re.search(rf"^\| {titulo} \|.*\n\|[-|]+\n((?:\|.*\n)+)", texto, re.MULTILINE)
    assert tabla, f"no hay una tabla «{titulo}»"
    return [CODIGO.search(fila)[1] for fila in tabla[1].splitlines() if CODIGO.search(fila)]


def test_la_tabla_de_ajustes_es_la_del_programa() -> None:
    tabla = _primera_columna(_leer(RAIZ / "docs" / "operacion.md"), "ajuste")
    assert sorted(tabla) == sorted(campo.upper() for campo in Leidos.model_fields)


def test_la_tabla_de_verbos_es_la_del_motor() -> None:
    tabla = _primera_columna(_leer(RAIZ / "docs" / "flujos.md"), "verbo")
    assert sorted(tabla) == sorted(["decir", *(v.__name__.lower() for v in get_args(Accion))])


def test_arquitectura_empieza_por_donde_tocar() -> None:
    texto = _leer(RAIZ / "docs" / "arquitectura.md")
    primera = next(linea for linea in texto.splitlines()[1:] if linea)
    assert primera == "| Quiero… | toco… | lo pruebo en… |"


def test_cada_cuarto_tiene_su_piso_en_el_documento() -> None:
    texto = _leer(RAIZ / "docs" / "arquitectura.md")
    cuartos = {
        f"bot/{ruta.name}/" if ruta.is_dir() else f"bot/{ruta.name}"
        for ruta in (RAIZ / "bot").iterdir()
        if (ruta.suffix == ".py" or (ruta / "__init__.py").exists())
        and not ruta.name.startswith("__")
    }
    assert not [cuarto for cuarto in sorted(cuartos) if f"`{cuarto}`" not in texto]

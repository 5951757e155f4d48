"""Cada regla tiene su ejemplo malo, y salta justo ahí con su mensaje.

Un ejemplo es un archivo (se pone como ``flujos/malo.yaml`` en la carpeta mínima)
o una carpeta que se pone encima. Sus líneas ``#!`` son todo lo que hay que decir.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

import bot.contenido
from bot.contenido.caracteres import MAXIMO
from bot.contenido.catalogos import textos
from bot.contenido.libro import leer_libro
from bot.contenido.reglas import DE_LECTURA, REGLAS
from tests.contenido.taller import MALOS, copiar, decir, encima, esperados

NOMBRES = [regla.__name__ for regla in REGLAS]

DE_OTROS = ("banco", "directorio", "hechos", "comprension")
"""Módulos de este cuarto que prueban sus reglas en otra carpeta de pruebas."""


def _quitar_frases(raiz: Path) -> None:
    (raiz / "flujos" / "_frases.yaml").unlink()


def _engordar(raiz: Path) -> None:
    (raiz / "flujos" / "malo.yaml").write_text("# relleno\n" * (MAXIMO // 10 + 1))


def _sin_una_frase(raiz: Path) -> None:
    ruta = raiz / "flujos" / "_frases.yaml"
    lineas = ruta.read_text().splitlines(keepends=True)
    ruta.write_text("".join(linea for linea in lineas if "sigo_aqui" not in linea))


def _con_otra_frase(raiz: Path) -> None:
    ruta = raiz / "flujos" / "_frases.yaml"
    ruta.write_text(ruta.read_text().replace("frases:\n", "frases:\n  falla: Hola.\n"))


def _sin_una_traduccion(raiz: Path) -> None:
    libro, _ = leer_libro(raiz)
    assert libro is not None
    ficha = raiz / "flujos" / "_bot.yaml"
    ficha.write_text(ficha.read_text().replace("{es: Español}", "{es: Español, fr: Français}"))
    catalogo = Catalog(locale="fr")
    for texto in textos(libro):
        dudosa = texto.contexto == "frases.fallo"
        if texto.contexto != "frases.sigo_aqui":
            catalogo.add(texto.es, texto.es, context=texto.contexto, flags=["fuzzy"] * dudosa)
    ruta = raiz / "flujos" / "idiomas" / "fr.po"
    ruta.parent.mkdir()
    with ruta.open("wb") as archivo:
        write_po(archivo, catalogo)


AL_VUELO: dict[str, tuple[Callable[[Path], None], str]] = {
    "archivo_ausente": (
        _quitar_frases,
        "flujos/_frases.yaml:1:1: [error] Falta este archivo. (archivo_ausente)",
    ),
    "archivo_grande": (
        _engordar,
        "flujos/malo.yaml:1:1: [error] Pesa más de 256 KB. Divídelo en varios archivos. "
        "(archivo_grande)",
    ),
    "frase_ausente": (
        _sin_una_frase,
        "flujos/_frases.yaml:2:3: [error] Falta la frase «sigo_aqui». (frase_ausente)",
    ),
    "urgente_traducido": (
        _sin_una_traduccion,
        "flujos/_frases.yaml:10:14: [error] «Sigo aqui.» no puede faltar en fr. "
        "Tradúcelo en flujos/idiomas. (urgente_traducido)",
    ),
    "frase_desconocida": (
        _con_otra_frase,
        "flujos/_frases.yaml:2:3: [error] El bot no usa ninguna frase «falla». "
        "¿Quisiste decir «fallo»? (frase_desconocida)",
    ),
}
"""Los que se hacen en el momento: no caben en un archivo, o son su falta."""


def _malo(regla: str) -> Path:
    archivo = MALOS / f"{regla}.yaml"
    return archivo if archivo.exists() else MALOS / regla


@pytest.mark.parametrize("regla", [n for n in (*NOMBRES, *DE_LECTURA) if n not in AL_VUELO])
def test_cada_regla_salta_en_su_ejemplo_y_solo_ahi(regla: str, tmp_path: Path) -> None:
    malo = _malo(regla)
    assert malo.exists(), f"falta {malo}.yaml, el ejemplo malo de «{regla}»"
    problemas = decir(encima(copiar(tmp_path), malo))
    assert problemas == list(esperados(malo))
    assert any(problema.endswith(f"({regla})") for problema in problemas)


@pytest.mark.parametrize("regla", AL_VUELO)
def test_lo_que_no_cabe_en_un_ejemplo_tambien_se_dice(regla: str, tmp_path: Path) -> None:
    estropear, esperado = AL_VUELO[regla]
    raiz = copiar(tmp_path)
    estropear(raiz)
    assert decir(raiz) == [esperado]


def test_lo_minimo_no_tiene_ningun_problema(tmp_path: Path) -> None:
    assert decir(copiar(tmp_path)) == []


def test_no_sobra_ningun_ejemplo() -> None:
    hay = {ruta.stem for ruta in MALOS.iterdir()}
    assert hay == {*NOMBRES, *DE_LECTURA} - set(AL_VUELO)


def _nombrados(ruta: Path) -> set[str]:
    """Los nombres de regla que ese módulo escribe en sus mensajes."""
    nombres: set[str] = set()
    for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
        if not isinstance(nodo, ast.Call):
            continue
        quien = nodo.func.attr if isinstance(nodo.func, ast.Attribute) else ""
        quien = nodo.func.id if isinstance(nodo.func, ast.Name) else quien
        if quien in ("Problema", "decir", "_decir", "_existe"):
            constantes = [a.value for a in nodo.args if isinstance(a, ast.Constant)]
            nombres.update(c for c in constantes if isinstance(c, str) and c.isidentifier())
    return nombres


def test_todo_mensaje_nombra_una_regla_con_ejemplo() -> None:
    carpeta = Path(bot.contenido.__file__).parent
    dichos = set[str]()
    for ruta in carpeta.glob("*.py"):
        if ruta.stem not in DE_OTROS:
            dichos |= _nombrados(ruta)
    assert {*NOMBRES, *DE_LECTURA} <= dichos
    claves = {"decir", "nada", "menu", "preguntar", "flujo", "dato", "servicio", "tema", "equipo"}
    assert dichos - {*NOMBRES, *DE_LECTURA} <= claves

"""Todo lo que se sabe se alcanza, y la página que lo dice está al día."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.charlas.archivo import visitas
from bot.cli import main
from bot.cobertura import Fila, buscar, caminos_por_menu, faltas, frase_que_llega, pintar
from bot.contenido.respaldo import Respaldo, leer_respaldo
from tests.oficina import libro_de_la_oficina

RAIZ = Path(__file__).resolve().parents[1]


@cache
def respaldo() -> Respaldo:
    return leer_respaldo(RAIZ)


@cache
def filas() -> dict[str, list[Fila]]:
    return buscar(
        libro_de_la_oficina(),
        respaldo(),
        visitas(libro_de_la_oficina(), (RAIZ / "tests" / "charlas",)),
    )


def cobertura(contenido: Path) -> Result:
    return CliRunner().invoke(main, ["cobertura", "--contenido", str(contenido)])


@pytest.fixture
def copia(tmp_path: Path) -> Path:
    """El contenido de la oficina con una sola charla: va rápido y casi nada está probado."""
    shutil.copytree(RAIZ / "flujos", tmp_path / "flujos")
    shutil.copy(RAIZ / "directorio.yaml", tmp_path)
    (tmp_path / "tests" / "charlas").mkdir(parents=True)
    shutil.copy(RAIZ / "tests" / "charlas" / "refugio.yaml", tmp_path / "tests" / "charlas")
    return tmp_path


def test_la_pagina_esta_al_dia() -> None:
    escrita = (RAIZ / "docs" / "cobertura.md").read_text(encoding="utf-8")
    assert escrita == pintar(respaldo(), filas()), "corre: bot cobertura > docs/cobertura.md"


def test_a_cada_seccion_se_llega_por_menu_con_palabras_y_en_una_charla() -> None:
    assert faltas(respaldo(), filas()) == []
    assert len(respaldo().secciones) > 20


def test_cada_hecho_tiene_su_seccion_y_su_paso() -> None:
    sin_lugar = [
        f"{flujo}: {fuente.hecho}"
        for flujo, fuentes in respaldo().fuentes.items()
        for fuente in fuentes
        if fuente.seccion is None or fuente.paso is None
    ]
    assert not sin_lugar
    escritos = sum(len(fuentes) for fuentes in respaldo().fuentes.values())
    assert sum(len(unas) for unas in filas().values()) == escritos > 100


def test_cada_hecho_se_alcanza_tocando_y_una_charla_lo_dice() -> None:
    flojas = [
        f"{fila.flujo}.{fila.paso}"
        for unas in filas().values()
        for fila in unas
        if fila.camino is None or not fila.charlas
    ]
    assert not flojas


def test_el_camino_es_lo_que_se_toca_y_el_mas_corto() -> None:
    caminos = caminos_por_menu(libro_de_la_oficina())
    assert caminos["inicio.menu"] == ()
    assert caminos["refugio.como"] == ("Papeles y permisos", "Pedir refugio")
    assert caminos["documentos.donde_reniec"][-1] == "Dónde preguntar"
    assert caminos["_persona.abierta"][-1] == "Hablar con una persona"
    assert "violencia.aviso" not in caminos, "ahí solo se entra por una alarma"


def test_la_frase_es_la_primera_que_llega_o_la_primera_que_se_ofrece() -> None:
    assert frase_que_llega(
        libro_de_la_oficina(), "refugio", ["asdf qwer", "cómo pido refugio en perú"]
    ) == (
        "cómo pido refugio en perú",
        False,
    )
    assert frase_que_llega(libro_de_la_oficina(), "refugio", ["asdf qwer"]) == ("", False)
    assert frase_que_llega(libro_de_la_oficina(), "trabajo", ["cómo pido refugio en perú"]) == (
        "",
        False,
    )


def test_una_frase_con_que_solo_se_ofrece_se_dice_asi() -> None:
    desconfiado = replace(
        libro_de_la_oficina(), ficha=replace(libro_de_la_oficina().ficha, seguro=1.1, dudoso=0.3)
    )
    frases = ["asdf qwer", "cómo pido refugio en perú"]
    assert frase_que_llega(desconfiado, "refugio", frases[1:]) == (frases[1], True)
    fila = replace(filas()["refugio"][0], frase=frases[1], ofrecida=True)
    assert f"«{frases[1]}» (elige)" in pintar(respaldo(), {**filas(), "refugio": [fila]})


def test_una_seccion_sin_nada_sale_con_uno(copia: Path) -> None:
    ficha = copia / "flujos" / "_bot.yaml"
    con_otra = re.sub(
        r"^secciones:\n", "secciones:\n  pesca: Pesca\n", ficha.read_text(), flags=re.M
    )
    ficha.write_text(con_otra, encoding="utf-8")
    resultado = cobertura(copia)
    assert resultado.exit_code == 1
    assert "## Pesca" in resultado.stdout
    assert "pesca: «Pesca» no tiene ningún hecho" in resultado.stderr
    assert "multas: " in resultado.stderr, "ninguna charla lo prueba"
    assert "refugio: " not in resultado.stderr


def test_la_orden_escribe_la_pagina() -> None:
    resultado = cobertura(RAIZ)
    assert resultado.exit_code == 0, resultado.stderr
    assert resultado.stdout == pintar(respaldo(), filas())

"""Los otros cuatro idiomas: lo urgente se halla, lo corriente no asusta, y se sabe cuál es.

Los mensajes viven en ``mensajes/<idioma>.txt``: clase, nivel y texto. Los suelos
y techos son lo que hoy se consigue; si algo empeora, la prueba falla.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.comprension import Saber, comprender

MENSAJES = Path(__file__).parent / "mensajes"
IDIOMAS = ("ht", "fr", "en", "pt")
HALLADAS = {"ht": 0.94, "fr": 0.96, "en": 0.98, "pt": 0.94}
DERIVADAS = {"ht": 0.88, "fr": 0.88, "en": 0.81, "pt": 0.96}
"""De las críticas, cuántas se derivan sin preguntar."""
RECONOCIDAS = 0.95


def _lineas(idioma: str, urgentes: bool) -> list[tuple[str, str, str]]:
    texto = (MENSAJES / f"{idioma}.txt").read_text(encoding="utf-8")
    lineas = [linea.split(" ", 2) for linea in texto.splitlines() if linea]
    return [(uno[0], uno[1], uno[2]) for uno in lineas if (uno[0] != "normal") is urgentes]


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_lo_urgente_se_halla(idioma: str, saber: Saber) -> None:
    leidas = [(linea, comprender(linea[2], saber)) for linea in _lineas(idioma, True)]
    perdidas = [linea for linea, lectura in leidas if not (lectura.alarma or lectura.sospecha)]
    assert 1 - len(perdidas) / len(leidas) >= HALLADAS[idioma], perdidas
    criticas = [(linea, lectura) for linea, lectura in leidas if linea[1] == "critica"]
    calladas = [linea for linea, lectura in criticas if not lectura.alarma]
    assert 1 - len(calladas) / len(criticas) >= DERIVADAS[idioma], calladas


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_lo_corriente_no_asusta(idioma: str, saber: Saber) -> None:
    leidas = [(linea, comprender(linea[2], saber)) for linea in _lineas(idioma, False)]
    assert not [linea for linea, lectura in leidas if lectura.alarma]
    preguntadas = [linea for linea, lectura in leidas if lectura.sospecha]
    assert len(preguntadas) <= 1, preguntadas


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_se_sabe_en_que_idioma_escribe(idioma: str, saber: Saber) -> None:
    textos = [texto for urgentes in (True, False) for _, _, texto in _lineas(idioma, urgentes)]
    otros = [texto for texto in textos if comprender(texto, saber).idioma != idioma]
    assert 1 - len(otros) / len(textos) >= RECONOCIDAS, otros

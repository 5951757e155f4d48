"""La primera línea y las palabras que no pueden verse en ella."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.proteccion.primera_linea import A_LA_VISTA, palabras_reservadas, primera_linea

LEXICO = ("violen*", "pega", "línea de ayuda", "denunci*")


def test_es_la_primera_linea_con_algo_escrito() -> None:
    assert primera_linea("\n  Recibido. \n\nLínea 100") == "Recibido."
    assert primera_linea("") == ""


def test_no_corta_la_palabra_que_empieza_a_la_vista() -> None:
    linea = "a" * 55 + " denuncia y más"
    assert primera_linea(linea) == "a" * 55 + " denuncia"
    assert primera_linea("b" * 60 + " y más") == "b" * 60


@pytest.mark.parametrize(
    ("texto", "halladas"),
    [
        ("Si hay VIOLENCIA, o violéntame", ("violencia", "violentame")),
        ("Despega la etiqueta", ()),
        ("Me pega.", ("pega",)),
        ("Una línea, de ayuda", ("linea de ayuda",)),
        ("Una línea con ayuda", ()),
        ("Recibido. Gracias por escribir.", ()),
    ],
)
def test_halla_las_reservadas_sin_mirar_tildes_ni_mayusculas(
    texto: str, halladas: tuple[str, ...]
) -> None:
    assert palabras_reservadas(texto, LEXICO) == halladas


@given(st.text())
def test_ningun_texto_la_rompe(texto: str) -> None:
    linea = primera_linea(texto)
    assert "\n" not in linea
    assert linea[:A_LA_VISTA] in texto
    palabras_reservadas(texto, LEXICO)

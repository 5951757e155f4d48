"""El tema de los mensajes corrientes: cuándo está seguro y cuándo no opina."""

from __future__ import annotations

import pytest

from bot.comprension import Saber, comprender
from tests.comprension.regresion import mensajes

SEGURO = 0.5
DUDOSO = 0.24


def _corrientes() -> list[tuple[str, str]]:
    return [(uno.etiqueta, uno.texto) for uno in mensajes("corrientes", "es")]


def test_cuando_esta_seguro_acierta(saber: Saber) -> None:
    seguros = [
        (tema, lectura.temas[0].tema)
        for tema, texto in _corrientes()
        if (lectura := comprender(texto, saber)).temas and lectura.temas[0].certeza >= SEGURO
    ]
    assert len(seguros) >= 70
    assert sum(tema == dicho for tema, dicho in seguros) / len(seguros) >= 0.95


@pytest.mark.parametrize(
    "texto",
    [
        "asdf qwer",
        "height",
        "",
        "12345",
        "?",
    ],
)
def test_de_lo_que_no_sabe_no_opina(texto: str, saber: Saber) -> None:
    assert all(candidato.certeza < DUDOSO for candidato in comprender(texto, saber).temas)


def test_los_candidatos_van_de_mas_a_menos_y_sin_repetir(saber: Saber) -> None:
    for _, texto in _corrientes():
        temas = comprender(texto, saber).temas
        certezas = [candidato.certeza for candidato in temas]
        assert certezas == sorted(certezas, reverse=True)
        assert len({candidato.tema for candidato in temas}) == len(temas)


def test_el_tema_se_busca_al_principio_y_al_final(saber: Saber) -> None:
    relleno = "lorem ipsum dolor " * 2000
    pide = "quiero pedir asilo porque me persiguen en mi tierra " * 10
    for texto in (pide + relleno, relleno + pide):
        assert "refugio" in [candidato.tema for candidato in comprender(texto, saber).temas]


def test_un_saber_vacio_no_entiende_nada() -> None:
    lectura = comprender("mi esposo me pega", Saber())
    assert (lectura.alarma, lectura.temas) == (None, ())
    assert lectura.normal == "mi esposo me pega"

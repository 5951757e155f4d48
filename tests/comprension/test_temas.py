"""El tema de los mensajes corrientes, con el suelo de lo que hoy se consigue."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.comprension import Saber, comprender

SEGURO = 0.5
DUDOSO = 0.24
SUELO = 0.84
SUELO_DE_TRES = 0.94


def _mensajes() -> list[tuple[str, str]]:
    archivo = Path(__file__).parent / "temas" / "corrientes.txt"
    lineas = archivo.read_text(encoding="utf-8").splitlines()
    return [(linea.partition(" ")[0], linea.partition(" ")[2]) for linea in lineas if linea]


def test_se_acierta_el_tema(saber: Saber) -> None:
    mensajes = _mensajes()
    propuestos = [[c.tema for c in comprender(texto, saber).temas] for _, texto in mensajes]
    pares = list(zip(mensajes, propuestos, strict=True))
    primeros = sum(temas[:1] == [tema] for (tema, _), temas in pares)
    entre_tres = sum(tema in temas[:3] for (tema, _), temas in pares)
    assert primeros / len(mensajes) >= SUELO
    assert entre_tres / len(mensajes) >= SUELO_DE_TRES


def test_cuando_esta_seguro_acierta(saber: Saber) -> None:
    seguros = [
        (tema, lectura.temas[0].tema)
        for tema, texto in _mensajes()
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
    for _, texto in _mensajes():
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

"""Cualquier texto, de cualquier largo: sin errores, siempre igual y con trabajo acotado."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comprension import Saber, comprender
from bot.comprension.explicar import explicar
from bot.comprension.lineal import Aprendiz
from bot.comprension.normalizar import normalizar
from bot.comprension.opciones import elegir, es_palabra
from bot.comprension.saber import Lengua

CARACTERES = st.characters(exclude_categories=())
PALABRAS = st.sampled_from(
    "me mi marido pega no que matar hijo hoy cuchillo de . , hambre pastillas ayer yo se la".split()
)
TEXTOS = st.one_of(st.text(CARACTERES, max_size=400), st.lists(PALABRAS, max_size=60).map(" ".join))


class Contador(Mapping[str, Any]):
    """Un mapa que cuenta cuántas veces le preguntan."""

    def __init__(self, mapa: Mapping[str, Any]) -> None:
        self.mapa = mapa
        self.veces = 0

    def __getitem__(self, clave: str) -> Any:
        self.veces += 1
        return self.mapa[clave]

    def __iter__(self) -> Iterator[str]:
        return iter(self.mapa)

    def __len__(self) -> int:
        return len(self.mapa)


@given(texto=TEXTOS)
def test_nunca_falla_y_siempre_responde_igual(texto: str, saber: Saber) -> None:
    lectura = comprender(texto, saber)
    assert comprender(texto, saber) == lectura
    assert all(0 <= candidato.certeza <= 1 for candidato in lectura.temas)
    assert isinstance(explicar(texto, saber), str)
    elegir(texto, [("Sí",), ("No", "mejor no"), ("Otra cosa",)])
    es_palabra(texto, ("salir",), con_errata=True)


@given(texto=TEXTOS)
def test_la_forma_normal_solo_tiene_palabras_y_se_puede_guardar(texto: str) -> None:
    normal = normalizar(texto)
    assert normal == " ".join(normal.split())
    assert all(caracter.isalnum() or caracter == " " for caracter in normal)
    normal.encode("utf-8")


@pytest.mark.parametrize(
    "trozo",
    [
        "a",
        "me pega ",
        "mi marido cuchillo ",
        "\u0301",
        "\ufdfa",
        "a@",
        "a b ",
        "xkqwz ",
        "no me ",
        "voy ",
        "hoy ",
        "la me pega ",
        "~".join(chr(0x4E00 + i) for i in range(2000)) + " ",
        "😀",
        "1a",
    ],
)
def test_un_texto_enorme_cuesta_un_trabajo_acotado(trozo: str, saber: Saber) -> None:
    texto = trozo * (10**6 // len(trozo.encode("utf-8")))
    lengua, lineal = saber.lenguas["es"], saber.aprendiz.lineal
    seguidas, formas = Contador(lengua.reglas.seguidas), Contador(lengua.corrector.por_forma)
    clases = Contador(saber.clases)
    contado = replace(
        saber,
        lenguas={
            "es": Lengua(
                replace(lengua.reglas, seguidas=seguidas),
                replace(lengua.corrector, por_forma=formas),
            )
        },
        aprendiz=Aprendiz(lambda: lineal),
        clases=clases,
    )
    lectura = comprender(texto, contado)
    assert len(lectura.normal) <= 4000
    assert seguidas.veces <= 15_000
    assert formas.veces <= 2 * 150 * 3
    assert clases.veces <= 4000

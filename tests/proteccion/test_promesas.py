"""Lo que no se dice nunca, con sus huecos, sus finales y su negación."""

from __future__ import annotations

import pytest

from bot.proteccion.promesas import frases_prohibidas

PROHIBIDAS = ("es anónimo", "puede* pedir refugio … internet", "nadie lo sabrá", "albergue segur*")


@pytest.mark.parametrize(
    ("texto", "dice"),
    [
        ("Este chat es ANONIMO.", ("es anónimo",)),
        ("Este chat no es anónimo.", ()),
        ("No temas, es anónimo.", ("es anónimo",)),
        ("Puedes pedir refugio hoy mismo por internet.", (PROHIBIDAS[1],)),
        ("Ya no puedes pedir refugio por internet.", ()),
        ("Puedes pedir refugio. Mira en internet.", ()),
        ("Nadie lo sabrá", ("nadie lo sabrá",)),
        ("Hay albergues seguros", ()),
        ("Hay albergue seguro", ("albergue segur*",)),
        ("", ()),
    ],
)
def test_halla_lo_prohibido(texto: str, dice: tuple[str, ...]) -> None:
    assert frases_prohibidas(texto, PROHIBIDAS) == dice


def test_el_hueco_tiene_un_limite() -> None:
    lejos = "Puedes pedir refugio " + "muy " * 7 + "internet"
    assert frases_prohibidas(lejos, PROHIBIDAS) == ()

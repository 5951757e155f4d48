"""Los rasgos de un mensaje: palabras, pares, trozos de palabra y señales, numerados.

Un rasgo es una casilla de un número fijo de casillas: así lo que se aprende
ocupa siempre lo mismo. Qué peso tiene cada casilla es de ``lineal.py``; qué
señales hay en un mensaje, de ``senales.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

CASILLAS = 1 << 16
_MAS_CORTO, _MAS_LARGO = 3, 5
_MIRA = 24
"""Letras que se miran de una palabra: las demás no dicen nada."""

_DE_TROZO = 0.5
_DE_SENAL = 1.5
"""Lo que cuenta un trozo y lo que cuenta una señal, si una palabra cuenta uno."""

Rasgos = Mapping[int, float]


def casilla(rasgo: str) -> int:
    """El número de un rasgo: siempre el mismo."""
    return crc32(rasgo.encode("utf-8", "surrogatepass")) % CASILLAS


def de_palabra(palabra: str, conceptos: Iterable[str] = ()) -> dict[int, float]:
    """La palabra, sus trozos de tres a cinco letras y los conceptos que nombra."""
    borde = f" {palabra[:_MIRA]} "
    trozos = {
        borde[i : i + n]
        for n in range(_MAS_CORTO, _MAS_LARGO + 1)
        for i in range(max(1, len(borde) - n + 1))
    }
    rasgos = {casilla(f"#{trozo}"): _DE_TROZO for trozo in sorted(trozos)}
    rasgos[casilla(palabra)] = 1.0
    rasgos.update((casilla(f"<{concepto}>"), _DE_SENAL) for concepto in conceptos)
    return rasgos


def de_mensaje(
    palabras: Sequence[str], de_cada_una: Mapping[str, Rasgos], senales: Iterable[str] = ()
) -> dict[int, float]:
    """Cuánto hay de cada rasgo: lo repetido cuenta, pero cada vez menos."""
    veces: dict[int, int] = {}
    pesos: dict[int, float] = {}
    for palabra in palabras:
        for rasgo, peso in de_cada_una[palabra].items():
            veces[rasgo] = veces.get(rasgo, 0) + 1
            pesos[rasgo] = peso
    for una, otra in pairwise(palabras):
        rasgo = casilla(f"{una} {otra}")
        veces[rasgo] = veces.get(rasgo, 0) + 1
        pesos[rasgo] = 1.0
    for senal in senales:
        rasgo = casilla(senal)
        veces[rasgo] = veces.get(rasgo, 0) + 1
        pesos[rasgo] = _DE_SENAL
    return {rasgo: pesos[rasgo] * (1.0 + math.log(n)) for rasgo, n in veces.items()}

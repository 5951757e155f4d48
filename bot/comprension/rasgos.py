"""Los rasgos de un mensaje: palabras, pares de palabras y trozos de palabra, numerados.

Un rasgo es una casilla de un número fijo de casillas: así lo que se aprende
ocupa siempre lo mismo. Qué peso tiene cada casilla es de ``lineal.py``.
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


def casilla(rasgo: str) -> int:
    """El número de un rasgo: siempre el mismo."""
    return crc32(rasgo.encode("utf-8", "surrogatepass")) % CASILLAS


def de_palabra(palabra: str, clases: Iterable[str] = ()) -> set[int]:
    """La palabra, sus trozos de tres a cinco letras y las clases a que pertenece."""
    borde = f" {palabra[:_MIRA]} "
    trozos = {
        borde[i : i + n]
        for n in range(_MAS_CORTO, _MAS_LARGO + 1)
        for i in range(max(1, len(borde) - n + 1))
    }
    rasgos = {casilla(f"#{trozo}") for trozo in trozos}
    rasgos.add(casilla(palabra))
    rasgos.update(casilla(f"<{clase}>") for clase in clases)
    return rasgos


def de_mensaje(
    palabras: Sequence[str], de_cada_una: Mapping[str, Iterable[int]]
) -> dict[int, float]:
    """Cuánto hay de cada rasgo: lo repetido cuenta, pero cada vez menos."""
    veces: dict[int, int] = {}
    for palabra in palabras:
        for rasgo in de_cada_una[palabra]:
            veces[rasgo] = veces.get(rasgo, 0) + 1
    for una, otra in pairwise(palabras):
        rasgo = casilla(f"{una} {otra}")
        veces[rasgo] = veces.get(rasgo, 0) + 1
    return {rasgo: 1.0 if n == 1 else 1.0 + math.log(n) for rasgo, n in veces.items()}

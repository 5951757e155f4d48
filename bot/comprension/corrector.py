"""Faltas de ortografía: de una palabra que nadie conoce a una del vocabulario.

Solo se corrigen palabras desconocidas. Con cuatro letras, únicamente si suenan
igual («vala», bala); desde cinco, también con una letra de más, de menos,
cambiada o trocada. Los empates se resuelven por orden alfabético.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SONIDOS = (
    (re.compile(r"qu(?=[ei])|k"), "c"),
    (re.compile(r"c(?=[ei])|z|x"), "s"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"v|w"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"(.)\1"), r"\1"),
)
_MAS_LARGA = 24


def sonido(palabra: str) -> str:
    """Cómo suena, más o menos: «ospital» y «hospital» suenan igual."""
    for patron, queda in _SONIDOS:
        palabra = patron.sub(queda, palabra)
    return palabra


@dataclass(frozen=True, slots=True)
class Corrector:
    """Un vocabulario en el que buscar lo que se quiso escribir."""

    por_sonido: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    por_forma: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def corregir(self, palabra: str) -> str | None:
        """La palabra que se quiso escribir, o ``None``."""
        if not 4 <= len(palabra) <= _MAS_LARGA or not palabra.isalpha():
            return None
        clave = sonido(palabra)
        if clave in self.por_sonido:
            return min(self.por_sonido[clave], key=lambda otra: _orden(palabra, otra))
        if len(palabra) < 5:
            return None
        cercanas = {
            otra
            for largo in (len(clave) - 1, len(clave), len(clave) + 1)
            for otra_clave, _, _ in process.extract(
                clave,
                self.por_forma.get((clave[:1], largo), ()),
                scorer=OSA.distance,
                score_cutoff=1,
                limit=None,
            )
            for otra in self.por_sonido[otra_clave]
            if len(otra) >= 5 and otra[0] == palabra[0]
        }
        return min(cercanas, key=lambda otra: _orden(palabra, otra), default=None)


def _orden(palabra: str, otra: str) -> tuple[int, str]:
    return OSA.distance(palabra, otra), otra


def preparar(vocabulario: Iterable[str]) -> Corrector:
    """Indexa el vocabulario por sonido, y los sonidos por su primera letra y su largo."""
    por_sonido: dict[str, list[str]] = {}
    for palabra in sorted(set(vocabulario)):
        if 4 <= len(palabra) <= _MAS_LARGA and palabra.isalpha():
            por_sonido.setdefault(sonido(palabra), []).append(palabra)
    por_forma: dict[tuple[str, int], list[str]] = {}
    for clave in por_sonido:
        por_forma.setdefault((clave[:1], len(clave)), []).append(clave)
    return Corrector(
        {clave: tuple(palabras) for clave, palabras in por_sonido.items()},
        {forma: tuple(claves) for forma, claves in por_forma.items()},
    )

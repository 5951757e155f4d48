"""Partir un texto del bot en frases, cláusulas y palabras comparables.

Es para lo que el bot dice, escrito con cuidado. Lo que escribe una persona lo
normaliza ``bot/comprension/normalizar.py``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_PALABRA = re.compile(r"[^\W_]+")
_FIN_DE_FRASE = re.compile(r"[.!?…](?=\s|$|[»”\")])|\n")
_FIN_DE_CLAUSULA = re.compile(r"[,;:()«»“”\"—–]")


def palabras(texto: str) -> tuple[str, ...]:
    """Las palabras en minúsculas y sin tildes."""
    llano = unicodedata.normalize("NFKD", texto.casefold())
    return tuple(_PALABRA.findall("".join(c for c in llano if not unicodedata.combining(c))))


def frases(texto: str) -> tuple[str, ...]:
    """Las frases: acaban en punto, en signo o al final de la línea."""
    return tuple(frase.strip() for frase in _FIN_DE_FRASE.split(texto) if frase.strip())


def clausulas(texto: str) -> tuple[tuple[str, ...], ...]:
    """Las palabras de cada cláusula: lo que hay entre dos signos."""
    trozos = (trozo for frase in frases(texto) for trozo in _FIN_DE_CLAUSULA.split(frase))
    return tuple(dichas for trozo in trozos if (dichas := palabras(trozo)))


def coincide(palabra: str, patron: str) -> bool:
    """¿Es la palabra del patrón, o empieza como él si acaba en ``*``?"""
    return palabra.startswith(patron[:-1]) if patron.endswith("*") else palabra == patron


@cache
def patron(escrito: str) -> tuple[str, ...]:
    """Las palabras de un patrón escrito: conserva el ``*`` final y el hueco ``…``."""
    piezas: list[str] = []
    for trozo in escrito.replace("...", "…").replace("…", " … ").split():
        if trozo == "…":
            piezas.append(trozo)
            continue
        dichas = palabras(trozo)
        piezas += dichas
        if dichas and trozo.endswith("*"):
            piezas[-1] += "*"
    return tuple(piezas)

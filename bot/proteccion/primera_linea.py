"""Lo que se ve con la pantalla bloqueada: la primera línea de un mensaje.

El teléfono puede tenerlo quien hace daño. Qué palabras no pueden verse lo dice
la oficina en ``flujos/_reservado.yaml``; aquí solo se buscan.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.proteccion.palabras import coincide, palabras, patron

_PorPalabra = dict[str, list[tuple[str, ...]]]

A_LA_VISTA = 60
"""Caracteres de la primera línea que enseña una pantalla bloqueada."""


def primera_linea(texto: str) -> str:
    """La primera línea, hasta 60 caracteres y el final de la palabra en que caen."""
    linea = next((linea.strip() for linea in texto.splitlines() if linea.strip()), "")
    final = A_LA_VISTA
    while (
        A_LA_VISTA <= final < len(linea) and linea[final - 1].isalnum() and linea[final].isalnum()
    ):
        final += 1
    return linea[:final]


def palabras_reservadas(texto: str, lexico: Sequence[str]) -> tuple[str, ...]:
    """Las del texto que están en el léxico, en orden y sin repetir.

    Una entrada que acaba en ``*`` vale por todas las que empiezan así; una de
    varias palabras se busca seguida.
    """
    dichas = palabras(texto)
    enteras, raices = _indice(tuple(lexico))
    halladas: dict[str, None] = {}
    for i, dicha in enumerate(dichas):
        candidatas = list(enteras.get(dicha, ()))
        for largo in range(1, len(dicha) + 1):
            candidatas += raices.get(dicha[:largo], ())
        for piezas in candidatas:
            tramo = dichas[i : i + len(piezas)]
            if len(tramo) == len(piezas) and all(map(coincide, tramo, piezas)):
                halladas[" ".join(tramo)] = None
    return tuple(halladas)


@lru_cache(maxsize=8)
def _indice(lexico: tuple[str, ...]) -> tuple[_PorPalabra, _PorPalabra]:
    """Las entradas por su primera palabra: enteras, y las que acaban en ``*``."""
    enteras: _PorPalabra = {}
    raices: _PorPalabra = {}
    for entrada in lexico:
        piezas = patron(entrada)
        if piezas and piezas[0].endswith("*"):
            raices.setdefault(piezas[0][:-1], []).append(piezas)
        elif piezas:
            enteras.setdefault(piezas[0], []).append(piezas)
    return enteras, raices

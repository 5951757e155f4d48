"""Lo que se ve con la pantalla bloqueada: la primera línea de un mensaje.

El teléfono puede tenerlo quien hace daño. Qué palabras no pueden verse lo dice
la oficina en ``flujos/_reservado.yaml``; aquí solo se buscan.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.proteccion.palabras import coincide, palabras, patron

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
    halladas: dict[str, None] = {}
    for entrada in lexico:
        piezas = patron(entrada)
        for i in range(len(dichas) - len(piezas) + 1 if piezas else 0):
            tramo = dichas[i : i + len(piezas)]
            if coincide(tramo[0], piezas[0]) and all(map(coincide, tramo, piezas)):
                halladas[" ".join(tramo)] = None
    return tuple(sorted(halladas, key=" ".join(dichas).find))

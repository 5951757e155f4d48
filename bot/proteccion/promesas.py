"""Lo que el bot no dice nunca: promesas que nadie puede cumplir y frases que dañan.

Las escribe la oficina en ``flujos/_reservado.yaml``, sin expresiones regulares:
palabras seguidas, ``*`` al final de una palabra y ``…`` por hasta seis palabras.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.proteccion.palabras import clausulas, coincide, patron

HUECO = 6
NIEGAN = {
    "es": frozenset({"no", "nunca", "ni", "tampoco", "jamas"}),
    "ht": frozenset({"pa", "pap", "janm"}),
    "fr": frozenset({"ne", "n", "pas", "jamais"}),
    "en": frozenset({"not", "never", "no", "cannot"}),
    "pt": frozenset({"nao", "nunca", "nem"}),
}
"""Palabras que niegan, por idioma: en portugués, «no» es «en el»."""


def frases_prohibidas(texto: str, prohibidas: Sequence[str], idioma: str = "es") -> tuple[str, ...]:
    """Las prohibidas que el texto dice. Negada justo antes («no es anónimo»), no cuenta."""
    trozos = clausulas(texto)
    todas = {palabra for trozo in trozos for palabra in trozo}
    por_palabra, siempre = _indice(tuple(prohibidas))
    posibles = [*siempre, *(n for palabra in todas for n in por_palabra.get(palabra, ()))]
    return tuple(
        prohibidas[n]
        for n in sorted(posibles)
        if any(_dice(trozo, patron(prohibidas[n]), NIEGAN[idioma]) for trozo in trozos)
    )


@lru_cache(maxsize=8)
def _indice(prohibidas: tuple[str, ...]) -> tuple[dict[str, list[int]], list[int]]:
    """Cada prohibida por su palabra entera más larga; aparte, las que no tienen."""
    por_palabra: dict[str, list[int]] = {}
    siempre: list[int] = []
    for n, prohibida in enumerate(prohibidas):
        enteras = [pieza for pieza in patron(prohibida) if pieza != "…" and pieza[-1] != "*"]
        if enteras:
            por_palabra.setdefault(max(enteras, key=len), []).append(n)
        else:
            siempre.append(n)
    return por_palabra, siempre


def _dice(dichas: tuple[str, ...], piezas: tuple[str, ...], niegan: frozenset[str]) -> bool:
    return any(
        _sigue(dichas[i:], piezas) and not niegan.intersection(dichas[max(0, i - 3) : i])
        for i in range(len(dichas))
    )


def _sigue(dichas: tuple[str, ...], piezas: tuple[str, ...]) -> bool:
    if not piezas:
        return True
    if piezas[0] == "…":
        return any(_sigue(dichas[salto:], piezas[1:]) for salto in range(HUECO + 1))
    return bool(dichas) and coincide(dichas[0], piezas[0]) and _sigue(dichas[1:], piezas[1:])

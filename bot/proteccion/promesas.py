"""Lo que el bot no dice nunca: promesas que nadie puede cumplir y frases que dañan.

Las escribe la oficina en ``flujos/_reservado.yaml``, sin expresiones regulares:
palabras seguidas, ``*`` al final de una palabra y ``…`` por hasta seis palabras.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    return tuple(
        prohibida
        for prohibida in prohibidas
        if _puede(todas, piezas := patron(prohibida))
        and any(_dice(trozo, piezas, NIEGAN[idioma]) for trozo in trozos)
    )


def _puede(todas: set[str], piezas: tuple[str, ...]) -> bool:
    """¿Están en el texto las palabras enteras del patrón, aunque sea sueltas?"""
    return bool(piezas) and all(
        pieza in todas for pieza in piezas if pieza != "…" and not pieza.endswith("*")
    )


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

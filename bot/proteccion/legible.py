"""¿Se lee fácil? Frases cortas y una sola pregunta por mensaje."""

from __future__ import annotations

import re

from bot.proteccion.palabras import frases

_HUECO = re.compile(r"\{[^{}]*\}")


def frases_largas(texto: str, maximo: int) -> tuple[str, ...]:
    """Las frases con más de ``maximo`` palabras; un hueco cuenta por una."""
    return tuple(
        frase
        for frase in frases(_HUECO.sub("hueco", texto))
        if sum(any(c.isalnum() for c in palabra) for palabra in frase.split()) > maximo
    )


def preguntas(texto: str) -> int:
    """Cuántas preguntas hace."""
    return texto.count("?")

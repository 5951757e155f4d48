"""¿En qué idioma escribe? Por lo aprendido del banco; en duda, no se responde.

Las notas vienen de ``lineal.py``. No traduce ni entiende.
"""

from __future__ import annotations

from bot.comprension.lineal import Respuesta

_SEGURO = 0.0
_VENTAJA = 1.5
_CERCA = 4.0
"""Un idioma a esta distancia del primero todavía puede ser."""

_LETRAS = 4
"""Un mensaje con menos letras («ok», «no», «2») se escribe igual en varios idiomas."""


def reconocer(respuesta: Respuesta, normal: str) -> tuple[str | None, tuple[str, ...]]:
    """El idioma, o ``None`` si no está claro, y las palabras que lo delatan."""
    notas = sorted(
        (-nota, pregunta) for pregunta, nota in respuesta.notas.items() if pregunta[:7] == "idioma:"
    )
    if len(notas) < 2 or sum(letra.isalpha() for letra in normal[:100]) < _LETRAS:
        return None, ()
    (primera, pregunta), (segunda, _) = notas[:2]
    if -primera < _SEGURO or segunda - primera < _VENTAJA:
        return None, ()
    return pregunta.removeprefix("idioma:"), respuesta.palabras(pregunta)


def posibles(respuesta: Respuesta) -> tuple[str, ...]:
    """Los idiomas en que puede estar, del más probable al menos; el español siempre."""
    notas = {p.removeprefix("idioma:"): n for p, n in respuesta.notas.items() if p[:7] == "idioma:"}
    orden = sorted(notas, key=lambda idioma: (-notas[idioma], idioma))
    cerca = [idioma for idioma in orden if notas[idioma] >= notas[orden[0]] - _CERCA]
    return tuple(dict.fromkeys((*cerca, "es")))

"""Abrir el cuerpo JSON de una petición, sin sorpresas.

Lo comparten los canales que reciben JSON. Qué campos se esperan es cosa de cada uno.
"""

from __future__ import annotations

import json
from typing import Final

CIFRAS: Final = 18


class Ilegible(ValueError):
    """El mensaje no se puede leer. No lleva nada de lo que decía."""


def abrir(cuerpo: bytes) -> object:
    """El JSON, sin claves repetidas ni números enormes. Levanta ``Ilegible``."""
    try:
        return json.loads(
            cuerpo.decode("utf-8"),
            object_pairs_hook=_sin_repetir,
            parse_constant=_negar,
            parse_int=_entero,
        )
    except Ilegible:
        raise
    except (ValueError, RecursionError):
        raise Ilegible("no es JSON") from None


def _sin_repetir(pares: list[tuple[str, object]]) -> dict[str, object]:
    campos = dict(pares)
    if len(campos) != len(pares):
        raise Ilegible("repite un campo")
    return campos


def _negar(constante: str) -> float:
    raise Ilegible("trae un número que no lo es")


def _entero(cifras: str) -> int:
    if len(cifras) > CIFRAS:
        raise Ilegible("trae un número demasiado largo")
    return int(cifras)

"""La terminal: el texto y sus opciones numeradas, sin colores ni controles."""

from __future__ import annotations

from typing import Final

from bot.canales.base import numerar
from bot.modelo import Burbuja, NombreCanal

nombre: Final[NombreCanal] = "consola"


def pintar(burbuja: Burbuja) -> str:
    """La burbuja como texto sin formato."""
    return numerar(burbuja)

"""¿Qué quiso decir la persona? Puro, sin modelo de lenguaje y explicable.

``comprender`` lee un mensaje sin mirar el estado: urgencia, idioma y temas. Si
es respuesta a una pregunta lo dice ``opciones.py``, que sí la conoce.
"""

from __future__ import annotations

from bot.comprension.normalizar import normalizar
from bot.comprension.saber import Saber
from bot.modelo import Lectura

__all__ = ["Saber", "comprender"]

_MAS_LARGA = 4000
"""Un mensaje más largo nunca es una respuesta: no se guarda su forma entera."""


def comprender(texto: str, saber: Saber) -> Lectura:
    """Lo que dice un mensaje, con lo que ``saber`` permite reconocer."""
    return Lectura(normal=normalizar(texto[:_MAS_LARGA]))

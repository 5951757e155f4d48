"""¿Qué quiso decir la persona? Puro, sin modelo de lenguaje y explicable.

``comprender`` lee un mensaje sin mirar el estado: urgencia, idioma y temas. Si
es respuesta a una pregunta lo dice ``opciones.py``, que sí la conoce.
"""

from __future__ import annotations

from bot.comprension.marcas import marcar
from bot.comprension.normalizar import fichar
from bot.comprension.saber import Saber
from bot.comprension.urgencia import decidir, examinar
from bot.modelo import Lectura

__all__ = ["Saber", "comprender"]

_MAS_LARGA = 4000
"""Un mensaje más largo nunca es una respuesta: no se guarda su forma entera."""


def comprender(texto: str, saber: Saber) -> Lectura:
    """Lo que dice un mensaje, con lo que ``saber`` permite reconocer."""
    fichas = fichar(texto)
    marcas = marcar(fichas, saber.reglas, saber.corrector)
    return Lectura(
        normal=" ".join(ficha.palabra for ficha in fichas)[:_MAS_LARGA],
        alarma=decidir(marcas, examinar(marcas, saber.reglas)),
    )

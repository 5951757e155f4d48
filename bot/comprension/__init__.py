"""¿Qué quiso decir la persona? Puro, sin modelo de lenguaje y explicable.

``comprender`` lee un mensaje sin mirar el estado: urgencia, idioma y temas. Si
es respuesta a una pregunta lo dice ``opciones.py``, que sí la conoce; por qué
se entendió lo que se entendió, ``explicar.py``.
"""

from __future__ import annotations

from bot.comprension.leer import leer
from bot.comprension.saber import Saber
from bot.modelo import Lectura

__all__ = ["Saber", "comprender"]


def comprender(texto: str, saber: Saber, antes: str = "") -> Lectura:
    """Lo que dice un mensaje, con lo que ``saber`` permite reconocer.

    ``antes`` es el final, en forma normal, de lo que acaba de escribir en otros
    mensajes: solo cuenta para la urgencia.
    """
    return leer(texto, saber, antes).lectura

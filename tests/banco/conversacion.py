"""La conversación del banco, puesta en un libro: sus flujos ocupan el lugar de los de igual nombre.

Todo lo demás queda como lo escribió la oficina: el banco de frases, los idiomas, el
directorio. Las reglas del contenido se pasan antes, sin estos flujos: repiten al pie de
la letra textos ajenos, con un teléfono y una dirección inventados.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.contenido.arbol import Problema
from bot.contenido.flujos import leer_flujos
from bot.motor.libro import Libro

AQUI = Path(__file__).resolve().parent
RAIZ = AQUI.parents[1]


def poner_conversacion(libro: Libro) -> Libro:
    problemas: list[Problema] = []
    leidos = leer_flujos(AQUI, problemas)
    if problemas:
        raise ValueError("\n".join(map(str, problemas)))
    suyos = {nombre: leido.flujo for nombre, leido in leidos.items()}
    return replace(libro, flujos={**libro.flujos, **suyos})

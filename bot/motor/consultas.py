"""«Mi caso» y un código: qué mensaje pregunta cómo va un trámite, y qué palabra se le contesta.

Mirar si ese código existe es de ``bot/turno``. Uno equivocado y uno que no es de nadie se
contestan igual, y también cuando se probaron demasiados.
"""

from __future__ import annotations

import re

from bot.modelo import Consultado
from bot.motor.libro import Libro
from bot.proteccion.codigos import leer_codigo
from bot.proteccion.palabras import palabras

FRASE_DE_CONSULTA: dict[Consultado, str] = {
    "recibido": "caso_recibido",
    "en atención": "caso_en_atencion",
    "cerrado": "caso_cerrado",
    "desconocido": "caso_desconocido",
    "demasiadas": "caso_desconocido",
}
"""Una palabra. No dice nada más a quien tenga el teléfono en la mano."""

_CON_FORMA = re.compile(r"(?=\D*\d)[A-Za-z0-9]{4,6}[ -][A-Za-z0-9]{4,6}", re.ASCII)
PALABRA = "caso"
"""La palabra de siempre que pregunta por un trámite («mi caso», «mon dossier»…)."""


def codigo_preguntado(libro: Libro, texto: str) -> str | None:
    """El código por el que pregunta el mensaje: solo, o detrás de «mi caso»."""
    return leer_codigo(_lo_preguntado(libro, texto))


def parece_codigo(libro: Libro, texto: str) -> bool:
    """¿Pregunta por un trámite con un código mal escrito? Se le contesta como a uno que no es."""
    return _CON_FORMA.fullmatch(_lo_preguntado(libro, texto)) is not None


def _lo_preguntado(libro: Libro, texto: str) -> str:
    """El mensaje sin el «mi caso» con que empiece."""
    partes = texto.split()
    for siempre in libro.ficha.siempre:
        if siempre.nombre != PALABRA:
            continue
        for forma in (forma for formas in siempre.palabras.values() for forma in formas):
            cuantas = len(forma.split())
            if palabras(" ".join(partes[:cuantas])) == tuple(forma.split()):
                return " ".join(partes[cuantas:])
    return " ".join(partes)

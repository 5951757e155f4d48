"""Lo que se le pide a la puerta: un evento, de quién y por dónde se contesta.

Aquí lo que llegó por un canal se vuelve un evento del motor. Nada se guarda ni se avanza.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.almacen.cambios import Regreso
from bot.canales.base import Contenido, Corregido
from bot.comprension import comprender
from bot.modelo import Corrige, Escribe, Evento
from bot.motor.libro import Libro


@dataclass(frozen=True, slots=True)
class Roto:
    """Algo nuestro falló: queda el tipo del error, nunca su texto."""

    tipo: str


@dataclass(frozen=True, slots=True)
class Pedido:
    """Un evento, a la espera de su turno. Dos con la misma ``huella`` son el mismo."""

    libro: Libro
    conversacion: bytes
    huella: bytes
    regreso: Regreso
    evento: Evento | Roto
    recibido: datetime
    remoto: str = ""


def entender(contenido: Contenido, libro: Libro) -> Evento:
    match contenido:
        case str():
            return Escribe(contenido, comprender(contenido, libro.saber))
        case Corregido(texto):
            return Corrige(texto, comprender(texto, libro.saber))
        case _:
            return contenido

"""Lo que le pasa a una conversación."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.modelo.lectura import Lectura

Medio = Literal["imagen", "audio", "video", "documento", "sticker", "contacto", "otro"]


@dataclass(frozen=True, slots=True)
class Escribe:
    """La persona escribió; ``lectura`` es lo que se entendió de ``texto``."""

    texto: str
    lectura: Lectura


@dataclass(frozen=True, slots=True)
class Corrige:
    """La persona corrigió un mensaje anterior. Solo cuenta si ahora es urgente."""

    texto: str
    lectura: Lectura


@dataclass(frozen=True, slots=True)
class Bloquea:
    """La persona bloqueó al bot, o borró la conversación: no queda nada que decir."""


@dataclass(frozen=True, slots=True)
class Pulsa:
    """La persona tocó un botón; ``boton`` viene de fuera y no es de fiar."""

    boton: str


@dataclass(frozen=True, slots=True)
class Manda:
    """La persona mandó algo que no es texto. No se descarga ni se guarda."""

    medio: Medio


@dataclass(frozen=True, slots=True)
class Ubica:
    """La persona compartió su ubicación (grados). No se guarda."""

    latitud: float
    longitud: float


@dataclass(frozen=True, slots=True)
class Vence:
    """Venció un plazo puesto en el turno ``turno``. Un plazo nunca habla."""

    plazo: str
    turno: int


Evento = Escribe | Corrige | Pulsa | Manda | Ubica | Bloquea | Vence

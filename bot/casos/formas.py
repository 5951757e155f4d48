"""Qué es un caso. Solo la forma: lo que le pasa es de ``eventos.py``; lo que pide, de
``efectos.py``; cómo se mueve, de ``mover.py``.

Nada de aquí lleva a la persona ni dice qué contó: eso se guarda sellado, y el servidor no
lo abre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.guardia import Cuadro, Equipos
from bot.modelo import Urgencia
from bot.proteccion.acuerdo import Consentimiento

EstadoDeCaso = Literal["abierto", "tomado", "contactado", "no_contactar", "cerrado"]

Peldano = Literal["abre", "siguiente", "coordina", "sin_respuesta"]
PELDANOS: tuple[Peldano, ...] = ("abre", "siguiente", "coordina", "sin_respuesta")
"""Los de la escalada, en orden. El último es el final honesto: se dice que no hay respuesta."""

NombreDePlazo = Literal["escalada", "turno", "demora", "relevo", "retencion"]
"""``escalada``: el peldaño siguiente. ``turno``: entra alguien de guardia. ``demora``: se
tomó y sigue sin contacto. ``relevo``: su mensaje sin contestar. ``retencion``: se destruye."""

DesenlaceDeCaso = Literal[
    "resuelto", "derivado", "sin_contacto", "no_quiso", "no_corresponde", "prueba"
]
NIVELES: Mapping[Urgencia, int] = {"critica": 1, "alta": 2, "normal": 3}


@dataclass(frozen=True, slots=True)
class Oficina:
    """Lo que hace falta saber de quienes atienden."""

    equipos: Equipos
    cuadro: Cuadro


@dataclass(frozen=True, slots=True)
class Relevo:
    """Una persona la atiende en el chat, y el bot calla. ``pendiente``: desde cuándo espera
    respuesta su mensaje."""

    quien: str
    pendiente: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caso:
    """Un caso. Sin ``consentimiento`` es un aviso: se toma y se cierra, nunca se le escribe.

    ``urgencia`` es la mayor que tuvo; ``ronda``, la de la vuelta de avisos en curso. Cada
    ``vuelta`` recorre los peldaños desde ``desde``, y ``avisadas`` son quienes ya recibieron
    cada uno. ``llamadas`` son todas las que alguna vez se llamó. ``por`` es quien lo tomó.
    Los plazos vivos están en ``plazos``: los demás ya no valen.
    """

    referencia: str
    abierto: datetime
    urgencia: Urgencia
    ronda: Urgencia
    equipo: str
    plazo: timedelta
    vence: datetime
    desde: datetime
    estado: EstadoDeCaso = "abierto"
    temas: tuple[str, ...] = ()
    consentimiento: Consentimiento | None = None
    por: str = ""
    desenlace: DesenlaceDeCaso | None = None
    vuelta: int = 1
    peldano: Peldano = "abre"
    avisadas: frozenset[tuple[Peldano, str]] = frozenset()
    llamadas: frozenset[str] = frozenset()
    relevo: Relevo | None = None
    plazos: Mapping[NombreDePlazo, datetime] = field(default_factory=dict)
    version: int = 1

    @property
    def nivel(self) -> int:
        return NIVELES[self.urgencia]

    @property
    def vive(self) -> bool:
        """No se cerró: una alarma más lo sube, no abre otro."""
        return self.desenlace is None

    @property
    def sin_tomar(self) -> bool:
        return self.vive and not self.por

    @property
    def sin_respuesta(self) -> bool:
        """Se llamó a todas las que había y nadie contestó."""
        return self.sin_tomar and self.peldano == "sin_respuesta"

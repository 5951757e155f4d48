"""Por qué vía se avisa a cada quien, y cuánto aguanta el grupo. Puro.

Una vía que falla da paso a la siguiente; sin más vías, la alerta no llega y el caso llama a
otra persona.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

Via = Literal["telegram", "whatsapp", "correo"]
ORDEN: Final[tuple[Via, ...]] = ("telegram", "whatsapp", "correo")
"""La que antes se ve va primero."""

INTENTOS: Final = 3
"""Los de cada vía: con sus esperas, la siguiente se prueba antes de un minuto."""
ESPERAS: Final = (timedelta(seconds=2), timedelta(seconds=8))
LO_MAS: Final = timedelta(seconds=15)
"""Si el proveedor pide esperar más que esto, se va por otra vía."""

VENTANA: Final = timedelta(minutes=1)
SUELTOS: Final = 10
RESUMENES: Final = 5
ENTRE_RESUMENES: Final = timedelta(seconds=12)
EDICIONES: Final = 4
"""Al grupo van, por minuto, 10 avisos sueltos y 5 resúmenes: 15. Con las ediciones son 19, y
Telegram admite unos 20."""


@dataclass(frozen=True, slots=True)
class Contacto:
    """Cómo se avisa a alguien del equipo. Lo vacío no lo tiene."""

    id: str
    telegram: str = ""
    whatsapp: str = ""
    correo: str = ""

    def direccion(self, via: Via) -> str:
        match via:
            case "telegram":
                return self.telegram
            case "whatsapp":
                return self.whatsapp
            case "correo":
                return self.correo


def siguiente(
    contacto: Contacto, puestas: Collection[Via], fallaron: Collection[str]
) -> Via | None:
    """La vía por la que toca probar, de las que hay puestas y ella tiene."""
    return next(
        (
            via
            for via in ORDEN
            if via in puestas and via not in fallaron and contacto.direccion(via)
        ),
        None,
    )


def esperar(intento: int, pedida: float | None) -> timedelta | None:
    """Cuánto hasta volver a probar por la misma vía; ``None``, si ya toca otra."""
    if intento >= INTENTOS:
        return None
    espera = ESPERAS[min(intento - 1, len(ESPERAS) - 1)]
    if pedida is not None:
        espera = max(espera, timedelta(seconds=pedida))
    return espera if espera <= LO_MAS else None


@dataclass(slots=True)
class Cupo:
    """Lo que se mandó al grupo en el último minuto. Con él lleno de sueltos, se resume."""

    sueltos: deque[datetime] = field(default_factory=deque)
    resumenes: deque[datetime] = field(default_factory=deque)
    ediciones: deque[datetime] = field(default_factory=deque)

    def caben(self, ahora: datetime) -> int:
        """Cuántos avisos sueltos más."""
        return SUELTOS - _recientes(self.sueltos, ahora)

    def cabe_resumen(self, ahora: datetime) -> bool:
        cuantos = _recientes(self.resumenes, ahora)
        return not cuantos or (
            cuantos < RESUMENES and ahora - self.resumenes[-1] >= ENTRE_RESUMENES
        )

    def caben_ediciones(self, ahora: datetime) -> int:
        return EDICIONES - _recientes(self.ediciones, ahora)


def _recientes(marcas: deque[datetime], ahora: datetime) -> int:
    """Cuántas son del último minuto; las demás se olvidan, y también las de un reloj adelantado."""
    while marcas and not timedelta() <= ahora - marcas[0] < VENTANA:
        marcas.popleft()
    return len(marcas)

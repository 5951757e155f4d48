"""La guardia: qué equipos hay, quiénes los forman y quién está de turno ahora. Puro.

No sabe qué es un caso ni por dónde se avisa: eso es de ``bot/casos`` y de quien entrega.
"""

from bot.guardia.cuadro import (
    LABORABLES,
    Ausencia,
    Cuadro,
    Persona,
    Rol,
    Tramo,
    TurnoSemanal,
    TurnoSuelto,
)
from bot.guardia.equipos import LO_MAS_TARDE, Equipo, Equipos, Escalada
from bot.guardia.turnos import (
    ausente,
    coordinan,
    de_guardia,
    en_turno,
    orden_de_llamada,
    proximo_turno,
    siguiente,
    todas,
)

__all__ = [
    "LABORABLES",
    "LO_MAS_TARDE",
    "Ausencia",
    "Cuadro",
    "Equipo",
    "Equipos",
    "Escalada",
    "Persona",
    "Rol",
    "Tramo",
    "TurnoSemanal",
    "TurnoSuelto",
    "ausente",
    "coordinan",
    "de_guardia",
    "en_turno",
    "orden_de_llamada",
    "proximo_turno",
    "siguiente",
    "todas",
]

"""Los equipos de la oficina y sus reglas: qué atienden, en cuánto y cuándo se insiste.

Los escribe la oficina en ``flujos/_equipo.yaml``. Quién forma parte de cada uno, y con
qué turnos, está en el panel: eso es ``cuadro.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.modelo import Urgencia


@dataclass(frozen=True, slots=True)
class Escalada:
    """Cuánto se espera a que alguien tome un caso antes de insistir más arriba.

    Lo crítico cuenta desde que se avisa; lo demás, desde que vence su plazo. Se insiste a
    la persona siguiente, después a quien coordina, y después se dice que no hay respuesta.
    """

    siguiente: timedelta
    coordina: timedelta
    sin_respuesta: timedelta


LO_MAS_TARDE = Escalada(timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=20))
"""Lo crítico no puede esperar más que esto."""


@dataclass(frozen=True, slots=True)
class Equipo:
    """``plazos``: en cuánto hay que haber atendido un caso de cada urgencia."""

    nombre: str
    titulo: str
    temas: tuple[str, ...]
    plazos: Mapping[Urgencia, timedelta]


@dataclass(frozen=True, slots=True)
class Equipos:
    """Los equipos y cuándo se insiste. Al de ``por_defecto`` va lo que no es de ninguno."""

    por_defecto: str
    equipos: Mapping[str, Equipo] = field(default_factory=dict)
    escalada: Mapping[Urgencia, Escalada] = field(default_factory=dict)

    def de_tema(self, tema: str) -> str:
        """El equipo que atiende ese tema."""
        for equipo in self.equipos.values():
            if tema in equipo.temas:
                return equipo.nombre
        return self.por_defecto

    def plazo(self, equipo: str, urgencia: Urgencia) -> timedelta:
        """El de ese equipo; si una edición lo quitó, el del equipo por defecto."""
        existe = equipo if equipo in self.equipos else self.por_defecto
        return self.equipos[existe].plazos[urgencia]

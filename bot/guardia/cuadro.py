"""El cuadro: las personas del equipo, sus turnos, sus ausencias. Solo formas.

Las personas y los turnos se escriben en el panel y se guardan en el almacén. Quién está
de guardia lo dice ``turnos.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

Rol = Literal["atiende", "coordina", "audita", "administra"]

LABORABLES = frozenset(range(5))
"""De lunes (0) a viernes (4)."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Alguien de la oficina, por su identificador. Su nombre no hace falta aquí.

    Solo recibe avisos quien ``atiende`` o ``coordina``. Quien coordina sin equipo
    coordina todos.
    """

    id: str
    roles: frozenset[Rol]
    equipos: frozenset[str] = frozenset()

    @property
    def recibe(self) -> bool:
        """¿Puede recibir un aviso y tomar un caso?"""
        return not self.roles.isdisjoint({"atiende", "coordina"})


@dataclass(frozen=True, slots=True)
class Tramo:
    """Unas horas seguidas. Si ``hasta`` no es posterior, acaba al día siguiente."""

    desde: time
    hasta: time


@dataclass(frozen=True, slots=True)
class TurnoSemanal:
    """Los tramos de una persona en unos días de la semana (lunes es 0).

    Un tramo es del día en que empieza, también si pasa de la medianoche. Los feriados no
    cuentan, salvo ``en_feriado``.
    """

    persona: str
    dias: frozenset[int]
    tramos: tuple[Tramo, ...]
    en_feriado: bool = False


@dataclass(frozen=True, slots=True)
class TurnoSuelto:
    """Una guardia de una sola vez, aunque sea feriado."""

    persona: str
    desde: datetime
    hasta: datetime


@dataclass(frozen=True, slots=True)
class Ausencia:
    """Mientras dura, no está de guardia: gana a cualquier turno."""

    persona: str
    desde: datetime
    hasta: datetime


def _nunca(_: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Cuadro:
    """Todo lo que hace falta para saber a quién se llama.

    El orden de ``personas`` es el orden en que se llama. ``es_feriado`` lo pone quien
    arma el cuadro, con los feriados del directorio.
    """

    personas: tuple[Persona, ...] = ()
    semanales: tuple[TurnoSemanal, ...] = ()
    sueltos: tuple[TurnoSuelto, ...] = ()
    ausencias: tuple[Ausencia, ...] = ()
    es_feriado: Callable[[date], bool] = field(default=_nunca, compare=False)

    def persona(self, quien: str) -> Persona | None:
        return next((persona for persona in self.personas if persona.id == quien), None)

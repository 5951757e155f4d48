"""Un turno al que no se contesta: de lo que iba a decir queda un aviso, o nada.

Cuándo se calla lo dice ``bot/proteccion/freno.py``. La conversación no se mueve: el
mensaje siguiente la encuentra en el mismo paso.
"""

from __future__ import annotations

from dataclasses import replace

from bot.modelo import Avisa, Burbuja, DaBaja, Di, Efecto, Estado, Olvida, Retira, Turno
from bot.motor import textos
from bot.motor.libro import Libro

DESPACIO = "despacio"


def se_puede_callar(estado: Estado, turno: Turno) -> bool:
    """Falso si no dice nada, o si olvida: SALIR vale siempre que haya algo que olvidar."""
    habla = any(isinstance(efecto, Di) for efecto in turno.efectos)
    olvida = any(isinstance(efecto, Olvida) for efecto in turno.efectos)
    return habla and not (olvida and estado.turno)


def avisa_al_equipo(turno: Turno) -> bool:
    return any(isinstance(efecto, Avisa) for efecto in turno.efectos)


def callar(libro: Libro, estado: Estado, turno: Turno, *, con_aviso: bool) -> Turno:
    """El mismo turno sin lo que iba a hacer, menos la baja, que vale siempre. Lo que
    acaba de escribir se recuerda: una alarma puede llegar partida en varios mensajes.
    """
    queda = replace(estado, reciente=turno.estado.reciente) if estado.turno else estado
    efectos: list[Efecto] = [
        efecto for efecto in turno.efectos if isinstance(efecto, DaBaja | Retira)
    ]
    if con_aviso:
        efectos.insert(0, Di(Burbuja(textos.fijo(libro, DESPACIO, estado.idioma))))
    return Turno(queda, tuple(efectos))

"""Los plazos que vencen, y el hilo supervisado que repite una tarea.

Un plazo vencido entra por la puerta como cualquier evento, y nunca habla. Aquí
no se decide qué pasa cuando vence: eso es del motor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from bot import registro
from bot.almacen.tablas import a_ms, plazos
from bot.modelo import Vence
from bot.turno import Puerta

A_LA_VEZ = 200


def revisar(puerta: Puerta, ahora: datetime) -> int:
    """Atiende los plazos vencidos y dice cuántos. Levanta ``AlmacenCaido``."""
    vencidos = (
        select(plazos.c.conversacion, plazos.c.nombre, plazos.c.turno)
        .where(plazos.c.cuando <= a_ms(ahora))
        .order_by(plazos.c.cuando)
        .limit(A_LA_VEZ)
    )
    with puerta.almacen.leer() as conexion:
        filas = conexion.execute(vencidos).all()
    futuros = [puerta.vencer(f.conversacion, Vence(f.nombre, f.turno)) for f in filas]
    return sum(futuro.result() for futuro in futuros)


class Vigia:
    """Un hilo que repite ``tarea`` cada tanto. Un fallo se cuenta y se sigue."""

    def __init__(self, nombre: str, tarea: Callable[[], object], cada: timedelta) -> None:
        self.fallos = 0
        self._nombre = nombre
        self._tarea = tarea
        self._cada = cada
        self._parar = threading.Event()
        self._hilo = threading.Thread(target=self._repetir, name=nombre, daemon=True)

    def empezar(self) -> None:
        self._hilo.start()

    def parar(self) -> None:
        """Espera a que acabe la vuelta que está dando."""
        self._parar.set()
        self._hilo.join()

    def _repetir(self) -> None:
        while not self._parar.wait(self._cada.total_seconds()):
            try:
                self._tarea()
            except Exception as error:
                self.fallos += 1
                registro.anotar_error(
                    "tarea_fallida", error, origen=self._nombre, cuantos=self.fallos
                )

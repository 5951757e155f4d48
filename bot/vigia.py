"""Trabajos que no deben pararse: un fallo se cuenta, se registra y se sigue.

Aquí no se sabe qué hacen. Los hay en un hilo (``Vigia``) y en el bucle (``cuidar``).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from bot import registro

REPOSO: Final = 1.0
"""Segundos antes de volver a empezar un trabajo del bucle que se cayó."""


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


async def cuidar(nombre: str, trabajo: Callable[[], Awaitable[None]]) -> None:
    """Corre ``trabajo`` hasta que termine por su cuenta; si se cae, lo empieza otra vez."""
    fallos = 0
    while True:
        tarea = asyncio.ensure_future(trabajo())
        try:
            await asyncio.wait([tarea])
        except asyncio.CancelledError:
            tarea.cancel()
            await asyncio.wait([tarea])
            raise
        error = tarea.exception()
        if error is None:
            return
        fallos += 1
        registro.anotar_error("tarea_fallida", error, origen=nombre, cuantos=fallos)
        await asyncio.sleep(REPOSO)

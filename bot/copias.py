"""Las copias que guarda el proveedor: se piden borrar hasta que ya no están.

Twilio no deja borrar un mensaje hasta un rato después de terminarlo, y a veces tarda
días; aquí se insiste. Lo que hay en el teléfono de la persona no se toca desde aquí.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot import registro
from bot.almacen import rastro
from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.canales.base import NoSalio

CADA: Final = 30.0
A_LA_VEZ: Final = 50
PRIMERA: Final = timedelta(minutes=2)
MAXIMA: Final = timedelta(hours=12)


class Borra(Protocol):
    """Quien sabe borrar una copia del proveedor."""

    async def borrar(self, remoto: str, /) -> None: ...


async def repasar(almacen: Almacen, emisor: Borra, reloj: Callable[[], datetime]) -> None:
    """Borra lo que toca, para siempre; se para cancelándolo."""
    while True:
        try:
            while await borrar_unas(almacen, emisor, reloj) == A_LA_VEZ:
                pass
        except AlmacenCaido as error:
            registro.anotar("almacen_caido", origen="copias", excepcion=error.tipo)
        await asyncio.sleep(CADA)


async def borrar_unas(almacen: Almacen, emisor: Borra, reloj: Callable[[], datetime]) -> int:
    """Pide borrar las que tocan y dice de cuántas se ocupó. Levanta ``AlmacenCaido``."""
    ahora, cifrado = reloj(), almacen.cifrado
    copias = await asyncio.wrap_future(
        almacen.hacer(lambda c: rastro.por_borrar(c, cifrado, A_LA_VEZ, ahora))
    )
    for copia in copias:
        await _borrar(almacen, emisor, copia, ahora)
    return len(copias)


async def _borrar(almacen: Almacen, emisor: Borra, copia: rastro.Copia, ahora: datetime) -> None:
    try:
        await emisor.borrar(copia.remoto)
    except NoSalio as error:
        registro.anotar("copia_sin_borrar", canal=copia.canal, clase=error.motivo)
        hasta = ahora + min(PRIMERA * 2 ** min(copia.intento, 12), MAXIMA)
        anotar = almacen.hacer(lambda c: rastro.aplazar(c, copia, hasta))
    else:
        anotar = almacen.hacer(lambda c: rastro.borrada(c, copia))
    await asyncio.wrap_future(anotar)

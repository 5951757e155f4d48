"""La conciliación: lo que Twilio recibió y aquí no llegó entra por la misma puerta.

Twilio apenas repite un aviso: si Rumbo estaba caído, el mensaje solo queda en su lista.
Los que ya se conocen se reconocen por su identificador y no hacen nada.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot import registro
from bot.almacen.errores import AlmacenCaido
from bot.canales.base import Entrante, NoSalio
from bot.recepcion import Recepcion

AL_EMPEZAR: Final = timedelta(hours=24)
CADA: Final = timedelta(minutes=5)
MARGEN: Final = timedelta(minutes=15)


class Recuerda(Protocol):
    """Quien sabe qué mensajes de personas recibió el proveedor."""

    async def recibidos(self, desde: datetime, /) -> Sequence[Entrante]: ...


async def conciliar(
    proveedor: Recuerda, recepcion: Recepcion, reloj: Callable[[], datetime]
) -> None:
    """Al empezar mira el último día; después, cada poco, lo reciente. Se para cancelándolo."""
    desde = reloj() - AL_EMPEZAR
    while True:
        empieza = reloj()
        if await recuperar(proveedor, recepcion, desde) is not None:
            desde = empieza - MARGEN
        await asyncio.sleep(CADA.total_seconds())


async def recuperar(proveedor: Recuerda, recepcion: Recepcion, desde: datetime) -> int | None:
    """Cuántos entraron que aquí no estaban; ``None`` si no se pudo mirar o guardar todo."""
    nuevos = 0
    try:
        for entrante in await proveedor.recibidos(desde):
            nuevos += await recepcion.recibir(entrante)
    except (NoSalio, AlmacenCaido) as error:
        registro.anotar("sin_conciliar", excepcion=type(error).__name__)
        return None
    if nuevos:
        registro.anotar("recuperados", cuantos=nuevos)
    return nuevos

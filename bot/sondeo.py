"""El sondeo: preguntar a Telegram qué hay de nuevo, cuando no puede avisar él.

Telegram no da por recibido un mensaje hasta que se le pide el siguiente: solo se le pide
cuando todo lo anterior está guardado. Así una caída no pierde ninguno.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot import registro
from bot.almacen.errores import AlmacenCaido
from bot.canales.base import NoSalio
from bot.canales.telegram.equipo import DelEquipo
from bot.canales.telegram.lectura import Leido, leer_update
from bot.recepcion import Recepcion

if TYPE_CHECKING:
    from bot.canales.telegram.envio import Telegram

ESPERA: Final = 25
"""Segundos que Telegram puede tardar en contestar que no hay nada."""
REPOSO: Final = 2.0
REPOSO_MAXIMO: Final = 60.0


async def sondear(
    telegram: Telegram,
    recepcion: Recepcion,
    reloj: Callable[[], datetime],
    equipo: Callable[[DelEquipo], Awaitable[None]] | None = None,
) -> None:
    """Pregunta para siempre; se para cancelándolo. ``equipo`` atiende lo de los grupos."""
    offset, reposo = 0, REPOSO
    await telegram.quitar_webhook()
    while True:
        try:
            novedades = await telegram.novedades(offset, ESPERA)
            leidos = [leer_update(update, telegram.bot_id, reloj()) for update in novedades]
            # Entran en su orden y se guardan juntos; si uno no pudo, se piden todos otra vez.
            await asyncio.gather(
                *(_atender(telegram, recepcion, equipo, leido) for leido in leidos)
            )
            if novedades:
                offset = novedades[-1].update_id + 1
            reposo = REPOSO
        except (NoSalio, AlmacenCaido) as error:
            pedida = 0.0
            if isinstance(error, NoSalio):
                registro.anotar("sin_novedades", canal=telegram.nombre, clase=error.motivo)
                pedida = error.espera or 0.0
            await asyncio.sleep(max(reposo, pedida))
            reposo = min(reposo * 2, REPOSO_MAXIMO)


async def _atender(
    telegram: Telegram,
    recepcion: Recepcion,
    equipo: Callable[[DelEquipo], Awaitable[None]] | None,
    leido: Leido,
) -> None:
    if leido.equipo is not None and equipo is not None:
        await equipo(leido.equipo)
    if leido.entrante is not None:
        await recepcion.recibir(leido.entrante)
    if leido.toque:
        await telegram.contestar_toque(leido.toque)

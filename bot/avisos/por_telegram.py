"""Los avisos por Telegram: a una persona o al grupo del equipo. Carga su biblioteca."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.avisos.reparto import Carta
from bot.canales.telegram.envio import Telegram
from bot.canales.telegram.equipo import pintar_aviso


class PorTelegram:
    """La vía y el grupo, con el mismo bot que atiende a las personas."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def mandar(self, direccion: str, carta: Carta, ahora: datetime) -> None:
        await self.poner(direccion, carta)

    async def poner(self, chat: str, carta: Carta) -> str:
        return await self._telegram.avisar(chat, pintar_aviso(carta.texto, carta.referencia))

    async def quitar(self, chat: str, mensajes: Sequence[str]) -> None:
        if mensajes:
            await self._telegram.quitar(chat, mensajes)

    async def repintar(self, chat: str, mensaje: str, carta: Carta) -> bool:
        pintado = pintar_aviso(carta.texto, carta.referencia)
        return await self._telegram.repintar(chat, mensaje, pintado)

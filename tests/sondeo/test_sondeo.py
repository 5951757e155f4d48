"""El sondeo no da por recibido lo que no está guardado, y no insiste sin pausa."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import Update

from bot.almacen.sql import Almacen
from bot.canales.base import NoSalio
from bot.recepcion import Recepcion
from bot.sondeo import sondear
from tests.almacen.taller import AHORA, EstanteDePrueba, Reloj, filas, puerta


def novedad(numero: int, texto: str = "hola") -> Update:
    mensaje = {
        "message_id": numero,
        "date": int(AHORA.timestamp()),
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "A"},
        "text": texto,
    }
    return Update.de_json({"update_id": numero, "message": mensaje})


@dataclass
class TelegramDePrueba:
    """Da lo que le queda desde el número que le piden; al terminar, se queda esperando."""

    guion: list[list[Update] | NoSalio]
    nombre: str = "telegram"
    bot_id: int = 666
    pedidos: list[int] = field(default_factory=list)
    fin: asyncio.Event = field(default_factory=asyncio.Event)

    async def quitar_webhook(self) -> None:
        pass

    async def contestar_toque(self, toque: str) -> None:
        pass

    async def novedades(self, desde: int, espera: int) -> list[Update]:
        self.pedidos.append(desde)
        if not self.guion:
            self.fin.set()
            await asyncio.Event().wait()
        ahora = self.guion.pop(0)
        if isinstance(ahora, NoSalio):
            raise ahora
        return ahora


@pytest.fixture(autouse=True)
def sin_reposo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sondeo.REPOSO", 0.0)


async def correr(almacen: Almacen, telegram: TelegramDePrueba) -> None:
    estante: Any = EstanteDePrueba()
    reloj = Reloj()
    recepcion = Recepcion(puerta(almacen, reloj), estante, reloj, lambda: None, {})
    emisor: Any = telegram
    tarea = asyncio.create_task(sondear(emisor, recepcion, reloj))
    async with asyncio.timeout(20):
        await telegram.fin.wait()
    tarea.cancel()
    await asyncio.gather(tarea, return_exceptions=True)


async def test_pide_lo_siguiente_cuando_todo_esta_guardado(almacen: Almacen) -> None:
    telegram = TelegramDePrueba([[novedad(4), novedad(5)], [], [novedad(6)]])
    await correr(almacen, telegram)
    assert telegram.pedidos == [0, 6, 6, 7]
    assert len(filas(almacen, "salientes")) == 3


async def test_con_la_base_caida_vuelve_a_pedir_lo_mismo(almacen: Almacen) -> None:
    telegram = TelegramDePrueba([[novedad(4)], [novedad(4)]])
    almacen.cerrar()
    await correr(almacen, telegram)
    assert telegram.pedidos == [0, 0, 0]


async def test_si_telegram_falla_se_sigue_preguntando(almacen: Almacen) -> None:
    telegram = TelegramDePrueba(
        [[novedad(4)], NoSalio("reintentar", "502"), NoSalio("reintentar", "409", 0.01), []]
    )
    await correr(almacen, telegram)
    assert telegram.pedidos == [0, 5, 5, 5, 5]

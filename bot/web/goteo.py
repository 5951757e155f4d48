"""Lo que se va diciendo a cada página abierta, a medida que se sabe.

Preguntar a la bandeja cada segundo es lo que vale; el timbre solo adelanta. Aquí
no se decide qué se dice, ni se guarda nada.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any, Final

from anyio import to_thread

from bot import registro
from bot.almacen.errores import AlmacenCaido
from bot.canales import telegram, web, whatsapp
from bot.canales.base import NoCabe
from bot.modelo import Burbuja
from bot.turno import Puerta

SONDEO: Final = 1.0
LATIDO: Final = 15
"""Sondeos en silencio hasta dar señal de vida."""


class Oyente:
    """Una página abierta. Si la misma charla abre otra, esta termina."""

    def __init__(self) -> None:
        self._timbre = asyncio.Event()
        self.terminado = False

    def tocar(self) -> None:
        self._timbre.set()

    def terminar(self) -> None:
        self.terminado = True
        self._timbre.set()

    async def esperar(self) -> None:
        """Hasta que suene el timbre, o un sondeo."""
        try:
            await asyncio.wait_for(self._timbre.wait(), SONDEO)
        except TimeoutError:
            return
        self._timbre.clear()


class Oyentes:
    """Las páginas abiertas en este proceso, por charla."""

    def __init__(self) -> None:
        self._por_charla: dict[str, Oyente] = {}
        self._cerrado = False

    def __len__(self) -> int:
        return len(self._por_charla)

    def entrar(self, charla: str) -> Oyente:
        anterior = self._por_charla.get(charla)
        if anterior:
            anterior.terminar()
        oyente = Oyente()
        self._por_charla[charla] = oyente
        if self._cerrado:
            oyente.terminar()
        return oyente

    def salir(self, charla: str, oyente: Oyente) -> None:
        if self._por_charla.get(charla) is oyente:
            del self._por_charla[charla]

    def tocar(self, charla: str) -> None:
        if oyente := self._por_charla.get(charla):
            oyente.tocar()

    def cerrar(self) -> None:
        """Termina todas, las que hay y las que lleguen: el servidor se va."""
        self._cerrado = True
        for oyente in self._por_charla.values():
            oyente.terminar()


async def gotear(
    puerta: Puerta, charla: str, oyentes: Oyentes, con_vistas: bool
) -> AsyncIterator[bytes]:
    """Los sucesos de esa charla, hasta que la página o el servidor se vayan."""
    oyente, callado = oyentes.entrar(charla), 0
    try:
        yield b": hola\n\n"
        while not oyente.terminado:
            if await to_thread.run_sync(puerta.por_recoger, web.nombre, charla):
                for numero, burbuja in await asyncio.wrap_future(
                    puerta.recoger(web.nombre, charla)
                ):
                    yield suceso(numero, burbuja, con_vistas)
                callado = 0
            elif callado >= LATIDO:
                yield b": aqui\n\n"
                callado = 0
            await oyente.esperar()
            callado += 1
    except AlmacenCaido as error:
        registro.anotar("almacen_caido", canal=web.nombre, excepcion=error.tipo)
    finally:
        oyentes.salir(charla, oyente)


def suceso(numero: int, burbuja: Burbuja, con_vistas: bool) -> bytes:
    """Una burbuja como suceso, en una sola línea de datos."""
    dicho = web.pintar(burbuja)
    if con_vistas:
        dicho["vistas"] = {
            "whatsapp": _vista(whatsapp.pintar, burbuja),
            "telegram": _vista(telegram.pintar, burbuja),
        }
    return f"id: {numero}\ndata: {json.dumps(dicho)}\n\n".encode()


def _vista(pintar: Callable[[Burbuja], Any], burbuja: Burbuja) -> dict[str, Any] | None:
    try:
        return asdict(pintar(burbuja))
    except NoCabe as error:
        registro.anotar("no_cabe", canal=error.canal)
        return None

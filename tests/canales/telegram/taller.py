"""Un emisor que habla con un servidor de la prueba, y lo que Telegram contesta."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bot.canales.base import Borrado, Envio
from bot.canales.telegram.envio import Telegram
from bot.modelo import Burbuja
from tests.canales.whatsapp.taller import Respuesta

LLAVE = "42:llave-de-prueba"
AHORA = datetime(2026, 3, 14, 22, 30, tzinfo=UTC)
MENSAJE = {"message_id": 31, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "Hola"}


def si(resultado: Any) -> Respuesta:
    return Respuesta(200, json.dumps({"ok": True, "result": resultado}))


def no(codigo: int, descripcion: str, **parametros: Any) -> Respuesta:
    cuerpo = {"ok": False, "error_code": codigo, "description": descripcion}
    if parametros:
        cuerpo["parameters"] = parametros
    return Respuesta(codigo, json.dumps(cuerpo))


def envio(carga: Burbuja | Borrado | str = "Hola", edita: str = "") -> Envio:
    burbuja = Burbuja(carga) if isinstance(carga, str) else carga
    return Envio(5, "7", burbuja, AHORA, edita=edita)


@asynccontextmanager
async def telegram(url: str, plazo: float = 20, llave: str = LLAVE) -> AsyncIterator[Telegram]:
    emisor = Telegram(llave, url, plazo)
    await emisor.empezar()
    try:
        yield emisor
    finally:
        await emisor.cerrar()

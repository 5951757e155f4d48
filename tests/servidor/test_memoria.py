"""Al empezar, lo que vive lo que el proceso deja de repasarse en busca de basura."""

from __future__ import annotations

import gc
import socket

from starlette.types import Receive, Scope, Send

from bot.servidor import Servidor


async def test_el_libro_no_se_repasa_en_cada_limpieza() -> None:
    async def nada(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(scope)

    servidor = Servidor(nada, lambda: None, lambda: None)
    servidor.config.lifespan = "off"
    servidor.config.load()
    servidor.lifespan = servidor.config.lifespan_class(servidor.config)
    antes = gc.get_freeze_count()
    with socket.create_server(("127.0.0.1", 0)) as zocalo:
        try:
            await servidor.startup([zocalo])
            assert gc.get_freeze_count() > antes
        finally:
            gc.unfreeze()
            await servidor.shutdown([zocalo])

"""El servidor: junta las rutas, pone las cabeceras y se va sin dejar nada abierto.

Lo que hace cada ruta del chat está en ``bot/web``; lo que se guarda, en la puerta.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING, Final

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import registro
from bot.ajustes import Ajustes, AjustesMalos
from bot.almacen import cuentas, pulsos
from bot.almacen.errores import AlmacenCaido
from bot.montaje import Montaje, con_avisos, con_canales, montar
from bot.web.rutas import Chat, negar

if TYPE_CHECKING:
    from bot.montaje.canales import Canales

GRACIA: Final = 5
"""Segundos que se espera, al cerrar, a quien está a medias."""

CABECERAS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        " require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cache-Control": "no-store",
}
_PUBLICADO: Final = {"Strict-Transport-Security": "max-age=31536000"}


class Cabeceras:
    """Pone las cabeceras en toda respuesta, también en las de error."""

    def __init__(self, app: ASGIApp, cabeceras: dict[str, str]) -> None:
        self.app = app
        self._cabeceras = [(n.lower().encode(), v.encode()) for n, v in cabeceras.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def enviar(mensaje: Message) -> None:
            if mensaje["type"] == "http.response.start":
                puestas = {nombre for nombre, _ in mensaje["headers"]}
                mensaje["headers"] = [
                    *mensaje["headers"],
                    *(par for par in self._cabeceras if par[0] not in puestas),
                ]
            await send(mensaje)

        await self.app(scope, receive, enviar)


def crear_app(montaje: Montaje, chat: Chat, canales: Canales | None = None) -> ASGIApp:
    """La aplicación entera, con sus cabeceras por fuera de todo."""
    app = rutear(montaje, chat, canales)
    publicado = _PUBLICADO if montaje.ajustes.publicado else {}
    return Cabeceras(app, {**CABECERAS, **publicado})


def rutear(montaje: Montaje, chat: Chat, canales: Canales | None) -> FastAPI:
    """Las rutas y lo que empieza y termina con ellas. Su esquema no se sirve."""

    @contextlib.asynccontextmanager
    async def vida(app: FastAPI) -> AsyncIterator[None]:
        montaje.empezar()
        # Sin canales de fuera, los avisos van por correo y al panel.
        async with canales.en_marcha() if canales else con_avisos(montaje):
            yield
        chat.oyentes.cerrar()
        await to_thread.run_sync(montaje.cerrar)

    async def salud(pedido: Request) -> Response:
        estado, dicho = await to_thread.run_sync(_salud, montaje)
        return JSONResponse(dicho, estado)

    async def fallar(pedido: Request, error: Exception) -> Response:
        registro.anotar_error("pedido_roto", error)
        return negar(500, chat.pagina.fallo)

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=vida)
    app.router.routes.extend(chat.rutas())
    app.add_route("/salud", salud, methods=["GET"])
    app.add_exception_handler(HTTPException, _no_hay)
    if canales is not None:
        canales.webhooks.poner(app)
    app.add_exception_handler(Exception, fallar)
    return app


async def _no_hay(pedido: Request, error: Exception) -> Response:
    estado = error.status_code if isinstance(error, HTTPException) else 404
    cabeceras = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"error": "Aquí no hay nada."}, estado, cabeceras)


def _salud(montaje: Montaje) -> tuple[int, dict[str, object]]:
    """Si la base contesta, qué contenido se usa y cuánto lleva esperando lo más viejo."""
    estante, ahora = montaje.estante, montaje.reloj()
    dicho: dict[str, object] = {
        "base": "bien",
        "contenido": estante.libro.version,
        "problemas": sum(problema.grave for problema in estante.problemas),
        "espera_s": 0,
        "sin_salir": 0,
        "copias_s": 0,
    }
    try:
        with montaje.puerta.almacen.leer() as conexion:
            dicho |= cuentas.de_la_bandeja(conexion, ahora)
            dicho |= _avisos(pulsos.estado(conexion, ahora), ahora)
    except AlmacenCaido as error:
        registro.anotar("almacen_caido", excepcion=error.tipo)
        return 503, {**dicho, "base": "caida"}
    return 200, dicho


def _avisos(van: pulsos.EstadoDeAvisos, ahora: datetime) -> dict[str, object]:
    """Cómo van los avisos: nadie llegó a verlos si el canario no vuelve."""
    visto = van.canario_visto
    return {
        "canario_s": int((ahora - visto).total_seconds()) if visto else None,
        "canario_fallos": van.canario_fallos,
        "avisos_s": int(van.espera.total_seconds()),
        "avisos_sin_llegar": van.no_llegaron,
    }


class Servidor(uvicorn.Server):
    """Al pedirle que pare, avisa primero a las páginas abiertas."""

    def __init__(self, app: ASGIApp, al_empezar: Callable[[], None], al_parar: Callable[[], None]):
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http="httptools",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACIA,
            )
        )
        self._al_empezar = al_empezar
        self._al_parar = al_parar
        self._bucle: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._bucle = asyncio.get_running_loop()
        # El libro vive lo que el proceso: repasarlo en busca de basura para 0,4 s todo lo demás.
        gc.collect()
        gc.freeze()
        await super().startup(sockets)
        self._al_empezar()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._bucle:
            self._bucle.call_soon_threadsafe(self._al_parar)


def servir(ajustes: Ajustes) -> None:
    """Atiende hasta que se lo detiene. Levanta ``AjustesMalos`` si no puede empezar."""
    registro.configurar()
    zocalo = _abrir_puerto(ajustes)
    with zocalo:
        montaje = montar(ajustes)
        canales = con_canales(montaje)
        chat = Chat(montaje.puerta, montaje.estante, montaje.reloj, not ajustes.publicado)

        def presentar() -> None:
            direccion, puerto = zocalo.getsockname()[:2]
            sys.stdout.write(f"Rumbo está listo. Abre http://{direccion}:{puerto}\n")
            for nombre in canales.emisores if canales else ():
                sys.stdout.write(f"También atiende por {nombre}.\n")
            sys.stdout.write("Para detenerlo: Ctrl-C.\n")
            sys.stdout.flush()

        servidor = Servidor(crear_app(montaje, chat, canales), presentar, chat.oyentes.cerrar)
        with contextlib.suppress(KeyboardInterrupt):
            servidor.run(sockets=[zocalo])


def _abrir_puerto(ajustes: Ajustes) -> socket.socket:
    familia = socket.AF_INET6 if ":" in ajustes.escucha else socket.AF_INET
    zocalo = socket.socket(familia, socket.SOCK_STREAM)
    zocalo.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        zocalo.bind((ajustes.escucha, ajustes.puerto))
    except OSError as error:
        zocalo.close()
        raise AjustesMalos(
            (
                f"PUERTO {ajustes.puerto} de {ajustes.escucha}: {error.strerror}."
                " Usa otro, por ejemplo PUERTO=8080.",
            )
        ) from error
    return zocalo

"""Las rutas del chat de la página: verla, escribir y escuchar.

Cada página abierta es una conversación nueva, con un número al azar que solo
vive en ella: nada queda en el teléfono, y recargar empieza de cero.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot import registro
from bot.almacen.errores import AlmacenCaido
from bot.canales import web
from bot.canales.cuerpo import Ilegible
from bot.contenido.estante import Estante
from bot.turno import Puerta
from bot.web.goteo import Oyentes, gotear
from bot.web.pagina import SUELTOS, Pagina, preparar

_CHARLA: Final = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_PARA_SIEMPRE: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


class Chat:
    """Lo que el chat necesita para atender, y las páginas que lo están usando."""

    def __init__(
        self, puerta: Puerta, estante: Estante, reloj: Callable[[], datetime], con_vistas: bool
    ) -> None:
        self.oyentes = Oyentes()
        self._puerta = puerta
        self._estante = estante
        self._reloj = reloj
        self._con_vistas = con_vistas
        self._libro = estante.libro
        self._pagina = preparar(self._libro, con_vistas)

    @property
    def pagina(self) -> Pagina:
        """Las hojas, escritas al arrancar y otra vez solo si cambia el contenido."""
        if self._libro is not self._estante.libro:
            self._libro = self._estante.libro
            self._pagina = preparar(self._libro, self._con_vistas)
        return self._pagina

    def rutas(self) -> list[Route]:
        return [
            Route("/", self.ver, methods=["GET"]),
            Route("/listo", self.despedir, methods=["GET"]),
            Route("/estatico/{nombre}", self.dar, methods=["GET"]),
            Route("/chat/mensajes", self.recibir, methods=["POST"]),
            Route("/chat/eventos", self.contar, methods=["GET"]),
        ]

    async def ver(self, pedido: Request) -> Response:
        """Una conversación nueva; sin base de datos, los números de emergencia."""
        charla = secrets.token_urlsafe(16)
        try:
            await to_thread.run_sync(self._puerta.por_recoger, web.nombre, charla)
        except AlmacenCaido as error:
            registro.anotar("almacen_caido", canal=web.nombre, excepcion=error.tipo)
            return HTMLResponse(self.pagina.caida, 503)
        return HTMLResponse(self.pagina.chat(charla))

    async def despedir(self, pedido: Request) -> Response:
        return HTMLResponse(self.pagina.listo)

    async def dar(self, pedido: Request) -> Response:
        suelto = SUELTOS.get(pedido.path_params["nombre"])
        if suelto is None:
            return negar(404, "Aquí no hay nada.")
        return Response(suelto.cuerpo, media_type=suelto.tipo, headers=_PARA_SIEMPRE)

    async def recibir(self, pedido: Request) -> Response:
        """Acepta un mensaje ya guardado: 202, o 200 si era uno repetido."""
        charla = pedido.headers.get("x-charla", "")
        if not _CHARLA.match(charla):
            return negar(400, "Esta página ya no sirve. Vuelve a abrirla, por favor.")
        tipo = pedido.headers.get("content-type", "").partition(";")[0].strip().lower()
        if tipo != "application/json":
            return negar(415, "Este mensaje llegó en una forma que no puedo leer.")
        cuerpo = await _cuerpo(pedido)
        if cuerpo is None:
            return negar(413, "Tu mensaje es muy largo. Cuéntamelo en menos palabras, por favor.")
        try:
            entrante = web.leer(cuerpo, charla, self._reloj())
        except Ilegible:
            return negar(400, "No pude leer tu mensaje. Escríbelo otra vez, por favor.")
        try:
            # Entender un mensaje cuesta, y aquí no se puede parar a los demás.
            guardado = await to_thread.run_sync(partial(self._puerta.atender, entrante))
            nuevo = await asyncio.wrap_future(guardado)
        except AlmacenCaido as error:
            registro.anotar("almacen_caido", canal=web.nombre, excepcion=error.tipo)
            return negar(503, self.pagina.fallo)
        self.oyentes.tocar(charla)
        return Response(status_code=202 if nuevo else 200)

    async def contar(self, pedido: Request) -> Response:
        """Lo que Rumbo va diciendo a esa charla, mientras siga abierta."""
        charla = pedido.headers.get("x-charla", "")
        if not _CHARLA.match(charla):
            return negar(400, "Esta página ya no sirve. Vuelve a abrirla, por favor.")
        try:
            await to_thread.run_sync(self._puerta.por_recoger, web.nombre, charla)
        except AlmacenCaido as error:
            registro.anotar("almacen_caido", canal=web.nombre, excepcion=error.tipo)
            return negar(503, self.pagina.fallo)
        gotas = gotear(self._puerta, charla, self.oyentes, self._con_vistas)
        return StreamingResponse(
            gotas, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )


def negar(estado: int, motivo: str) -> JSONResponse:
    """Una negativa amable, sin nada de lo que llegó."""
    return JSONResponse({"error": motivo}, estado)


async def _cuerpo(pedido: Request) -> bytes | None:
    """El cuerpo, o ``None`` en cuanto pasa del máximo."""
    cuerpo = bytearray()
    try:
        async for trozo in pedido.stream():
            cuerpo += trozo
            if len(cuerpo) > web.OCTETOS:
                return None
    except ClientDisconnect:
        return b""
    return bytes(cuerpo)

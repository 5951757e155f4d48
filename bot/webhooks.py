"""Las rutas donde Telegram y Twilio avisan: comprobar quién es, leer, guardar y contestar.

Primero se comprueba la firma y después se lee; se contesta 200 solo cuando ya está
guardado. Con la base caída se contesta 503: Telegram repite, y Twilio va a ``respaldo``,
que dice los números sin base de datos. Qué se contesta a la persona no se decide aquí.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot import registro
from bot.almacen.despacho import Noticia, enterarse
from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.canales.cuerpo import Ilegible
from bot.canales.telegram import lectura as de_telegram
from bot.canales.telegram.equipo import DelEquipo
from bot.canales.telegram.esquema import ACTUALIZACION, Esquema
from bot.canales.whatsapp import lectura as de_whatsapp
from bot.canales.whatsapp.codigos import consecuencia
from bot.canales.whatsapp.esquema import ESTADO as AVISO
from bot.canales.whatsapp.esquema import MENSAJE, numero_en_la_direccion
from bot.canales.whatsapp.firma import Firma
from bot.canales.whatsapp.lectura import INTENTO, SALIDA
from bot.contenido.estante import Estante
from bot.entrega import espera
from bot.modelo import NombreCanal
from bot.motor import textos
from bot.recepcion import Recepcion
from bot.turno import FALLO

if TYPE_CHECKING:
    from bot.canales.telegram.envio import Telegram

OCTETOS: Final = 1024 * 1024
REPITE_EN: Final = "5"
SECRETO: Final = "X-Telegram-Bot-Api-Secret-Token"
TELEGRAM: Final = "/canales/telegram"
WHATSAPP: Final = "/canales/whatsapp"
ESTADO: Final = f"{WHATSAPP}/estado"
RESPALDO: Final = f"{WHATSAPP}/respaldo"
DE_QUE: Final = (SALIDA, INTENTO)
FORMULARIO: Final = "application/x-www-form-urlencoded"
_VACIO: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_SE_NIEGA: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "No se puede leer."},
    403: {"description": "Sin firma, o de otro."},
    413: {"description": "Demasiado grande."},
    503: {"description": "La base no responde: hay que repetirlo."},
}


class XML(Response):
    """Lo que Twilio espera de vuelta."""

    media_type = "text/xml"


def _pide(tipo: str, esquema: Esquema, *parametros: Esquema) -> dict[str, Any]:
    cuerpo = {"required": True, "content": {tipo: {"schema": esquema}}}
    return {"requestBody": cuerpo, "parameters": list(parametros)}


class Grande(Exception):
    """El cuerpo pasa del máximo."""


@dataclass(frozen=True, slots=True)
class ConTelegram:
    """Lo que hace falta para que Telegram avise aquí."""

    emisor: Telegram
    bot_id: int
    secreto: str
    equipo: Callable[[DelEquipo], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class ConTwilio:
    """Lo que hace falta para que Twilio avise aquí. ``url``: la pública, sin barra final."""

    firma: Firma
    url: str


class _Cruda(APIRoute):
    """Declara su esquema como las demás, y su función recibe el pedido tal como llegó."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint


class Webhooks:
    """Las rutas de los canales que están puestos."""

    def __init__(
        self,
        recepcion: Recepcion,
        almacen: Almacen,
        estante: Estante,
        reloj: Callable[[], datetime],
        telegram: ConTelegram | None,
        twilio: ConTwilio | None,
    ) -> None:
        self._recepcion = recepcion
        self._almacen = almacen
        self._estante = estante
        self._reloj = reloj
        self._telegram = telegram
        self._twilio = twilio
        self._toques: set[asyncio.Task[None]] = set()

    def poner(self, app: FastAPI) -> None:
        """Añade a ``app`` las rutas de los canales puestos."""
        if self._telegram is not None:
            actualizacion = _pide("application/json", ACTUALIZACION)
            self._ruta(app, TELEGRAM, self.avisa_telegram, actualizacion, JSONResponse)
        if self._twilio is not None:
            mensaje, salida = _pide(FORMULARIO, MENSAJE), map(numero_en_la_direccion, DE_QUE)
            self._ruta(app, WHATSAPP, self.avisa_twilio, mensaje, XML)
            self._ruta(app, ESTADO, self.cuenta_twilio, _pide(FORMULARIO, AVISO, *salida), None)
            self._ruta(app, RESPALDO, self.respalda, mensaje, XML)

    def _ruta(
        self,
        app: FastAPI,
        camino: str,
        atender: Callable[[Request], Coroutine[Any, Any, Response]],
        pide: dict[str, Any],
        contesta: type[Response] | None,
    ) -> None:
        """``pide`` y ``contesta`` solo se declaran; sin ``contesta``, es un 204."""

        async def protegido(pedido: Request) -> Response:
            try:
                return await atender(pedido)
            except Grande:
                return _negar(413)
            except Ilegible:
                registro.anotar("ilegible", donde=camino)
                return _negar(400)
            except ClientDisconnect:
                return _negar(400)

        app.router.add_api_route(
            camino,
            protegido,
            methods=["POST"],
            response_model=None,
            status_code=200 if contesta else 204,
            response_class=contesta or Response,
            responses=_SE_NIEGA,
            openapi_extra=pide,
            route_class_override=_Cruda,
        )

    # ---- Telegram -----------------------------------------------------------

    async def avisa_telegram(self, pedido: Request) -> Response:
        con = self._telegram
        assert con is not None
        if not de_telegram.verificar(con.secreto, pedido.headers.get(SECRETO)):
            return _negar(403)
        leido = de_telegram.leer(await _cuerpo(pedido), con.bot_id, self._reloj())
        try:
            if leido.entrante is not None:
                await self._recepcion.recibir(leido.entrante)
            if leido.equipo is not None and con.equipo is not None:
                await con.equipo(leido.equipo)
        except AlmacenCaido:
            return JSONResponse({"ok": False}, 503, {"Retry-After": REPITE_EN})
        if leido.toque:
            toque = asyncio.create_task(con.emisor.contestar_toque(leido.toque))
            self._toques.add(toque)
            toque.add_done_callback(self._toques.discard)
        return JSONResponse({"ok": True})

    # ---- Twilio -------------------------------------------------------------

    async def avisa_twilio(self, pedido: Request) -> Response:
        campos = await self._firmado(pedido)
        if campos is None:
            return _negar(403)
        entrante = de_whatsapp.leer(campos, self._reloj())
        try:
            if entrante is not None:
                await self._recepcion.recibir(entrante)
        except AlmacenCaido:
            return JSONResponse({"ok": False}, 503)
        return _twiml(_VACIO)

    async def cuenta_twilio(self, pedido: Request) -> Response:
        """Cómo va algo que se mandó: la fila va en la dirección, también firmada."""
        campos = await self._firmado(pedido)
        if campos is None:
            return _negar(403)
        aviso = de_whatsapp.leer_estado(campos)
        de_que = [pedido.query_params.get(nombre, "") for nombre in DE_QUE]
        if not all(cifras.isdecimal() and len(cifras) <= 18 for cifras in de_que):
            return _negar(400)
        salida, intento = map(int, de_que)
        noticia = _noticia(salida, intento, aviso, self._reloj())
        try:
            await asyncio.wrap_future(self._almacen.hacer(lambda c: enterarse(c, noticia)))
        except AlmacenCaido:
            return JSONResponse({"ok": False}, 503)
        if noticia.final is not None:
            registro.anotar("no_salio", canal=WHATSAPP_, estado=noticia.final, clase=noticia.motivo)
        return Response(status_code=204)

    async def respalda(self, pedido: Request) -> Response:
        """Los números, sin base de datos: Twilio viene aquí cuando lo otro falla."""
        if await self._firmado(pedido) is None:
            return _negar(403)
        frase = escape(textos.fijo(self._estante.libro, FALLO, "es"))
        cuerpo = f"<Response><Message>{frase}</Message></Response>"
        return _twiml(f'<?xml version="1.0" encoding="UTF-8"?>{cuerpo}')

    async def _firmado(self, pedido: Request) -> FormData | None:
        """El formulario, si lo firmó Twilio para la dirección pública de los ajustes."""
        con = self._twilio
        assert con is not None
        try:
            campos = de_whatsapp.leer_formulario(await _cuerpo(pedido))
        except Ilegible:
            # Sin formulario no hay qué comprobar: no se dice por qué a quien no ha firmado.
            return None
        url = con.url + pedido.scope["path"]
        if pedido.scope["query_string"]:
            url += "?" + pedido.scope["query_string"].decode("latin-1")
        return campos if con.firma.verificar(url, campos, pedido.headers) else None


WHATSAPP_: Final[NombreCanal] = "whatsapp"


def _noticia(numero: int, intento: int, aviso: de_whatsapp.Aviso, ahora: datetime) -> Noticia:
    if not aviso.fallo:
        llego, salio = aviso.terminal, aviso.rango >= de_whatsapp.ENVIADO
        return Noticia(numero, intento, WHATSAPP_, aviso.rango, salio, llego)
    fallo = consecuencia(aviso.codigo, intento)
    proximo = ahora + timedelta(seconds=espera(max(intento, 1), fallo.espera))
    return Noticia(
        numero,
        intento,
        WHATSAPP_,
        aviso.rango,
        final=fallo.desenlace,
        motivo=fallo.motivo,
        proximo=proximo,
    )


async def _cuerpo(pedido: Request) -> bytes:
    """El cuerpo entero. Levanta ``Grande`` sin leer más de lo que cabe."""
    trozos, octetos = [], 0
    async for trozo in pedido.stream():
        octetos += len(trozo)
        if octetos > OCTETOS:
            raise Grande
        trozos.append(trozo)
    return b"".join(trozos)


def _negar(estado: int) -> Response:
    return JSONResponse({"error": "No se puede atender."}, estado)


def _twiml(cuerpo: str) -> Response:
    return XML(cuerpo)

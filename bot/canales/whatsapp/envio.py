"""Mandar por WhatsApp: una petición por mensaje, y borrar en Twilio lo que ya no hace falta.

Se manda una vez y se dice en qué quedó; reintentar, esperar y caducar es de la bandeja.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.canales.base import Borrado, Entrante, Envio, NoSalio, Recibo
from bot.canales.whatsapp import codigos, plantillas
from bot.canales.whatsapp.lectura import INTENTO, SALIDA, leer
from bot.canales.whatsapp.pintura import nombre, pintar
from bot.canales.whatsapp.red import API, CONTENIDO, PLAZO, Direcciones, Red
from bot.modelo import Burbuja, NombreCanal

VENTANA: Final = timedelta(hours=24)
"""Lo que WhatsApp deja contestar después del último mensaje de la persona."""

COLA_MINIMA: Final = 5
COLA_MAXIMA: Final = 36_000
"""Segundos que Twilio admite para que un mensaje espere en su cola."""

DE_MUESTRA: Final = 100
"""Mensajes por página al preguntar qué llegó."""

_NO_ESTA: Final = 404
_AUN_NO: Final = 20009

Reloj = Callable[[], datetime]
Rotulo = Callable[[str], str]


def _ahora() -> datetime:
    return datetime.now(UTC)


class WhatsApp:
    """El ``Emisor`` de WhatsApp, sobre la API de Twilio.

    ``url_de_estado`` recibe los avisos de entrega; detrás lleva la fila y el intento.
    ``sids`` da las plantillas hechas (``plantillas.preparar``); ``rotulo``, por idioma,
    lo que se lee en el botón que abre una lista.
    """

    nombre: Final[NombreCanal] = nombre

    def __init__(
        self,
        cuenta: str,
        token: str,
        numero: str,
        url_de_estado: str,
        sids: Callable[[], Mapping[str, str]],
        rotulo: Rotulo,
        *,
        api: str = API,
        contenido: str = CONTENIDO,
        reloj: Reloj = _ahora,
        plazo: float = PLAZO,
    ) -> None:
        self._cuenta = cuenta
        self._token = token
        self._numero = numero
        self._url_de_estado = url_de_estado
        self._sids = sids
        self._rotulo = rotulo
        self._direcciones = Direcciones(api, contenido)
        self._reloj = reloj
        self._plazo = plazo
        self._red: Red | None = None
        self._cliente: Any = None

    async def empezar(self) -> None:
        self._red = Red(self._direcciones, self._plazo)
        self._cliente = Client(self._cuenta, self._token, http_client=self._red)

    async def cerrar(self) -> None:
        if self._red is not None:
            await self._red.cerrar()
        self._red = self._cliente = None

    async def enviar(self, envio: Envio) -> Recibo:
        if isinstance(envio.carga, Borrado):
            # Del teléfono no se puede quitar nada; de Twilio, sí.
            for remoto in envio.carga.remotos:
                await self.borrar(remoto)
            return Recibo()
        contenido = self._contenido(envio, envio.carga)
        try:
            return await self._mandar(envio, contenido)
        except NoSalio as fallo:
            if "content_sid" not in contenido or fallo.motivo not in codigos.SIN_PLANTILLA:
                raise
        return await self._mandar(envio, {"body": pintar(envio.carga).cuerpo})

    def _contenido(self, envio: Envio, burbuja: Burbuja) -> dict[str, str]:
        """La plantilla con sus huecos, si se puede; si no, el texto con sus números."""
        sids = self._sids()
        if self._reloj() - envio.recibido > VENTANA:
            sid = sids.get(plantillas.reabrir(envio.idioma), "")
            if not sid:
                raise NoSalio("muerta", "ventana")
            return {"content_sid": sid}
        mensaje = pintar(burbuja)
        elegida = plantillas.elegir(mensaje, self._rotulo(envio.idioma))
        if elegida is None or envio.motivo in codigos.SIN_PLANTILLA or elegida[0] not in sids:
            return {"body": mensaje.cuerpo}
        huecos = json.dumps(elegida[1], ensure_ascii=False)
        return {"content_sid": sids[elegida[0]], "content_variables": huecos}

    async def _mandar(self, envio: Envio, contenido: dict[str, str]) -> Recibo:
        try:
            mensaje = await self._cliente.messages.create_async(
                to=envio.direccion,
                from_=self._numero,
                status_callback=self._avisos(envio),
                **self._vigencia(envio),
                **contenido,
            )
        except TwilioException as error:
            raise codigos.de_excepcion(error, envio.intentos + 1) from None
        if not mensaje.sid:
            raise NoSalio("incierta", "respuesta")
        return Recibo(mensaje.sid, final=False)

    def _avisos(self, envio: Envio) -> str:
        de_que = {SALIDA: envio.numero, INTENTO: envio.intentos + 1}
        return f"{self._url_de_estado}?{urlencode(de_que)}"

    def _vigencia(self, envio: Envio) -> dict[str, int]:
        """Segundos que puede esperar en la cola de Twilio: después, llegaría tarde."""
        if envio.caduca is None:
            return {}
        queda = ceil((envio.caduca - self._reloj()).total_seconds())
        return {"validity_period": min(max(queda, COLA_MINIMA), COLA_MAXIMA)}

    async def avisar(self, para: str, texto: str) -> None:
        """Un aviso a alguien del equipo, con su plantilla. Con la duda, se repite."""
        sid = self._sids().get(plantillas.AVISO.nombre, "")
        if not sid:
            raise NoSalio("muerta", "plantilla")
        huecos = json.dumps({"1": " ".join(texto.split())}, ensure_ascii=False)
        try:
            await self._cliente.messages.create_async(
                to=para, from_=self._numero, content_sid=sid, content_variables=huecos
            )
        except TwilioException as error:
            fallo = codigos.de_excepcion(error)
            if fallo.desenlace == "incierta":
                raise _repetible(error) from None
            raise fallo from None

    async def borrar(self, sid: str) -> None:
        """Borra en Twilio un mensaje, nuestro o de la persona, con lo que lleve adjunto."""
        try:
            await self._cliente.messages(sid).delete_async()
        except TwilioException as error:
            if getattr(error, "status", 0) == _NO_ESTA:
                return
            if getattr(error, "code", 0) == _AUN_NO:
                raise NoSalio("reintentar", str(_AUN_NO), codigos.BORRAR_ANTES) from None
            raise _repetible(error) from None

    async def recibidos(self, desde: datetime) -> list[Entrante]:
        """Lo que Twilio recibió desde entonces, del más antiguo al más nuevo.

        Para lo que llegó mientras Rumbo no estaba. No dice qué botón se tocó, solo su
        título, ni de qué clase es un adjunto.
        """
        try:
            # Twilio filtra por día; la hora se mira aquí.
            mensajes = await self._cliente.messages.list_async(
                to=self._numero,
                date_sent_after=desde.astimezone(UTC).date().isoformat(),
                page_size=DE_MUESTRA,
            )
        except TwilioException as error:
            raise _repetible(error) from None
        llegados = [
            leer(
                {"MessageSid": mensaje.sid, "From": mensaje.from_, "Body": mensaje.body},
                mensaje.date_sent,
            )
            # Twilio da primero lo más nuevo, y la hora en segundos: al revés se conserva el orden.
            for mensaje in reversed(mensajes)
            if mensaje.direction == "inbound"
            and isinstance(mensaje.date_sent, datetime)
            and mensaje.date_sent >= desde
        ]
        return sorted(filter(None, llegados), key=lambda entrante: entrante.recibido)

    async def revisar(self) -> list[str]:
        """Lo que está mal en la cuenta y cómo se arregla; vacío si todo está bien."""
        try:
            cuenta = await self._cliente.api.accounts(self._cuenta).fetch_async()
        except TwilioException as error:
            return [_problema(codigos.de_excepcion(error))]
        except NoSalio as fallo:
            return [_problema(fallo)]
        problemas = []
        if cuenta.status != "active":
            problemas.append("La cuenta de Twilio no está activa. Mírala en la consola de Twilio.")
        sids = self._sids()
        faltan = [p.nombre for p in plantillas.todas({}) if p.nombre not in sids]
        if faltan:
            problemas.append(
                f"Faltan {len(faltan)} plantillas: los menús salen sin botones."
                " Hazlas con: bot whatsapp plantillas"
            )
        if not any(sid.startswith(plantillas.reabrir("")) for sid in sids):
            problemas.append(
                "Ninguna plantilla para reabrir la conversación está aprobada: pasadas 24 horas"
                " no se puede escribir. Pídelas con: bot whatsapp plantillas"
            )
        return problemas


def _repetible(error: TwilioException) -> NoSalio:
    """Lo mismo, para lo que hecho dos veces da igual."""
    fallo = codigos.de_excepcion(error)
    return NoSalio("reintentar", fallo.motivo, fallo.espera)


def _problema(fallo: NoSalio) -> str:
    if fallo.motivo in ("401", "403", "404"):
        return (
            "Twilio no acepta la cuenta o el token. Copia de nuevo los dos de la consola de"
            " Twilio y vuelve a probar."
        )
    return f"Twilio no contesta ({fallo.motivo}). Comprueba la red y vuelve a probar."

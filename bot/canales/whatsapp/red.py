"""El cliente HTTP de twilio, con un plazo que se cumple y sus fallos ya clasificados.

El de la biblioteca no respeta el plazo de su constructor y reintentaría un envío: aquí
cada llamada tiene el suyo y se hace una sola vez. Qué se manda no va aquí.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient

from bot.canales.base import NoSalio

API: Final = "https://api.twilio.com"
CONTENIDO: Final = "https://content.twilio.com"
PLAZO: Final = 10.0
ESPERA_MAXIMA: Final = 3600.0

# La biblioteca anota direcciones con números de teléfono: no va a ningún registro.
_MUDO: Final = logging.Logger("twilio.callado", logging.CRITICAL)
_MUDO.addHandler(logging.NullHandler())


@dataclass(slots=True)
class _Salida:
    """¿Empezó a escribirse la petición? Desde ahí pudo haber llegado."""

    escrita: bool = False


_EN_CURSO: ContextVar[_Salida] = ContextVar("twilio_en_curso")


class Direcciones:
    """Dónde está cada servicio de Twilio: en su sitio, o donde digan los ajustes."""

    def __init__(self, api: str = API, contenido: str = CONTENIDO) -> None:
        self._de = {urlsplit(API).netloc: api, urlsplit(CONTENIDO).netloc: contenido}

    def cambiar(self, url: str) -> str:
        """La dirección de verdad de ``url``. ``LookupError`` si no es de un servicio conocido."""
        pedida = urlsplit(url)
        base = urlsplit(self._de[pedida.netloc])
        ruta = base.path.rstrip("/") + pedida.path
        return urlunsplit((base.scheme, base.netloc, ruta, pedida.query, ""))


class Red:
    """Lo que ``twilio.rest.Client`` pide de un cliente HTTP asíncrono.

    Se crea dentro del bucle. Un fallo de la red es ``NoSalio``; una respuesta de error
    de Twilio se devuelve para que la biblioteca levante la suya.
    """

    is_async: Final = True

    def __init__(self, direcciones: Direcciones, plazo: float = PLAZO) -> None:
        rastro = aiohttp.TraceConfig()
        rastro.on_request_headers_sent.append(_anotar)
        self._cliente = AsyncTwilioHttpClient(trace_configs=[rastro], logger=_MUDO)
        self._direcciones = direcciones
        self._plazo = plazo

    async def request(self, method: str, url: str, **opciones: Any) -> Any:
        """Una sola petición."""
        # La biblioteca firma con una clase que aiohttp va a quitar: la cabecera se pone aquí.
        if auth := opciones.pop("auth", None):
            llave = aiohttp.encode_basic_auth(*auth)
            opciones["headers"] = {**(opciones.get("headers") or {}), "Authorization": llave}
        salida = _Salida()
        ficha = _EN_CURSO.set(salida)
        try:
            async with asyncio.timeout(self._plazo):
                respuesta = await self._cliente.request(
                    method, self._direcciones.cambiar(url), **opciones
                )
        except TimeoutError:
            raise _cortada(method, salida, "timeout") from None
        except (aiohttp.ClientError, OSError, UnicodeError):
            raise _cortada(method, salida, "red") from None
        finally:
            _EN_CURSO.reset(ficha)
        if respuesta.status_code == 429:
            raise NoSalio("reintentar", "429", _espera(respuesta.headers))
        if 200 <= respuesta.status_code < 300 and respuesta.status_code != 204:
            _exigir_objeto(method, respuesta.text)
        return respuesta

    async def cerrar(self) -> None:
        await self._cliente.close()


class RedSincrona(TwilioHttpClient):  # type: ignore[misc]
    """El cliente síncrono, para lo que el asíncrono manda mal: las plantillas."""

    def __init__(self, direcciones: Direcciones, plazo: float = PLAZO) -> None:
        super().__init__(timeout=plazo, logger=_MUDO)
        self._direcciones = direcciones

    def request(self, method: str, url: str, *valores: Any, **opciones: Any) -> Any:
        try:
            return super().request(method, self._direcciones.cambiar(url), *valores, **opciones)
        except OSError:
            raise _cortada(method, _Salida(escrita=True), "red") from None


async def _anotar(_sesion: aiohttp.ClientSession, _ctx: SimpleNamespace, _datos: object) -> None:
    _EN_CURSO.get().escrita = True


def _cortada(metodo: str, salida: _Salida, motivo: str) -> NoSalio:
    # Leer o borrar dos veces da lo mismo; mandar, no.
    dudosa = salida.escrita and metodo.upper() == "POST"
    return NoSalio("incierta" if dudosa else "reintentar", motivo)


def _exigir_objeto(metodo: str, texto: str) -> None:
    """Un «sí» que no es de Twilio (una página de un intermediario) no dice nada."""
    try:
        bueno = isinstance(json.loads(texto), dict)
    except (ValueError, RecursionError):
        bueno = False
    if not bueno:
        raise _cortada(metodo, _Salida(escrita=True), "respuesta")


def _espera(cabeceras: Mapping[str, str]) -> float | None:
    segundos = cabeceras.get("Retry-After") or ""
    return min(float(segundos), ESPERA_MAXIMA) if segundos.isdecimal() else None

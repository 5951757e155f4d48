"""La red por la que ``python-telegram-bot`` habla con la Bot API: aiohttp, y nada más.

Distingue lo que seguro no llegó de lo que quizá sí. Qué se hace con cada fallo es de
``envio``. La llave del bot va en la dirección: ni un registro ni un error la repiten.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

import aiohttp
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.canales.cuerpo import Ilegible
from bot.canales.telegram.lectura import legible

PLAZO: Final = 10.0
CONEXION: Final = 5.0
CONEXIONES: Final = 64
ESPERA_MAXIMA: Final = 24 * 3600

CLASIFICADOS: Final = {400, 401, 403, 404, 409}
"""Las negativas que la biblioteca ya distingue."""

# No salió de aquí. Todo lo demás pudo llegar aunque no se viera la respuesta.
_SIN_SALIR: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)


class Fallo(NetworkError):
    """Telegram no dijo ni sí ni no. ``seguro``: no hizo nada de lo que se le pidió."""

    def __init__(self, motivo: str, *, seguro: bool, espera: float | None = None) -> None:
        super().__init__(motivo)
        self.motivo = motivo
        self.seguro = seguro
        self.espera = espera


class Red(BaseRequest):
    """Una petición, una sola vez, con plazo. Se abre dentro del bucle."""

    def __init__(self, plazo: float = PLAZO) -> None:
        self._plazo = plazo
        self._sesion: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._plazo

    async def initialize(self) -> None:
        self._sesion = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONEXIONES),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONEXION),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def shutdown(self) -> None:
        if self._sesion is not None:
            await self._sesion.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *otros_plazos: Any,
        **mas_plazos: Any,
    ) -> tuple[int, bytes]:
        """El código y el cuerpo. Levanta ``Fallo`` si no hay un sí o un no de Telegram."""
        assert self._sesion is not None, "falta initialize()"
        campos = request_data.parameters if request_data else {}
        plazo = self._plazo if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with (
                asyncio.timeout(CONEXION + plazo),
                # Seguir una redirección llevaría el mensaje a otra parte.
                self._sesion.request(method, url, json=campos, allow_redirects=False) as respuesta,
            ):
                codigo, cuerpo = respuesta.status, await respuesta.read()
        except _SIN_SALIR:
            raise Fallo("conexion", seguro=True) from None
        except TimeoutError:
            raise Fallo("timeout", seguro=False) from None
        except (aiohttp.ClientError, OSError):
            raise Fallo("corte", seguro=False) from None
        if 200 <= codigo <= 299 or codigo in CLASIFICADOS:
            return codigo, cuerpo
        raise Fallo(str(codigo), seguro=True, espera=_espera(cuerpo))

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """La de la biblioteca anota entera una respuesta que no entiende; esta no."""
        try:
            leido = json.loads(payload)
        except (ValueError, RecursionError):
            return {}
        return leido if isinstance(leido, dict) else {}


class RedDeNovedades(Red):
    """La de ``getUpdates``: una novedad que la biblioteca no conoce no detiene a las demás."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        leido = Red.parse_json_payload(payload)
        crudas = leido.get("result")
        if isinstance(crudas, list):
            leido["result"] = [suya for cruda in crudas if (suya := _suya(cruda))]
        return leido


def _suya(cruda: object) -> dict[str, Any] | None:
    try:
        return legible(cruda)
    except Ilegible:
        return None


def _espera(cuerpo: bytes) -> float | None:
    """Los segundos que Telegram pide esperar, si son segundos."""
    try:
        segundos = json.loads(cuerpo)["parameters"]["retry_after"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if type(segundos) in (int, float) and segundos > 0:
        return float(min(segundos, ESPERA_MAXIMA))
    return None

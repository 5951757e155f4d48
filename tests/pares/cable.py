"""El cable entre Rumbo y quien está al otro lado: apunta lo que pasa y, si se le pide, falla.

Un pedido llega entero al par, y su respuesta vuelve tal cual. No sabe de ningún canal.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from time import time
from types import TracebackType
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

Visto = TypeVar("Visto")

PACIENCIA: Final = 30
"""Segundos tras los que una prueba rota deja de esperar; nada se mide con ellos."""

MUCHO: Final = 4 * 1024 * 1024

_NO_PASAN: Final = {"connection", "content-length", "date", "host", "server", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Averia:
    """Cómo falla un pedido. Sin ``estado`` se corta o, si ``calla``, nunca tiene respuesta.

    ``llega``: el par sí lo recibió, y solo se pierde lo que contestó.
    """

    estado: int = 0
    cuerpo: bytes = b""
    tipo: str = "application/json"
    llega: bool = False
    calla: bool = False


CORTE: Final = Averia()
CORTE_DESPUES: Final = Averia(llega=True)
SILENCIO: Final = Averia(llega=True, calla=True)
PAGINA: Final = Averia(502, b"<html><h1>Bad Gateway</h1></html>", "text/html")


@dataclass(slots=True)
class Pedido:
    """Lo que pasó por el cable. ``estado`` es 0 mientras no hay respuesta, o si se cortó.

    ``llego``: el par lo recibió y dijo que sí, aunque la respuesta no volviera.
    """

    metodo: str
    ruta: str
    cabeceras: dict[str, str]
    cuerpo: bytes
    estado: int = 0
    vuelta: bytes = b""
    llego: bool = False
    cuando: float = field(default_factory=time)

    @property
    def camino(self) -> str:
        return urlsplit(self.ruta).path

    @property
    def campos(self) -> dict[str, Any]:
        """Los campos, vengan en la ruta, en un formulario o en JSON."""
        campos: dict[str, Any] = dict(parse_qsl(urlsplit(self.ruta).query, True))
        if self.cabeceras.get("content-type", "").startswith("application/json"):
            return campos | json.loads(self.cuerpo or b"{}")
        return campos | dict(parse_qsl(self.cuerpo.decode(), True))

    @property
    def respuesta(self) -> Any:
        return json.loads(self.vuelta)


class Cable:
    """Un servidor, en un hilo suyo, delante de ``hacia``. Si está vacío, no hay nadie.

    Mientras esté ``caido``, todo falla así.
    """

    def __init__(self, hacia: str = "") -> None:
        self.hacia = hacia
        self.url = ""
        self.pasaron: list[Pedido] = []
        self.caido: Averia | None = None
        self._averias: list[tuple[str, Averia]] = []
        self._cambio = Condition()
        self._bucle = asyncio.new_event_loop()
        self._hilo = Thread(target=self._bucle.run_until_complete, args=(self._servir(),))
        self._fin = asyncio.Event()

    def averiar(self, camino: str, *averias: Averia) -> None:
        """Los siguientes pedidos a ese camino (una expresión) fallan así, uno con cada una."""
        self._averias += [(camino, averia) for averia in averias]

    def vaciar(self, hacia: str) -> None:
        """Como recién puesto, ahora delante de ``hacia``."""
        self.hacia = hacia
        self._averias = []
        self.caido = None
        self.pasaron = []

    def esperar(self, camino: str, cuantos: int = 1) -> list[Pedido]:
        """Los pedidos a ese camino ya contestados, cuando son al menos ``cuantos``."""
        return self.hasta(lambda: self.contestados(camino), lambda vistos: len(vistos) >= cuantos)

    def contestados(self, camino: str) -> list[Pedido]:
        return [p for p in self.pasaron if p.estado and re.search(camino, p.camino)]

    def hasta(self, mirar: Callable[[], Visto], basta: Callable[[Visto], object]) -> Visto:
        """Lo que se ve, cuando basta. Se mira de nuevo cada vez que algo pasa por el cable."""
        with self._cambio:
            if not self._cambio.wait_for(lambda: basta(mirar()), PACIENCIA):
                paso = "\n".join(f"{p.metodo} {p.ruta} {p.estado}" for p in self.pasaron)
                raise AssertionError(f"no pasó lo que se esperaba, sino:\n{paso}")
            return mirar()

    def __enter__(self) -> Cable:
        with self._cambio:
            self._hilo.start()
            assert self._cambio.wait_for(lambda: self.url, PACIENCIA)
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, t: TracebackType | None
    ) -> None:
        self._bucle.call_soon_threadsafe(self._fin.set)
        self._hilo.join()
        self._bucle.close()

    async def _servir(self) -> None:
        app = web.Application(client_max_size=MUCHO)
        app.router.add_route("*", "/{camino:.*}", self._pasar)
        corredor = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0)
        await corredor.setup()
        await web.TCPSite(corredor, "127.0.0.1", 0).start()
        sin_tope = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=sin_tope, auto_decompress=False) as self._afuera:
            with self._cambio:
                self.url = f"http://127.0.0.1:{corredor.addresses[0][1]}"
                self._cambio.notify_all()
            await self._fin.wait()
            await corredor.cleanup()

    async def _pasar(self, recibido: web.Request) -> web.Response:
        cabeceras = {nombre.lower(): valor for nombre, valor in recibido.headers.items()}
        pedido = Pedido(recibido.method, recibido.path_qs, cabeceras, await recibido.read())
        with self._cambio:
            self.pasaron.append(pedido)
            self._cambio.notify_all()
        averia = self._averia(pedido)
        respuesta = await self._llevar(pedido) if averia is None or averia.llega else None
        pedido.llego = respuesta is not None and respuesta.status < 300
        if averia is not None:
            respuesta = await self._fallar(averia)
        with self._cambio:
            if respuesta is not None:
                assert isinstance(respuesta.body, bytes)
                pedido.vuelta, pedido.estado = respuesta.body, respuesta.status
            self._cambio.notify_all()
        if respuesta is None:
            assert recibido.transport is not None
            recibido.transport.abort()
        return respuesta or web.Response()

    def _averia(self, pedido: Pedido) -> Averia | None:
        for puesta in self._averias:
            if re.search(puesta[0], pedido.camino):
                self._averias.remove(puesta)
                return puesta[1]
        return self.caido

    async def _llevar(self, pedido: Pedido) -> web.Response | None:
        """Al par y de vuelta. Si el par no está, no hay respuesta."""
        if not self.hacia:
            return None
        destino = URL(self.hacia + pedido.ruta, encoded=True)
        van = {n: v for n, v in pedido.cabeceras.items() if n not in _NO_PASAN}
        pedir = self._afuera.request(
            pedido.metodo, destino, data=pedido.cuerpo, headers=van, allow_redirects=False
        )
        try:
            async with pedir as dicho:
                vuelven = {n: v for n, v in dicho.headers.items() if n.lower() not in _NO_PASAN}
                return web.Response(status=dicho.status, body=await dicho.read(), headers=vuelven)
        except aiohttp.ClientError:
            return None

    async def _fallar(self, averia: Averia) -> web.Response | None:
        if averia.calla:
            await asyncio.Future[None]()
        if not averia.estado:
            return None
        return web.Response(status=averia.estado, body=averia.cuerpo, content_type=averia.tipo)

"""Lo que hace falta para probar el servidor sin abrir un puerto."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx

from bot.ajustes import Ajustes
from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.modelo import Texto
from bot.montaje import Montaje
from bot.motor.libro import Libro
from bot.servidor import Cabeceras, crear_app
from bot.turno import Puerta
from bot.web.rutas import Chat
from tests.almacen.taller import Reloj, avanzar_de_prueba
from tests.motor.taller import libro

CHARLA = "A" * 22
NUMEROS = "Emergencias: 105. Salud: 106."


def libro_con(fallo: str) -> Libro:
    base = libro()
    return replace(base, frases={**base.frases, "fallo": Texto(fallo, "frases.fallo")})


@dataclass
class EstanteFijo:
    libro: Libro = field(default_factory=lambda: libro_con(f"Tuvimos un problema.\n{NUMEROS}"))
    problemas: Sequence[Any] = ()


@dataclass
class PuertaRota:
    """Una puerta que siempre falla igual."""

    error: Exception

    @property
    def almacen(self) -> Any:
        return SimpleNamespace(leer=self._fallar)

    def _fallar(self) -> None:
        raise self.error

    def por_recoger(self, canal: str, direccion: str) -> bool:
        raise self.error

    def atender(self, entrante: object) -> Future[bool]:
        futuro: Future[bool] = Future()
        futuro.set_exception(self.error)
        return futuro


BASE_CAIDA = PuertaRota(AlmacenCaido("OperationalError"))


@dataclass
class Sitio:
    """El servidor entero, y un navegador de mentira para pedirle cosas."""

    puerta: Any
    estante: EstanteFijo = field(default_factory=EstanteFijo)
    url_publica: str = ""
    reloj: Callable[[], Any] = field(default_factory=Reloj)

    def __post_init__(self) -> None:
        ajustes = Ajustes("127.0.0.1", 0, Path("datos"), "", self.url_publica, Path())
        montaje = Montaje(ajustes, self.estante, self.puerta, self.reloj, ())  # type: ignore[arg-type]
        self.chat = Chat(self.puerta, self.estante, self.reloj, not self.url_publica)  # type: ignore[arg-type]
        app = crear_app(montaje, self.chat)
        assert isinstance(app, Cabeceras)
        self.app = app

    async def pedir(self, metodo: str, ruta: str, **otros: Any) -> httpx.Response:
        transporte = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transporte, base_url="http://rumbo") as cliente:
            return await cliente.request(metodo, ruta, **otros)

    async def escribir(self, charla: str = CHARLA, **campos: Any) -> httpx.Response:
        return await self.pedir(
            "POST",
            "/chat/mensajes",
            content=json.dumps(campos),
            headers={"X-Charla": charla, "Content-Type": "application/json"},
        )


def sitio(almacen: Almacen, **otros: Any) -> Sitio:
    reloj, estante = Reloj(), EstanteFijo()
    puerta = Puerta(almacen, estante, reloj, avanzar=avanzar_de_prueba)  # type: ignore[arg-type]
    return Sitio(puerta, estante, reloj=reloj, **otros)

"""Una oficina con sus vías: el correo es un servidor de verdad; Telegram, su borde."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Connection

from bot.almacen import equipo
from bot.almacen.sql import Almacen
from bot.avisos.reparto import Carta
from bot.canales.base import NoSalio
from tests.almacen.taller import Reloj
from tests.turno.taller import Oficina, abrir_puerta

GRUPO = "-1001"
TELEGRAM = {"eva": "71", "bea": "72", "coco": "73", "ada": "74"}
RAIZ = "https://rumbo.pe"


@dataclass
class TelegramDePrueba:
    """Apunta lo que se le da; ``fallos``, con qué contesta, por charla."""

    cartas: list[tuple[str, Carta]] = field(default_factory=list)
    repintadas: list[tuple[str, str, Carta]] = field(default_factory=list)
    fallos: dict[str, list[NoSalio]] = field(default_factory=dict)
    caido: bool = False
    quitados: list[tuple[str, str]] = field(default_factory=list)
    dichos: list[tuple[str, str]] = field(default_factory=list)
    idos: list[tuple[str, str]] = field(default_factory=list)
    dentro: set[str] = field(default_factory=set)

    async def mandar(self, direccion: str, carta: Carta, ahora: datetime) -> None:
        await self.poner(direccion, carta)

    async def poner(self, chat: str, carta: Carta) -> str:
        if self.caido:
            raise NoSalio("reintentar", "conexion")
        if self.fallos.get(chat):
            raise self.fallos[chat].pop(0)
        self.cartas.append((chat, carta))
        return str(len(self.cartas))

    async def repintar(self, chat: str, mensaje: str, carta: Carta) -> bool:
        if self.caido:
            raise NoSalio("reintentar", "conexion")
        self.repintadas.append((chat, mensaje, carta))
        return True

    async def quitar(self, chat: str, mensajes: Sequence[str]) -> None:
        self.quitados += [(chat, mensaje) for mensaje in mensajes]

    async def contestar_toque(self, toque: str, dice: str = "") -> None:
        self.dichos.append((toque, dice))

    async def salir_de(self, chat: str, dice: str = "") -> None:
        self.idos.append((chat, dice))

    async def esta(self, chat: str, quien: str) -> bool:
        return quien in self.dentro

    def a(self, chat: str) -> list[str]:
        return [carta.texto for suyo, carta in self.cartas if suyo == chat]


@dataclass
class Buzon:
    puerto: int = 0
    cartas: list[EmailMessage] = field(default_factory=list)
    niega: str = ""

    async def handle_DATA(self, servidor: SMTP, sesion: Session, sobre: Envelope) -> str:
        if self.niega:
            return self.niega
        assert isinstance(sobre.content, bytes)
        self.cartas.append(
            message_from_bytes(sobre.content, _class=EmailMessage, policy=policy.default)
        )
        return "250 bien"


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def oficina(almacen: Almacen, reloj: Reloj) -> Oficina:
    """Cada una, con su Telegram y su correo."""
    suya = Oficina(abrir_puerta(almacen, reloj), reloj)

    def contactos(conexion: Connection) -> None:
        for colega in (suya.eva, suya.bea, suya.coco, suya.ada):
            equipo.cambiar(
                conexion,
                almacen.cifrado,
                colega.id,
                telegram=TELEGRAM[colega.usuario],
                correo=f"{colega.usuario}@rumbo.pe",
            )

    suya.hacer(contactos)
    return suya


@pytest.fixture
def telegram() -> TelegramDePrueba:
    return TelegramDePrueba()


@pytest.fixture
async def buzon() -> AsyncIterator[Buzon]:
    suyo = Buzon()
    servidor = await asyncio.get_running_loop().create_server(
        lambda: SMTP(suyo, hostname="prueba"), "127.0.0.1", 0
    )
    suyo.puerto = servidor.sockets[0].getsockname()[1]
    yield suyo
    servidor.close()

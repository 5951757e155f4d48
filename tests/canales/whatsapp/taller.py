"""Un servidor HTTP pequeño y de verdad, para lo que ningún par sabe hacer.

Contesta lo que se le pida, en orden, y apunta lo que le llega. Lo que un par sí sabe
(crear, leer, borrar, avisar) se prueba contra él y no aquí.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from bot.canales.whatsapp.envio import WhatsApp

CUENTA = "AC" + "0" * 32
TOKEN = "token-de-prueba"
NUMERO = "whatsapp:+14155238886"
ANA = "whatsapp:+51987654321"
ESTADO = "https://rumbo.example/canales/whatsapp/estado"
AHORA = datetime(2026, 3, 14, 22, 30, tzinfo=UTC)
SID = "SM" + "a" * 32


@dataclass(frozen=True)
class Peticion:
    metodo: str
    ruta: str
    consulta: dict[str, str]
    cabeceras: dict[str, str]
    cuerpo: bytes

    @property
    def campos(self) -> dict[str, str]:
        return dict(parse_qsl(self.cuerpo.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        assert self.cabeceras["content-type"] == "application/json"
        return json.loads(self.cuerpo)


@dataclass(frozen=True)
class Respuesta:
    estado: int = 201
    cuerpo: str = json.dumps({"sid": SID, "status": "queued"})
    cabeceras: Mapping[str, str] = field(default_factory=dict)
    tipo: str = "application/json"


Corte = Literal["calla", "corta", "a medias"]
Guion = Respuesta | Corte | Callable[[Peticion], Respuesta]


def error(estado: int, codigo: int, **cabeceras: str) -> Respuesta:
    cuerpo = {"code": codigo, "message": f"dice {ANA}", "status": estado}
    return Respuesta(estado, json.dumps(cuerpo), cabeceras)


@dataclass
class Servidor:
    """``guion`` se gasta en orden; al acabarse, ``siempre``."""

    guion: list[Guion] = field(default_factory=list)
    siempre: Guion = field(default_factory=Respuesta)
    peticiones: list[Peticion] = field(default_factory=list)
    url: str = ""
    abiertas: set[asyncio.StreamWriter] = field(default_factory=set)

    async def atender(self, lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        self.abiertas.add(escritor)
        try:
            while peticion := await _leer(lector):
                self.peticiones.append(peticion)
                toca = self.guion.pop(0) if self.guion else self.siempre
                if not await self._contestar(escritor, peticion, toca):
                    return
        finally:
            self.abiertas.discard(escritor)
            escritor.close()

    async def _contestar(
        self, escritor: asyncio.StreamWriter, peticion: Peticion, toca: Guion
    ) -> bool:
        match toca:
            case "calla":
                await asyncio.Event().wait()
            case "corta":
                escritor.transport.abort()
                return False
            case "a medias":
                escritor.write(b"HTTP/1.1 201 Created\r\nContent-Length: 999\r\n\r\n{")
                await escritor.drain()
                return False
            case Respuesta():
                respuesta = toca
            case _:
                respuesta = toca(peticion)
        cuerpo = respuesta.cuerpo.encode()
        cabeceras = {
            "Content-Type": respuesta.tipo,
            "Content-Length": str(len(cuerpo)),
            **respuesta.cabeceras,
        }
        renglones = "".join(f"{k}: {v}\r\n" for k, v in cabeceras.items())
        escritor.write(f"HTTP/1.1 {respuesta.estado} X\r\n{renglones}\r\n".encode() + cuerpo)
        await escritor.drain()
        return True


async def _leer(lector: asyncio.StreamReader) -> Peticion | None:
    try:
        crudo = await lector.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    primero, *resto = crudo.decode("latin-1").split("\r\n")
    cabeceras = {
        k.lower(): v.strip() for k, _, v in (r.partition(":") for r in resto if r) if k.strip()
    }
    metodo, destino, _ = primero.split(" ")
    cuerpo = await lector.readexactly(int(cabeceras.get("content-length", "0")))
    partes = urlsplit(destino)
    return Peticion(metodo, partes.path, dict(parse_qsl(partes.query)), cabeceras, cuerpo)


@asynccontextmanager
async def sirviendo(*guion: Guion) -> AsyncIterator[Servidor]:
    uno = Servidor(list(guion))
    tareas: set[asyncio.Task[None]] = set()

    def llega(lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        tarea = asyncio.create_task(uno.atender(lector, escritor))
        tareas.add(tarea)
        tarea.add_done_callback(tareas.discard)

    servidor = await asyncio.start_server(llega, "127.0.0.1", 0)
    uno.url = f"http://127.0.0.1:{servidor.sockets[0].getsockname()[1]}"
    try:
        yield uno
    finally:
        servidor.close()
        for tarea in tuple(tareas):
            tarea.cancel()
        await asyncio.gather(*tareas, return_exceptions=True)
        await servidor.wait_closed()


@asynccontextmanager
async def whatsapp(url: str, **cambios: Any) -> AsyncIterator[WhatsApp]:
    """Un emisor que habla con ``url``, con sus plantillas y su reloj."""
    opciones: dict[str, Any] = {
        "cuenta": CUENTA,
        "token": TOKEN,
        "numero": NUMERO,
        "url_de_estado": ESTADO,
        "sids": dict,
        "rotulo": lambda idioma: f"Ver opciones ({idioma})",
        "reloj": lambda: AHORA,
        "api": url,
        "contenido": url,
        **cambios,
    }
    emisor = WhatsApp(**opciones)
    await emisor.empezar()
    try:
        yield emisor
    finally:
        await emisor.cerrar()

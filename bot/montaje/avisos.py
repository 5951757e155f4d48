"""Los avisos al equipo, puestos según los ajustes. No carga lo que no se usa."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot.ajustes import Ajustes
from bot.avisos.canario import Canario
from bot.avisos.grupo import Grupo, Tablon
from bot.avisos.reparto import Carta, Mandar, Reparto
from bot.avisos.vias import Via
from bot.canales.correo import Correo
from bot.turno import Puerta
from bot.vigia import cuidar

Trabajo = tuple[str, Callable[[], Awaitable[None]]]


def raiz_del_panel(ajustes: Ajustes) -> str:
    """Por dónde se entra al panel desde un aviso."""
    return ajustes.url_publica or f"http://127.0.0.1:{ajustes.puerto}"


def poner_correo(ajustes: Ajustes) -> Correo | None:
    puesto = ajustes.correo
    if puesto is None:
        return None
    return Correo(
        puesto.servidor,
        puesto.puerto,
        puesto.de,
        puesto.usuario,
        puesto.clave.get_secret_value(),
        puesto.cierre,
    )


def por_correo(correo: Correo) -> Mandar:
    async def mandar(direccion: str, carta: Carta, ahora: datetime) -> None:
        await correo.enviar(direccion, carta.asunto, carta.texto, ahora)

    return mandar


def trabajos(
    ajustes: Ajustes,
    puerta: Puerta,
    reloj: Callable[[], datetime],
    otras: Mapping[Via, Mandar] | None = None,
    grupo: Grupo | None = None,
    *,
    recibe: bool = True,
    reparte: bool = True,
) -> tuple[Trabajo, ...]:
    """Lo que corre en el bucle. ``otras`` son las vías que no son el correo.

    El canario lo mira quien recibe: así se entera de que el trabajador que reparte murió.
    """
    raiz, correo = raiz_del_panel(ajustes), poner_correo(ajustes)
    puestas: dict[Via, Mandar] = dict(otras or {})
    if correo is not None:
        puestas["correo"] = por_correo(correo)
    chat = ajustes.telegram.grupo if ajustes.telegram else ""
    suyos: list[Trabajo] = []
    if reparte:
        suyos.append(("reparto", Reparto(puerta, raiz, puestas, reloj).correr))
        suyos.append(("tablon", Tablon(puerta, raiz, grupo, chat, reloj).correr))
    if recibe:
        suyos.append(("canario", Canario(puerta, raiz, puestas, reloj).correr))
    return tuple(suyos)


@contextlib.asynccontextmanager
async def en_marcha(suyos: Sequence[Trabajo]) -> AsyncIterator[None]:
    """Los trabajos corriendo; al salir se cancelan: lo que tuvieran en la mano se repetirá."""
    tareas = [asyncio.create_task(cuidar(*trabajo)) for trabajo in suyos]
    try:
        yield
    finally:
        for tarea in tareas:
            tarea.cancel()
        await asyncio.gather(*tareas, return_exceptions=True)

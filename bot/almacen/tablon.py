"""El tablón del grupo del equipo: qué mensaje tiene cada caso, y si el grupo es de fiar.

Un caso tiene un cartel, que se repinta en su sitio cuando se mueve. Qué dice es de
``bot/avisos``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, func, select, update

from bot.almacen.alertas import insertar
from bot.almacen.tablas import a_ms
from bot.almacen.tablas_de_casos import alertas, carteles, casos, grupos

EstadoDeGrupo = Literal["bien", "migrado", "extranos", "fuera"]

SE_QUITA = timedelta(hours=24)
"""Telegram deja borrar lo suyo durante 48 horas."""

_C, _G = carteles.c, grupos.c


@dataclass(frozen=True, slots=True)
class Cartel:
    """El mensaje de un caso en el grupo; sin ``mensaje``, se dijo en un resumen."""

    caso: str
    chat: str
    mensaje: str
    version: int


def cartel(conexion: Connection, caso: str) -> Cartel | None:
    fila = conexion.execute(select(carteles).where(_C.caso == caso)).first()
    return Cartel(fila.caso, fila.chat, fila.mensaje, fila.version) if fila else None


def colgar(conexion: Connection, puesto: Cartel) -> None:
    """Queda puesto, y pintado con esa versión del caso."""
    orden = insertar(conexion, carteles).values(
        caso=puesto.caso,
        chat=puesto.chat,
        mensaje=puesto.mensaje,
        version=puesto.version,
        proximo=0,
        estado="pintado",
        prestada_hasta=0,
    )
    conexion.execute(
        orden.on_conflict_do_update(
            index_elements=[_C.caso],
            set_={
                campo: orden.excluded[campo]
                for campo in ("chat", "mensaje", "version", "proximo", "estado")
            },
        )
    )


def manchar(conexion: Connection, caso: str) -> None:
    """El caso se movió: su cartel hay que repintarlo."""
    conexion.execute(update(carteles).where(_C.caso == caso).values(estado="espera"))


def por_repintar(conexion: Connection, ahora: datetime, cuantos: int) -> list[Cartel]:
    """Los carteles que ya no dicen lo que hay."""
    filas = conexion.execute(
        select(carteles)
        .where(_C.estado == "espera", _C.mensaje != "", _C.proximo <= a_ms(ahora))
        .order_by(_C.proximo)
        .limit(cuantos)
    )
    return [Cartel(f.caso, f.chat, f.mensaje, f.version) for f in filas]


def luego(conexion: Connection, puesto: Cartel, proximo: datetime) -> None:
    """No se dejó repintar: se prueba más tarde."""
    conexion.execute(update(carteles).where(_C.caso == puesto.caso).values(proximo=a_ms(proximo)))


def viejos(conexion: Connection, ahora: datetime, cuantos: int) -> list[Cartel]:
    """Los de hace un día cuyo caso ya tomó alguien: se quitan del grupo."""
    puesto = select(func.min(alertas.c.creada)).where(
        alertas.c.caso == _C.caso, alertas.c.para_clase == "grupo"
    )
    filas = conexion.execute(
        select(carteles)
        .join(casos, casos.c.id == _C.caso)
        .where(casos.c.por != "", puesto.scalar_subquery() < a_ms(ahora - SE_QUITA))
        .limit(cuantos)
    )
    return [Cartel(f.caso, f.chat, f.mensaje, f.version) for f in filas]


def descolgar(conexion: Connection, caso: str) -> None:
    conexion.execute(delete(carteles).where(_C.caso == caso))


def grupo(conexion: Connection, chat: str) -> tuple[EstadoDeGrupo, tuple[str, ...]]:
    """Cómo está el grupo, y las huellas de quienes no son del equipo."""
    fila = conexion.execute(select(_G.estado, _G.dato).where(_G.chat == chat)).first()
    return (fila.estado, tuple(fila.dato.split())) if fila else ("bien", ())


def poner_grupo(
    conexion: Connection,
    chat: str,
    estado: EstadoDeGrupo,
    ahora: datetime,
    extranos: Sequence[str] = (),
) -> None:
    orden = insertar(conexion, grupos).values(
        chat=chat, estado=estado, cuando=a_ms(ahora), dato=" ".join(extranos)
    )
    conexion.execute(
        orden.on_conflict_do_update(
            index_elements=[_G.chat],
            set_={campo: orden.excluded[campo] for campo in ("estado", "cuando", "dato")},
        )
    )

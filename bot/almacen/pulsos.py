"""El canario: cuándo se soltó, cuándo llegó, y con él cómo van los avisos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_casos import alertas, casos, pulsos

PLAZO = timedelta(minutes=3)
"""Lo que tarda, como mucho, un canario que llega."""
SE_RECUERDAN = timedelta(days=30)

_A, _P = alertas.c, pulsos.c


@dataclass(frozen=True, slots=True)
class EstadoDeAvisos:
    """Cómo van los avisos, sin decir de nadie."""

    canario_visto: datetime | None
    canario_fallos: int
    sin_salir: int
    no_llegaron: int
    espera: timedelta


def pulsar(conexion: Connection, ahora: datetime) -> int:
    """Un latido nuevo, que todavía nadie vio. Los de hace un mes se olvidan."""
    conexion.execute(delete(pulsos).where(_P.cuando < a_ms(ahora - SE_RECUERDAN)))
    clave = conexion.execute(
        insert(pulsos).values(cuando=a_ms(ahora), visto=None, fallos=0)
    ).inserted_primary_key
    assert clave is not None
    return int(clave[0])


def ver(conexion: Connection, pulso: int, ahora: datetime) -> None:
    conexion.execute(update(pulsos).where(_P.id == pulso).values(visto=a_ms(ahora)))


def latidos(conexion: Connection, cuantos: int) -> list[tuple[datetime, datetime | None]]:
    """Los últimos, del más nuevo al más viejo: cuándo salió y cuándo se vio."""
    filas = conexion.execute(select(_P.cuando, _P.visto).order_by(_P.id.desc()).limit(cuantos))
    return [(de_ms(f.cuando), de_ms(f.visto) if f.visto is not None else None) for f in filas]


def estado(conexion: Connection, ahora: datetime) -> EstadoDeAvisos:
    visto = conexion.scalar(select(func.max(_P.visto)))
    fallos = 0
    for cuando, suyo in latidos(conexion, 20):
        if suyo is not None:
            break
        fallos += ahora - cuando >= PLAZO
    esperan = conexion.execute(
        select(func.count(), func.min(_A.creada)).where(
            _A.estado.in_(("espera", "tomada")), ~_de_prueba()
        )
    ).one()
    desde = a_ms(ahora - timedelta(days=1))
    muertas = conexion.scalar(
        select(func.count()).where(_A.estado == "muerta", _A.creada >= desde, ~_de_prueba())
    )
    espera = ahora - de_ms(esperan[1]) if esperan[1] is not None else timedelta()
    return EstadoDeAvisos(
        de_ms(visto) if visto is not None else None, fallos, esperan[0], muertas or 0, espera
    )


def _de_prueba() -> ColumnElement[bool]:
    return _A.caso.in_(select(casos.c.id).where(casos.c.prueba))

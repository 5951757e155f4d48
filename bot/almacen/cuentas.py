"""Lo que se cuenta de la bandeja para quien opera: cuánto espera y qué no salió."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.almacen.bandeja import ESPERA
from bot.almacen.despacho import SIN_SALIR
from bot.almacen.tablas import de_ms, remotos, salientes

_S, _R = salientes.c, remotos.c


def de_la_bandeja(conexion: Connection, ahora: datetime) -> dict[str, int]:
    """``espera_s``: lo que lleva lo más viejo sin salir. ``sin_salir``: cuánto no saldrá.

    ``copias_s``: hace cuánto se debió borrar la copia más vieja del proveedor.
    """
    espera = conexion.scalar(select(func.min(_S.recibido)).where(_S.estado == ESPERA))
    quietas = conexion.scalar(
        select(func.count()).select_from(salientes).where(_S.estado.in_(SIN_SALIR))
    )
    copia = conexion.scalar(select(func.min(_R.borrar_desde)))
    return {
        "espera_s": _desde(espera, ahora),
        "sin_salir": quietas or 0,
        "copias_s": _desde(copia, ahora),
    }


def sin_salir(conexion: Connection) -> list[tuple[str, str, str, int, datetime]]:
    """Canal, estado, motivo, cuántas y la última vez: de lo que no salió, sin decir de quién."""
    filas = conexion.execute(
        select(_S.canal, _S.estado, _S.motivo, func.count(), func.max(_S.recibido))
        .where(_S.estado.in_(SIN_SALIR))
        .group_by(_S.canal, _S.estado, _S.motivo)
        .order_by(func.max(_S.recibido).desc())
    )
    return [(canal, estado, motivo, n, de_ms(ultima)) for canal, estado, motivo, n, ultima in filas]


def _desde(milisegundos: int | None, ahora: datetime) -> int:
    if milisegundos is None:
        return 0
    return max(0, round((ahora - de_ms(milisegundos)).total_seconds()))

"""Cómo llama el proveedor a cada plantilla que se preparó."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from bot.almacen.tablas import plantillas


def leer(conexion: Connection) -> dict[str, str]:
    """De su nombre al que le puso el proveedor."""
    filas = conexion.execute(select(plantillas.c.nombre, plantillas.c.remoto))
    return {fila.nombre: fila.remoto for fila in filas}


def guardar(conexion: Connection, preparadas: Mapping[str, str]) -> None:
    """Desde ahora son esas, y ninguna otra."""
    conexion.execute(delete(plantillas))
    if preparadas:
        conexion.execute(
            insert(plantillas), [{"nombre": n, "remoto": r} for n, r in preparadas.items()]
        )

"""Las sentencias de un turno, sacadas de las tablas y compiladas una vez.

Corren sobre la conexión del driver (``sqlite3`` o psycopg): con SQLAlchemy en
medio, un turno cuesta varias veces más. Lo demás del proyecto usa SQLAlchemy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, bindparam, delete, literal_column, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

from bot.almacen.tablas import (
    bajas,
    conversaciones,
    cuentas,
    derivaciones,
    entrantes,
    incidencias,
    plazos,
    remotos,
    salientes,
)

Fila = Mapping[str, object]
Tarea = tuple[str, Sequence[Fila]]


class Compilador:
    """Hace SQL de una sentencia, para el driver del motor que se use."""

    def __init__(self, dialecto: Dialect) -> None:
        self.postgres = dialecto.name == "postgresql"
        # sqlite3 y psycopg aceptan las mismas filas si los dos van con nombres.
        self._dialecto = dialecto if self.postgres else sqlite.dialect(paramstyle="named")

    def sql(self, sentencia: ClauseElement, *columnas: str) -> str:
        return str(sentencia.compile(dialect=self._dialecto, column_keys=list(columnas) or None))


class Sentencias(Compilador):
    """El SQL de un turno para un motor. Cada nombre dice qué hace.

    ``tomar`` crea la conversación o, si ya existe, la bloquea; en los dos casos
    la devuelve. Un ``SELECT … FOR UPDATE`` aparte no la vería si otro la borra
    mientras se espera su turno.
    """

    def __init__(self, dialecto: Dialect) -> None:
        super().__init__(dialecto)
        insertar = postgresql.insert if self.postgres else sqlite.insert
        c, k = conversaciones.c, cuentas
        self.recordar = self.sql(
            insertar(entrantes).on_conflict_do_nothing().returning(entrantes.c.huella),
            "huella",
            "visto",
        )
        self.tomar = self.sql(
            insertar(conversaciones)
            .on_conflict_do_update(index_elements=[c.clave], set_={"caduca": c.caduca})
            .returning(c.clave, c.estado, c.caduca),
            *c.keys(),
        )
        self.vencer = self.sql(
            delete(plazos)
            .where(
                plazos.c.conversacion == bindparam("conversacion"),
                plazos.c.nombre == bindparam("nombre"),
                plazos.c.turno == bindparam("turno"),
                plazos.c.cuando <= bindparam("cuando"),
            )
            .returning(plazos.c.conversacion, plazos.c.nombre)
        )
        self.guardar = self.sql(
            update(conversaciones).where(c.clave == bindparam("de")), "estado", "caduca"
        )
        self.borrar = self.sql(delete(conversaciones).where(c.clave == bindparam("clave")))
        self.soltar_plazos = self.sql(
            delete(plazos).where(plazos.c.conversacion == bindparam("conversacion"))
        )
        self.programar = self.sql(
            (orden := insertar(plazos)).on_conflict_do_update(
                index_elements=list(plazos.primary_key),
                set_={"turno": orden.excluded.turno, "cuando": orden.excluded.cuando},
            ),
            *plazos.c.keys(),
        )
        # Lo que ya se está mandando se queda: lo siguiente espera a que termine.
        self.callar = self.sql(
            delete(salientes).where(
                salientes.c.conversacion == bindparam("conversacion"),
                salientes.c.estado != literal_column("'tomada'"),
            )
        )
        self.apuntar_remoto = self.sql(
            insertar(remotos).on_conflict_do_nothing(), *remotos.c.keys()
        )
        self.dar_baja = self.sql(insertar(bajas).on_conflict_do_nothing(), "conversacion")
        self.dar_alta = self.sql(
            delete(bajas).where(bajas.c.conversacion == bindparam("conversacion"))
        )
        self.decir = self.sql(insertar(salientes).inline(), *_sin_id(salientes))
        self.contar = self.sql(
            (suma := insertar(cuentas)).on_conflict_do_update(
                index_elements=list(k.primary_key),
                set_={"cuantas": k.c.cuantas + suma.excluded.cuantas},
            ),
            *k.c.keys(),
        )
        self.descontar = self.sql(
            delete(cuentas).where(
                k.c.cuantas <= literal_column("0"),
                *(columna == bindparam(columna.name) for columna in k.primary_key),
            )
        )
        self.derivar = self.sql(insertar(derivaciones), *derivaciones.c.keys())
        self.lamentar = self.sql(insertar(incidencias).inline(), *_sin_id(incidencias))


def _sin_id(tabla: Table) -> list[str]:
    return [columna.name for columna in tabla.c if columna.name != "id"]


def preguntar(conexion: Connection, sql: str, filas: Sequence[Fila]) -> list[tuple[Any, ...]]:
    """Corre ``sql`` con cada fila, en orden, y junta lo que devuelve."""
    if not filas:
        return []
    driver = conexion.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with driver.cursor() as cursor:
            cursor.executemany(sql, filas, returning=True)
            return [dato for resultado in cursor.results() for dato in resultado.fetchall()]
    assert isinstance(driver, sqlite3.Connection)
    return [dato for fila in filas for dato in driver.execute(sql, fila).fetchall()]


def escribir(conexion: Connection, tareas: Sequence[Tarea]) -> None:
    """Corre las tareas en orden; en PostgreSQL, en un solo viaje."""
    driver = conexion.connection.driver_connection
    pendientes = [(sql, filas) for sql, filas in tareas if filas]
    if isinstance(driver, psycopg.Connection):
        with driver.pipeline(), driver.cursor() as cursor:
            for sql, filas in pendientes:
                cursor.executemany(sql, filas)
        return
    assert isinstance(driver, sqlite3.Connection)
    for sql, filas in pendientes:
        driver.executemany(sql, filas)

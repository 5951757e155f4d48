"""Las alertas al equipo, guardadas: qué espera, por qué vías se probó y cómo acabó.

Al revés que lo que se dice a la persona, una alerta dudosa **se repite**: dos avisos son
mejor que ninguno. Aquí no hay nada que un aviso pueda decir: eso es de ``bot/avisos``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as InsertDePostgres
from sqlalchemy.dialects.sqlite import Insert as InsertDeSqlite

from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_casos import alertas
from bot.casos import Alerta, APersona

Clase = Literal["persona", "grupo"]

VIGENCIA = timedelta(hours=24)
PRESTAMO = timedelta(seconds=60)
"""Lo que puede tardar quien la tiene en la mano; después, la toma otro."""
SIN_CASO = ""
"""El ``caso`` de una alerta de la máquina: es para quien administra."""

_A = alertas.c


@dataclass(frozen=True, slots=True)
class Tomada:
    """Una alerta en préstamo, por ``intento``-ésima vez por su vía de ahora."""

    id: int
    caso: str
    clave: str
    clase: Clase
    para: str
    motivo: str
    nivel: int
    creada: datetime
    vias: tuple[str, ...]
    intento: int


def sumar(conexion: Connection, caso: str, nuevas: Iterable[Alerta], ahora: datetime) -> None:
    """Las alertas de un movimiento. Repetirlo no avisa dos veces."""
    for nueva in nuevas:
        para = nueva.para
        clase, quien = (
            ("persona", para.id) if isinstance(para, APersona) else ("grupo", para.equipo)
        )
        _sumar(conexion, caso, nueva.clave, clase, quien, nueva.motivo, nueva.nivel, ahora)


def llamar(conexion: Connection, clave: str, quien: str, motivo: str, ahora: datetime) -> None:
    """Una alerta de la máquina a alguien. Con la misma ``clave``, es la misma."""
    _sumar(conexion, SIN_CASO, f"{clave}:{quien}"[:128], "persona", quien, motivo, 1, ahora)


def repartir(conexion: Connection, tomada: Tomada, quienes: Iterable[str], ahora: datetime) -> None:
    """El grupo no la recibe: a cada una, la suya, si no la tiene ya por el mismo motivo."""
    ya = select(_A.para).where(
        _A.caso == tomada.caso,
        _A.motivo == tomada.motivo,
        _A.para_clase == "persona",
        _A.creada >= a_ms(tomada.creada),
    )
    avisadas = set(conexion.scalars(ya))
    for quien in quienes:
        if quien not in avisadas:
            clave = f"{tomada.clave}:{quien}"[:128]
            _sumar(
                conexion,
                tomada.caso,
                clave,
                "persona",
                quien,
                tomada.motivo,
                tomada.nivel,
                ahora,
            )


def tomar(conexion: Connection, clase: Clase, ahora: datetime, cuantas: int) -> list[Tomada]:
    """Toma las que esperan, las de nivel 1 primero. Lo que otro dejó a medias, se repite."""
    ms = a_ms(ahora)
    conexion.execute(
        update(alertas)
        .where(_A.estado == "tomada", _A.prestada_hasta < ms)
        .values(estado="espera", prestada_hasta=0)
    )
    conexion.execute(
        update(alertas)
        .where(_A.estado == "espera", _A.vigente_hasta < ms)
        .values(estado="muerta", fallo="tarde")
    )
    elegidas = conexion.execute(
        select(alertas)
        .where(_A.estado == "espera", _A.para_clase == clase, _A.proximo <= ms)
        .order_by(_A.nivel, _A.id)
        .limit(cuantas)
        .with_for_update(skip_locked=True)
    ).all()
    if elegidas:
        conexion.execute(
            update(alertas)
            .where(_A.id.in_([fila.id for fila in elegidas]))
            .values(
                estado="tomada",
                intento=_A.intento + 1,
                prestada_hasta=a_ms(ahora + PRESTAMO),
            )
        )
    return [
        Tomada(
            f.id,
            f.caso,
            f.clave,
            f.para_clase,
            f.para,
            f.motivo,
            f.nivel,
            de_ms(f.creada),
            tuple(filter(None, f.vias.split(","))),
            f.intento + 1,
        )
        for f in elegidas
    ]


def llego(conexion: Connection, tomadas: Iterable[Tomada], por: str) -> None:
    """Salió por esa vía (o ya no hacía falta)."""
    _acabar(conexion, tomadas, estado="enviada", fallo=por)


def no_llega(conexion: Connection, tomadas: Iterable[Tomada], motivo: str) -> None:
    """Ninguna vía pudo."""
    _acabar(conexion, tomadas, estado="muerta", fallo=motivo[:32])


def otra_vez(conexion: Connection, tomada: Tomada, proximo: datetime, motivo: str) -> None:
    """Se vuelve a probar por la misma vía."""
    _mia(conexion, tomada, estado="espera", proximo=a_ms(proximo), fallo=motivo[:32])


def otra_via(conexion: Connection, tomada: Tomada, fallo: str, motivo: str) -> None:
    """La vía ``fallo`` no sirve: se prueba enseguida por la siguiente."""
    vias = ",".join((*tomada.vias, fallo))
    _mia(conexion, tomada, estado="espera", proximo=0, vias=vias, intento=0, fallo=motivo[:32])


def devolver(conexion: Connection, tomadas: Iterable[Tomada], proximo: datetime) -> None:
    """No cabía ahora: no cuenta como intento."""
    for tomada in tomadas:
        _mia(
            conexion,
            tomada,
            estado="espera",
            proximo=a_ms(proximo),
            intento=tomada.intento - 1,
        )


def podar(conexion: Connection, ahora: datetime) -> None:
    """Lo acabado de casos que ya no están, y lo de la máquina de hace un mes."""
    viejas = a_ms(ahora - timedelta(days=30))
    conexion.execute(delete(alertas).where(_A.creada < viejas, _A.estado != "espera"))


def _sumar(
    conexion: Connection,
    caso: str,
    clave: str,
    clase: str,
    para: str,
    motivo: str,
    nivel: int,
    ahora: datetime,
) -> None:
    conexion.execute(
        insertar(conexion, alertas)
        .values(
            caso=caso,
            clave=clave,
            para_clase=clase,
            para=para,
            motivo=motivo,
            nivel=nivel,
            creada=a_ms(ahora),
            vigente_hasta=a_ms(ahora + VIGENCIA),
            estado="espera",
            vias="",
            intento=0,
            proximo=0,
            prestada_hasta=0,
            fallo="",
        )
        .on_conflict_do_nothing(index_elements=[_A.caso, _A.clave])
    )


def _acabar(conexion: Connection, tomadas: Iterable[Tomada], **valores: object) -> None:
    for tomada in tomadas:
        _mia(conexion, tomada, prestada_hasta=0, **valores)


def _mia(conexion: Connection, tomada: Tomada, **valores: object) -> None:
    """Si el préstamo venció y la tiene otro, lo que se diga ya no cuenta."""
    intento = valores.pop("intento", tomada.intento)
    conexion.execute(
        update(alertas)
        .where(_A.id == tomada.id, _A.estado == "tomada", _A.intento == tomada.intento)
        .values(intento=intento, **valores)
    )


def insertar(conexion: Connection, tabla: Table) -> InsertDePostgres | InsertDeSqlite:
    """El de cada motor, que sabe qué hacer si la fila ya está."""
    if conexion.dialect.name == "postgresql":
        return postgresql.insert(tabla)
    return sqlite.insert(tabla)

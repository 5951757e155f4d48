"""Lo que dura unos minutos en el panel: la excepción que pide una persona y autoriza otra, y
por dónde va una llamada. Ninguno guarda lo que se dijo.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.almacen.tablas import a_ms, de_ms, derivaciones
from bot.almacen.tablas_de_casos import contactos, excepciones
from bot.proteccion.acuerdo import MotivoDeExcepcion, Via

PARA_AUTORIZAR = timedelta(minutes=10)
DURA_UN_CONTACTO = timedelta(hours=8)
_E, _K = excepciones.c, contactos.c


@dataclass(frozen=True, slots=True)
class ExcepcionPedida:
    """Sin ``autoriza``, espera a otra persona."""

    id: str
    caso: str
    pide: str
    motivo: MotivoDeExcepcion
    via: Via
    hasta: datetime
    autoriza: str = ""


def pedir_excepcion(
    conexion: Connection,
    caso: str,
    pide: str,
    motivo: MotivoDeExcepcion,
    via: Via,
    ahora: datetime,
) -> str:
    """Pide contactar fuera de lo acordado. Vale 10 minutos."""
    id = secrets.token_hex(16)
    conexion.execute(
        insert(excepciones).values(
            id=id,
            caso=caso,
            pide=pide,
            motivo=motivo,
            via=via,
            hasta=a_ms(ahora + PARA_AUTORIZAR),
            autoriza="",
        )
    )
    return id


def autorizar_excepcion(conexion: Connection, id: str, autoriza: str, ahora: datetime) -> bool:
    """``False`` si venció, ya la autorizó alguien, o quien autoriza es quien la pidió."""
    hecho = conexion.execute(
        update(excepciones)
        .where(_E.id == id, _E.autoriza == "", _E.pide != autoriza, _E.hasta > a_ms(ahora))
        .values(autoriza=autoriza)
    )
    return bool(hecho.rowcount)


def excepcion_vigente(
    conexion: Connection, caso: str, via: Via, ahora: datetime
) -> ExcepcionPedida | None:
    """La autorizada que todavía vale."""
    vale = (_E.caso == caso) & (_E.via == via) & (_E.autoriza != "") & (_E.hasta > a_ms(ahora))
    fila = conexion.execute(select(excepciones).where(vale).order_by(_E.hasta.desc())).first()
    return _excepcion(fila) if fila else None


def excepciones_pendientes(conexion: Connection, ahora: datetime) -> list[ExcepcionPedida]:
    """Las que esperan a otra persona, de lo más viejo a lo más nuevo."""
    espera = (_E.autoriza == "") & (_E.hasta > a_ms(ahora))
    filas = conexion.execute(select(excepciones).where(espera).order_by(_E.hasta, _E.id))
    return [_excepcion(fila) for fila in filas]


def guardar_contacto(
    conexion: Connection, caso: str, quien: str, dato: str, ahora: datetime, id: str = ""
) -> str:
    """Por dónde va una llamada. Con ``id``, la que ya estaba; da su id."""
    if id:
        conexion.execute(update(contactos).where(_K.id == id, _K.quien == quien).values(dato=dato))
        return id
    id = secrets.token_hex(16)
    conexion.execute(
        insert(contactos).values(id=id, caso=caso, quien=quien, dato=dato, creado=a_ms(ahora))
    )
    return id


def leer_contacto(conexion: Connection, id: str, quien: str) -> tuple[str, str] | None:
    """Su caso y por dónde va, solo para quien la lleva."""
    fila = conexion.execute(select(_K.caso, _K.dato).where(_K.id == id, _K.quien == quien)).first()
    return (fila.caso, fila.dato) if fila else None


def borrar_contacto(conexion: Connection, id: str) -> None:
    conexion.execute(delete(contactos).where(_K.id == id))


def contar_derivacion(conexion: Connection, servicio: str, dia: date) -> None:
    """Alguien fue enviada a ese servicio del directorio: cuenta, y no dice quién."""
    conexion.execute(
        insert(derivaciones).values(
            clave=secrets.token_bytes(32),
            dia=dia.isoformat(),
            clase="servicio",
            equipo="",
            urgencia="",
            motivo=servicio,
            plazo=0,
        )
    )


def podar(conexion: Connection, ahora: datetime) -> int:
    """Borra lo que ya no sirve."""
    viejos = conexion.execute(
        delete(contactos).where(_K.creado <= a_ms(ahora - DURA_UN_CONTACTO))
    ).rowcount
    return viejos + conexion.execute(delete(excepciones).where(_E.hasta <= a_ms(ahora))).rowcount


def _excepcion(fila: Any) -> ExcepcionPedida:
    return ExcepcionPedida(
        fila.id, fila.caso, fila.pide, fila.motivo, fila.via, de_ms(fila.hasta), fila.autoriza
    )

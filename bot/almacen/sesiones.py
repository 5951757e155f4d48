"""Las sesiones del panel: 15 minutos quieta y se bloquea, 8 horas y se acaba.

Bloquear es soltar la llave: para seguir hay que volver a poner la contraseña. Quién puede
hacer qué, y las cabeceras de la galleta, son del panel.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bot.almacen import sellos
from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_equipo import personal, sesiones

OCIO = timedelta(minutes=15)
ABSOLUTA = timedelta(hours=8)
_ID, _SECRETO = 16, 32
_S = sesiones.c


@dataclass(frozen=True, slots=True)
class Sesion:
    """Sin ``privada`` está bloqueada: se sabe quién es, pero no abre nada."""

    huella: bytes
    quien: str
    csrf: str
    creada: datetime
    vista: datetime
    privada: bytes | None = field(default=None, repr=False)

    @property
    def bloqueada(self) -> bool:
        return self.privada is None


def nueva(
    conexion: Connection, cifrado: Cifrado, quien: str, privada: bytes, ahora: datetime
) -> str:
    """La galleta de una sesión nueva. De ella, la base solo tiene un HMAC."""
    id, secreto = os.urandom(_ID), os.urandom(_SECRETO)
    huella = _de_id(cifrado, id)
    conexion.execute(
        insert(sesiones).values(
            clave=huella,
            quien=quien,
            creada=a_ms(ahora),
            vista=a_ms(ahora),
            privada=sellos.guardar_en_sesion(privada, secreto, huella),
        )
    )
    return base64.urlsafe_b64encode(id + secreto).decode()


def de_galleta(
    conexion: Connection, cifrado: Cifrado, galleta: str, ahora: datetime
) -> Sesion | None:
    """La sesión de esa galleta, si vive y su dueña sigue en el equipo. Solo lee."""
    partes = _partir(galleta)
    if partes is None:
        return None
    id, secreto = partes
    huella = _de_id(cifrado, id)
    fila = conexion.execute(
        select(sesiones)
        .join(personal, personal.c.id == _S.quien)
        .where(_S.clave == huella, personal.c.activa)
    ).first()
    if fila is None or fila.creada <= a_ms(ahora - ABSOLUTA):
        return None
    privada = None
    if fila.privada is not None and fila.vista > a_ms(ahora - OCIO):
        try:
            privada = sellos.sacar_de_sesion(fila.privada, secreto, huella)
        except sellos.NoAbre:
            return None
    csrf = cifrado.huella("csrf", id).hex()
    return Sesion(huella, fila.quien, csrf, de_ms(fila.creada), de_ms(fila.vista), privada)


def tocar(conexion: Connection, sesion: Sesion, ahora: datetime) -> None:
    """Se está usando. Una ya ociosa no revive: hay que desbloquearla."""
    conexion.execute(
        update(sesiones)
        .where(_S.clave == sesion.huella, _S.vista > a_ms(ahora - OCIO))
        .values(vista=a_ms(ahora))
    )


def desbloquear(
    conexion: Connection, cifrado: Cifrado, galleta: str, privada: bytes, ahora: datetime
) -> bool:
    """Vuelve a poner la llave, tras la contraseña; no alarga las 8 horas."""
    partes = _partir(galleta)
    if partes is None:
        return False
    huella = _de_id(cifrado, partes[0])
    guardada = sellos.guardar_en_sesion(privada, partes[1], huella)
    hecho = conexion.execute(
        update(sesiones)
        .where(_S.clave == huella, _S.creada > a_ms(ahora - ABSOLUTA))
        .values(privada=guardada, vista=a_ms(ahora))
    )
    return bool(hecho.rowcount)


def bloquear(conexion: Connection, sesion: Sesion) -> None:
    conexion.execute(update(sesiones).where(_S.clave == sesion.huella).values(privada=None))


def cerrar(conexion: Connection, sesion: Sesion) -> None:
    conexion.execute(delete(sesiones).where(_S.clave == sesion.huella))


def cerrar_todas(conexion: Connection, quien: str, salvo: bytes = b"") -> None:
    """``salvo``: la huella de la que se queda."""
    conexion.execute(delete(sesiones).where(_S.quien == quien, _S.clave != salvo))


def podar(conexion: Connection, ahora: datetime) -> int:
    """Suelta las llaves de las ociosas y borra las acabadas."""
    ociosas = (_S.vista <= a_ms(ahora - OCIO)) & _S.privada.is_not(None)
    conexion.execute(update(sesiones).where(ociosas).values(privada=None))
    acabadas = _S.creada <= a_ms(ahora - ABSOLUTA)
    return conexion.execute(delete(sesiones).where(acabadas)).rowcount


def _partir(galleta: str) -> tuple[bytes, bytes] | None:
    try:
        crudo = base64.b64decode(galleta.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return (crudo[:_ID], crudo[_ID:]) if len(crudo) == _ID + _SECRETO else None


def _de_id(cifrado: Cifrado, id: bytes) -> bytes:
    return cifrado.huella("sesion", id)

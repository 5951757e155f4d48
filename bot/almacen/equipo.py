"""Quienes atienden: quién es cada quien, cómo entra y qué pasa cuando se va.

Entrar es de ``entrada.py``; los turnos, de ``guardias.py``; qué puede cada papel, del panel.
Con la contraseña no se guarda nada más que la llave privada envuelta en ella.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas import a_ms
from bot.almacen.tablas_de_casos import caso_llaves
from bot.almacen.tablas_de_equipo import (
    invitaciones,
    personal,
    sesiones,
    turnos_semanales,
    turnos_sueltos,
)
from bot.guardia import Persona, Rol

DURA_LA_INVITACION = timedelta(days=2)
_BYTES_DE_ENLACE = 24
_BYTES_DE_SEMILLA = 20
_P = personal.c


class Repetido(Exception):
    """Ese usuario, o ese número de Telegram, ya es de otra persona."""


@dataclass(frozen=True, slots=True)
class Miembro:
    """Alguien del equipo. ``con_clave``: ya aceptó su invitación y puede abrir casos."""

    id: str
    alias: str
    usuario: str
    roles: frozenset[Rol]
    equipos: frozenset[str] = frozenset()
    telegram: str = field(default="", repr=False)
    whatsapp: str = field(default="", repr=False)
    correo: str = field(default="", repr=False)
    activa: bool = True
    publica: bytes | None = None
    orden: int = 0

    @property
    def con_clave(self) -> bool:
        return self.publica is not None

    @property
    def persona(self) -> Persona:
        return Persona(self.id, self.roles, self.equipos)


@dataclass(frozen=True, slots=True)
class Invitacion:
    quien: str
    semilla: str = field(repr=False)


def crear(
    conexion: Connection,
    cifrado: Cifrado,
    usuario: str,
    alias: str,
    roles: Collection[Rol],
    equipos: Collection[str],
    ahora: datetime,
) -> str:
    """Alguien nuevo, que todavía no puede entrar: falta invitarla. Levanta ``Repetido``."""
    quien = secrets.token_hex(8)
    ultimo = conexion.scalar(select(func.max(_P.orden))) or 0
    nueva = Miembro(quien, alias, _llano(usuario), frozenset(roles), frozenset(equipos))
    _escribir(
        conexion,
        insert(personal)
        .values(id=quien, activa=True, paso=0, creada=a_ms(ahora), **_columnas(cifrado, nueva))
        .values(orden=ultimo + 1),
    )
    return quien


def invitar(
    conexion: Connection,
    cifrado: Cifrado,
    quien: str,
    ahora: datetime,
    dura: timedelta = DURA_LA_INVITACION,
) -> str:
    """Un enlace de un solo uso, también para quien olvidó su clave. Anula los anteriores."""
    conexion.execute(delete(invitaciones).where(invitaciones.c.quien == quien))
    enlace = secrets.token_urlsafe(_BYTES_DE_ENLACE)
    clave = _de_enlace(cifrado, enlace)
    semilla = base64.b32encode(os.urandom(_BYTES_DE_SEMILLA)).decode()
    conexion.execute(
        insert(invitaciones).values(
            clave=clave,
            quien=quien,
            semilla=cifrado.cifrar(semilla, "invitaciones", "semilla", clave),
            caduca=a_ms(ahora + dura),
        )
    )
    return enlace


def invitada(
    conexion: Connection, cifrado: Cifrado, enlace: str, ahora: datetime
) -> Invitacion | None:
    """De quién es ese enlace, si vale. No lo gasta."""
    clave = _de_enlace(cifrado, enlace)
    fila = conexion.execute(select(invitaciones).where(invitaciones.c.clave == clave)).first()
    if fila is None or fila.caduca <= a_ms(ahora):
        return None
    semilla = cifrado.descifrar(fila.semilla, "invitaciones", "semilla", clave)
    return Invitacion(fila.quien, semilla)


def aceptar(
    conexion: Connection,
    cifrado: Cifrado,
    enlace: str,
    envuelta: bytes,
    publica: bytes,
    paso: int,
    ahora: datetime,
) -> str | None:
    """Gasta el enlace y deja su llave, y ``paso``, el del TOTP con que lo confirmó.

    Quien ya tenía llave estrena otra: lo sellado con la vieja lo vuelve a sellar un colega.
    """
    clave = _de_enlace(cifrado, enlace)
    invitacion = invitada(conexion, cifrado, enlace, ahora)
    gastada = conexion.execute(delete(invitaciones).where(invitaciones.c.clave == clave)).rowcount
    if invitacion is None or not gastada:
        return None
    quien = invitacion.quien
    _quitar_llaves(conexion, quien)
    conexion.execute(
        update(personal)
        .where(_P.id == quien)
        .values(
            publica=publica,
            envuelta=_guardar_envuelta(cifrado, quien, envuelta),
            semilla=cifrado.cifrar(invitacion.semilla, "personal", "semilla", quien.encode()),
            paso=paso,
        )
    )
    return quien


def cambiar_clave(conexion: Connection, cifrado: Cifrado, quien: str, envuelta: bytes) -> None:
    """La misma llave, envuelta en otra contraseña. Cierra todas sus sesiones."""
    guardada = _guardar_envuelta(cifrado, quien, envuelta)
    conexion.execute(update(personal).where(_P.id == quien).values(envuelta=guardada))
    conexion.execute(delete(sesiones).where(sesiones.c.quien == quien))


def miembros(conexion: Connection, cifrado: Cifrado, *, activas: bool = True) -> list[Miembro]:
    """En el orden en que se llama."""
    consulta = select(personal).order_by(_P.orden, _P.id)
    if activas:
        consulta = consulta.where(_P.activa)
    return [_miembro(cifrado, fila) for fila in conexion.execute(consulta)]


def miembro(conexion: Connection, cifrado: Cifrado, quien: str) -> Miembro | None:
    fila = conexion.execute(select(personal).where(_P.id == quien)).first()
    return _miembro(cifrado, fila) if fila else None


def por_usuario(conexion: Connection, cifrado: Cifrado, usuario: str) -> Miembro | None:
    huella = _de_usuario(cifrado, usuario)
    fila = conexion.execute(select(personal).where(_P.usuario == huella)).first()
    return _miembro(cifrado, fila) if fila else None


def por_telegram(conexion: Connection, cifrado: Cifrado, telegram: str) -> Miembro | None:
    """Quién toca un botón en Telegram; solo si sigue en el equipo."""
    huella = _de_telegram(cifrado, telegram)
    fila = conexion.execute(select(personal).where(_P.telegram == huella, _P.activa)).first()
    return _miembro(cifrado, fila) if fila else None


def cambiar(conexion: Connection, cifrado: Cifrado, quien: str, **cambios: Any) -> None:
    """Cambia lo que se diga de ``Miembro``. Levanta ``Repetido``.

    Con otros roles u otros equipos, las sesiones abiertas ya no valen.
    """
    antes = miembro(conexion, cifrado, quien)
    if antes is None:
        raise LookupError("No hay nadie con ese identificador.")
    despues = replace(antes, **cambios)
    _escribir(
        conexion,
        update(personal).where(_P.id == quien).values(**_columnas(cifrado, despues)),
    )
    if (antes.roles, antes.equipos) != (despues.roles, despues.equipos):
        conexion.execute(delete(sesiones).where(sesiones.c.quien == quien))


def dar_de_baja(conexion: Connection, quien: str) -> None:
    """Se va: ni entra, ni abre, ni se le llama. Lo que firmó sigue en la auditoría.

    Sus casos los abren los demás: ``casos.por_sellar`` dice si a alguien le falta el sello.
    """
    _quitar_llaves(conexion, quien)
    for tabla in (invitaciones, turnos_semanales, turnos_sueltos):
        conexion.execute(delete(tabla).where(tabla.c.quien == quien))
    conexion.execute(
        update(personal)
        .where(_P.id == quien)
        .values(activa=False, publica=None, envuelta=None, semilla=None, telegram=None)
    )


def _quitar_llaves(conexion: Connection, quien: str) -> None:
    conexion.execute(delete(sesiones).where(sesiones.c.quien == quien))
    conexion.execute(delete(caso_llaves).where(caso_llaves.c.miembro == quien))


def _escribir(conexion: Connection, orden: Any) -> None:
    try:
        with conexion.begin_nested():
            conexion.execute(orden)
    except IntegrityError as error:
        raise Repetido("Ya es de otra persona.") from error


def _columnas(cifrado: Cifrado, de: Miembro) -> dict[str, object]:
    ficha = {campo: getattr(de, campo) for campo in _FICHA}
    texto = json.dumps(ficha, ensure_ascii=False)
    return {
        "usuario": _de_usuario(cifrado, de.usuario),
        "telegram": _de_telegram(cifrado, de.telegram) if de.telegram else None,
        "ficha": cifrado.cifrar(texto, "personal", "ficha", de.id.encode()),
        "roles": " ".join(sorted(de.roles)),
        "equipos": " ".join(sorted(de.equipos)),
        "orden": de.orden,
    }


_FICHA = ("alias", "usuario", "telegram", "whatsapp", "correo")


def _miembro(cifrado: Cifrado, fila: Any) -> Miembro:
    ficha = json.loads(cifrado.descifrar(fila.ficha, "personal", "ficha", fila.id.encode()))
    return Miembro(
        fila.id,
        roles=frozenset(cast(list[Rol], fila.roles.split())),
        equipos=frozenset(fila.equipos.split()),
        activa=fila.activa,
        publica=fila.publica,
        orden=fila.orden,
        **ficha,
    )


def _guardar_envuelta(cifrado: Cifrado, quien: str, envuelta: bytes) -> bytes:
    """También cifrada: con la base sola no se puede ni probar contraseñas."""
    texto = base64.b64encode(envuelta).decode()
    return cifrado.cifrar(texto, "personal", "envuelta", quien.encode())


def leer_envuelta(cifrado: Cifrado, quien: str, guardada: bytes) -> bytes:
    return base64.b64decode(cifrado.descifrar(guardada, "personal", "envuelta", quien.encode()))


def leer_semilla(cifrado: Cifrado, quien: str, guardada: bytes) -> str:
    return cifrado.descifrar(guardada, "personal", "semilla", quien.encode())


def _llano(usuario: str) -> str:
    return usuario.strip().casefold()


def _de_usuario(cifrado: Cifrado, usuario: str) -> bytes:
    return cifrado.huella("usuario", _llano(usuario))


def _de_telegram(cifrado: Cifrado, telegram: str) -> bytes:
    return cifrado.huella("telegram del personal", telegram)


def _de_enlace(cifrado: Cifrado, enlace: str) -> bytes:
    return cifrado.huella("invitacion", enlace)

"""Entrar en el panel: siempre cuesta lo mismo, y siempre queda apuntado.

Cada intento hace un Argon2 y mira un TOTP, exista o no la cuenta. El Argon2 corre fuera de
las transacciones. El freno es por cuenta e IP, y por IP: quien falla desde otra parte no
deja fuera a nadie.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.almacen import auditoria, equipo, sellos, sesiones
from bot.almacen.cifrado import Cifrado
from bot.almacen.sql import Almacen
from bot.almacen.tablas import a_ms
from bot.almacen.tablas_de_equipo import fallos, personal

VENTANA = timedelta(minutes=15)
POR_CUENTA = 5
POR_IP = 30
_DE_MENTIRA = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_P = personal.c


@dataclass(frozen=True, slots=True)
class Entrada:
    """Entró: ``galleta`` es la de su sesión nueva."""

    quien: str
    galleta: str = field(repr=False)
    privada: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rechazada:
    """No entró, y no se dice por qué. ``frenada``: ni se probó."""

    frenada: bool = False


@dataclass(frozen=True, slots=True)
class _Cuenta:
    """La que dijo, o una de mentira que cuesta lo mismo probar."""

    quien: str
    envuelta: bytes = field(repr=False)
    semilla: str = field(repr=False)


def entrar(
    almacen: Almacen,
    usuario: str,
    clave: str,
    verificar: Callable[[str], int | None],
    ip: str,
    ahora: datetime,
) -> Entrada | Rechazada:
    """Prueba a entrar. ``verificar`` da el paso del TOTP que casa con una semilla.

    El paso se gasta aunque la contraseña no sea. Levanta ``AlmacenCaido``.
    """
    cifrado = almacen.cifrado
    claves = _claves(cifrado, usuario, ip)
    with almacen.leer() as conexion:
        if _frenada(conexion, claves, ahora):
            return Rechazada(frenada=True)
        cuenta = _buscar(conexion, cifrado, usuario)
    privada, paso = _probar(cuenta, clave, verificar)

    def consumar(conexion: Connection) -> Entrada | Rechazada:
        gastado = paso is not None and gastar_paso(conexion, cuenta.quien, paso)
        if privada is None or not gastado or not _sigue(conexion, cuenta.quien, privada):
            _apuntar_fallo(conexion, cifrado, claves, cuenta.quien, ahora)
            return Rechazada()
        conexion.execute(delete(fallos).where(fallos.c.clave == claves[0]))
        galleta = sesiones.nueva(conexion, cifrado, cuenta.quien, privada, ahora)
        auditoria.anotar(conexion, cifrado, "entra", cuenta.quien, ahora=ahora)
        return Entrada(cuenta.quien, galleta, privada)

    return almacen.hacer(consumar).result()


def comprobar(
    almacen: Almacen, quien: str, clave: str, ip: str, ahora: datetime
) -> bytes | Rechazada:
    """La contraseña, otra vez, de quien ya tiene sesión: da su llave. Con el mismo freno."""
    cifrado = almacen.cifrado
    with almacen.leer() as conexion:
        persona = equipo.miembro(conexion, cifrado, quien)
        usuario = persona.usuario if persona else ""
        claves = _claves(cifrado, usuario, ip)
        if _frenada(conexion, claves, ahora):
            return Rechazada(frenada=True)
        cuenta = _buscar(conexion, cifrado, usuario)
    privada, _ = _probar(cuenta, clave, lambda _: None)

    def consumar(conexion: Connection) -> bytes | Rechazada:
        if privada is None or not _sigue(conexion, cuenta.quien, privada):
            _apuntar_fallo(conexion, cifrado, claves, cuenta.quien, ahora)
            return Rechazada()
        conexion.execute(delete(fallos).where(fallos.c.clave == claves[0]))
        return privada

    return almacen.hacer(consumar).result()


def desbloquear(
    almacen: Almacen, galleta: str, clave: str, ip: str, ahora: datetime
) -> bytes | Rechazada:
    """Sigue la sesión que estaba bloqueada, con la misma galleta."""
    with almacen.leer() as conexion:
        sesion = sesiones.de_galleta(conexion, almacen.cifrado, galleta, ahora)
    if sesion is None:
        return Rechazada()
    privada = comprobar(almacen, sesion.quien, clave, ip, ahora)
    if isinstance(privada, Rechazada):
        return privada
    abierta = almacen.hacer(
        lambda c: sesiones.desbloquear(c, almacen.cifrado, galleta, privada, ahora)
    ).result()
    return privada if abierta else Rechazada()


def gastar_paso(conexion: Connection, quien: str, paso: int) -> bool:
    """Un código vale una vez: ``False`` si ese paso, o uno posterior, ya se usó."""
    gastado = conexion.execute(
        update(personal).where(_P.id == quien, _P.activa, _P.paso < paso).values(paso=paso)
    )
    return bool(gastado.rowcount)


def podar(conexion: Connection, ahora: datetime) -> int:
    """Borra los fallos que ya no frenan a nadie."""
    viejos = fallos.c.cuando <= a_ms(ahora - VENTANA)
    return conexion.execute(delete(fallos).where(viejos)).rowcount


def _buscar(conexion: Connection, cifrado: Cifrado, usuario: str) -> _Cuenta:
    hallada = equipo.por_usuario(conexion, cifrado, usuario)
    if hallada is None or not hallada.activa or not hallada.con_clave:
        return _Cuenta("", _envuelta_de_mentira(), _DE_MENTIRA)
    fila = conexion.execute(select(_P.envuelta, _P.semilla).where(_P.id == hallada.id)).one()
    return _Cuenta(
        hallada.id,
        equipo.leer_envuelta(cifrado, hallada.id, fila.envuelta),
        equipo.leer_semilla(cifrado, hallada.id, fila.semilla),
    )


def _probar(
    cuenta: _Cuenta, clave: str, verificar: Callable[[str], int | None]
) -> tuple[bytes | None, int | None]:
    paso = verificar(cuenta.semilla)
    try:
        return sellos.desenvolver(cuenta.envuelta, clave), paso
    except sellos.NoAbre:
        return None, paso


def _sigue(conexion: Connection, quien: str, privada: bytes) -> bool:
    """Mientras se probaba la contraseña pudo estrenar otra llave."""
    publica = conexion.scalar(select(_P.publica).where(_P.id == quien))
    return bool(publica == sellos.publica_de(privada))


@cache
def _envuelta_de_mentira() -> bytes:
    """De una contraseña que nadie sabe: abrirla cuesta lo mismo que una de verdad."""
    par = sellos.nuevo_par()
    return sellos.envolver(par.privada, par.privada.hex())


def _frenada(conexion: Connection, claves: tuple[bytes, bytes], ahora: datetime) -> bool:
    return any(
        (
            conexion.scalar(
                select(func.count())
                .select_from(fallos)
                .where(fallos.c.clave == huella, fallos.c.cuando > a_ms(ahora - VENTANA))
            )
            or 0
        )
        >= tope
        for huella, tope in zip(claves, (POR_CUENTA, POR_IP), strict=True)
    )


def _apuntar_fallo(
    conexion: Connection,
    cifrado: Cifrado,
    claves: tuple[bytes, bytes],
    quien: str,
    ahora: datetime,
) -> None:
    for huella in claves:
        conexion.execute(insert(fallos).values(clave=huella, cuando=a_ms(ahora)))
    auditoria.anotar(conexion, cifrado, "no_entra", quien, ahora=ahora)


def _claves(cifrado: Cifrado, usuario: str, ip: str) -> tuple[bytes, bytes]:
    red = _red(ip)
    llano = usuario.strip().casefold()
    return cifrado.huella("fallo", llano, red), cifrado.huella("fallo de ip", red)


def _red(ip: str) -> str:
    """Quien tiene IPv6 estrena dirección cuando quiere: se cuenta su red."""
    try:
        leida = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(leida, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{leida}/64", strict=False))
    return str(leida)

"""Una oficina de prueba: quienes atienden, con llaves de verdad y Argon2 barato."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.almacen import equipo, sellos
from bot.almacen.sql import Almacen
from bot.guardia import Rol
from tests.almacen.taller import AHORA

BARATO = sellos.Coste(1, 8)
CLAVE = "caballo correcto pila grapa"


@dataclass(frozen=True)
class Colega:
    id: str
    usuario: str
    par: sellos.Par


def sumar(
    almacen: Almacen,
    usuario: str,
    roles: Collection[Rol] = ("atiende",),
    equipos: Collection[str] = ("legal",),
    ahora: datetime = AHORA,
) -> Colega:
    """Alguien que aceptó su invitación con la contraseña ``CLAVE``."""
    par = sellos.nuevo_par()
    envuelta = sellos.envolver(par.privada, CLAVE, BARATO)

    def hacer(conexion: Connection) -> str:
        cifrado = almacen.cifrado
        quien = equipo.crear(conexion, cifrado, usuario, usuario.title(), roles, equipos, ahora)
        enlace = equipo.invitar(conexion, cifrado, quien, ahora)
        assert equipo.aceptar(conexion, cifrado, enlace, envuelta, par.publica, 0, ahora) == quien
        return quien

    return Colega(almacen.hacer(hacer).result(), usuario, par)


def en(**tiempo: float) -> datetime:
    return AHORA + timedelta(**tiempo)

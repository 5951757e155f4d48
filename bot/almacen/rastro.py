"""Cómo llama cada proveedor a los mensajes de un chat, para poder borrarlos allá.

No hay aquí nada de lo que decían. En Telegram los borra la persona, mientras se
puede; en WhatsApp, los borra de las copias del proveedor un trabajo que repasa.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from bot.almacen.cifrado import Cifrado, NoDescifra
from bot.almacen.sentencias import Fila
from bot.almacen.tablas import a_ms, de_ms, remotos
from bot.modelo import NombreCanal

_LUGAR = ("remotos", "remoto")
_R = remotos.c

BORRABLE = timedelta(hours=48)
"""Lo que Telegram deja borrar a un bot (https://core.telegram.org/bots/api#deletemessage)."""


@dataclass(frozen=True, slots=True)
class Copia:
    """Un mensaje que el proveedor todavía guarda, y cuántas veces se pidió borrarlo."""

    clave: bytes
    canal: NombreCanal
    remoto: str
    visto: datetime
    intento: int


def fila(
    cifrado: Cifrado,
    conversacion: bytes,
    canal: NombreCanal,
    remoto: str,
    visto: datetime,
    borrar_desde: datetime | None,
) -> Fila:
    """La fila de un mensaje que el proveedor llama ``remoto``."""
    clave = _clave(cifrado, conversacion, remoto)
    return {
        "clave": clave,
        "conversacion": conversacion,
        "canal": canal,
        "remoto": cifrado.cifrar(remoto, *_LUGAR, clave),
        "visto": a_ms(visto),
        "borrar_desde": a_ms(borrar_desde) if borrar_desde else None,
        "intento": 0,
    }


def de(
    conexion: Connection, cifrado: Cifrado, conversacion: bytes, ahora: datetime
) -> tuple[str, ...]:
    """Los mensajes de ese chat que todavía se pueden borrar, del más viejo al más nuevo."""
    filas = conexion.execute(
        select(_R.clave, _R.remoto)
        .where(_R.conversacion == conversacion, _R.visto >= a_ms(ahora - BORRABLE))
        .order_by(_R.visto)
    )
    return tuple(leido for f in filas if (leido := _leer(cifrado, f.remoto, f.clave)))


def olvidar(
    conexion: Connection, cifrado: Cifrado, conversacion: bytes, quitados: Sequence[str]
) -> None:
    """Ya no están en el chat: tampoco hace falta saber cómo se llamaban."""
    claves = [_clave(cifrado, conversacion, remoto) for remoto in quitados]
    conexion.execute(delete(remotos).where(_R.clave.in_(claves)))


def por_borrar(
    conexion: Connection, cifrado: Cifrado, cuantas: int, ahora: datetime
) -> list[Copia]:
    """Las copias cuya hora de borrarse llegó, de la más vieja a la más nueva."""
    filas = conexion.execute(
        select(remotos).where(_R.borrar_desde <= a_ms(ahora)).order_by(_R.visto).limit(cuantas)
    )
    return [
        Copia(f.clave, f.canal, remoto, de_ms(f.visto), f.intento)
        for f in filas
        if (remoto := _leer(cifrado, f.remoto, f.clave))
    ]


def aplazar(conexion: Connection, copia: Copia, hasta: datetime) -> None:
    """No se dejó borrar: se vuelve a pedir en ``hasta``."""
    conexion.execute(
        update(remotos)
        .where(_R.clave == copia.clave)
        .values(borrar_desde=a_ms(hasta), intento=copia.intento + 1)
    )


def borrada(conexion: Connection, copia: Copia) -> None:
    """El proveedor ya no la guarda, o no la guardará más de lo que se pueda esperar."""
    conexion.execute(delete(remotos).where(_R.clave == copia.clave))


def _clave(cifrado: Cifrado, conversacion: bytes, remoto: str) -> bytes:
    return cifrado.huella("remoto", conversacion, remoto)


def _leer(cifrado: Cifrado, crudo: bytes, clave: bytes) -> str:
    try:
        return cifrado.descifrar(crudo, *_LUGAR, clave)
    except NoDescifra:
        return ""

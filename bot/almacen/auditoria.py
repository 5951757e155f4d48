"""La auditoría: qué hizo quién y cuándo, encadenado; nunca un texto de nadie.

Cada renglón lleva el HMAC de sí mismo y del anterior, y la cabeza está aparte: cambiar,
quitar o mover uno se nota. Quién puede leerla es del panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, text

from bot.almacen import oficina
from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_equipo import auditoria

_A = auditoria.c
_CABEZA = "auditoria"
_CANDADO = 7_260_416


@dataclass(frozen=True, slots=True)
class Renglon:
    n: int
    cuando: datetime
    quien: str
    accion: str
    objeto: str
    dato: str


def anotar(
    conexion: Connection,
    cifrado: Cifrado,
    accion: str,
    quien: str = "",
    objeto: str = "",
    dato: str = "",
    *,
    ahora: datetime,
) -> None:
    """Añade un renglón. Lo que haya que recordar aunque lo demás se deshaga, en una
    transacción aparte."""
    if conexion.dialect.name == "postgresql":
        conexion.execute(text("SELECT pg_advisory_xact_lock(:candado)"), {"candado": _CANDADO})
    ultimo = conexion.execute(select(_A.n, _A.sello).order_by(_A.n.desc()).limit(1)).first()
    n, previo = (ultimo.n + 1, ultimo.sello) if ultimo else (1, b"")
    sello = _sellar(cifrado, previo, n, a_ms(ahora), quien, accion, objeto, dato)
    conexion.execute(
        insert(auditoria).values(
            n=n,
            cuando=a_ms(ahora),
            quien=quien,
            accion=accion,
            objeto=objeto,
            dato=dato,
            sello=sello,
        )
    )
    oficina.poner(conexion, _CABEZA, _cabeza(cifrado, n, sello))


def listar(conexion: Connection, desde: int | None = None, tope: int = 100) -> list[Renglon]:
    """De lo nuevo a lo viejo; ``desde`` es el último renglón que ya se vio."""
    consulta = select(auditoria).order_by(_A.n.desc()).limit(tope)
    if desde is not None:
        consulta = consulta.where(_A.n < desde)
    return [_renglon(fila) for fila in conexion.execute(consulta)]


def verificar(conexion: Connection, cifrado: Cifrado) -> int | None:
    """El número del primer renglón que no cuadra; ``None`` si cuadran todos."""
    previo, n = b"", 0
    for fila in conexion.execute(select(auditoria).order_by(_A.n)):
        esperado = _sellar(
            cifrado, previo, n + 1, fila.cuando, fila.quien, fila.accion, fila.objeto, fila.dato
        )
        if fila.n != n + 1 or fila.sello != esperado:
            return n + 1
        n, previo = fila.n, fila.sello
    cabeza = oficina.leer(conexion, _CABEZA)
    if cabeza is None:
        return None if n == 0 else n
    return None if n and cabeza == _cabeza(cifrado, n, previo) else n + 1


def _renglon(fila: Row[tuple[object, ...]]) -> Renglon:
    return Renglon(fila.n, de_ms(fila.cuando), fila.quien, fila.accion, fila.objeto, fila.dato)


def _sellar(cifrado: Cifrado, previo: bytes, *campos: object) -> bytes:
    return cifrado.huella("auditoria", previo, *(str(campo) for campo in campos))


def _cabeza(cifrado: Cifrado, n: int, sello: bytes) -> bytes:
    return cifrado.huella("cabeza de la auditoria", str(n), sello)

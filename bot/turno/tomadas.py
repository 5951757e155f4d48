"""Tomar las conversaciones de un lote: qué mensajes son nuevos y dónde iba cada quien.

El orden importa: dos procesos con lotes sin ordenar se esperarían en círculo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.almacen.cifrado import NoDescifra
from bot.almacen.sentencias import preguntar
from bot.almacen.sql import Almacen
from bot.almacen.tablas import a_ms
from bot.modelo import Estado, Vence, de_json
from bot.turno.pedido import Pedido

LUGAR = ("conversaciones", "estado")
ILEGIBLE = (NoDescifra, ValueError, KeyError, TypeError, AttributeError)
"""Un estado que ya no se puede leer: su llave no está, o es de otra forma."""


@dataclass(slots=True)
class Conversacion:
    """Una conversación tomada. Sin ``estado``, es nueva."""

    clave: bytes
    recien_creada: bool
    estado: Estado | None = None
    caduca: int = 0
    empieza: bool = False
    incidencia: str = ""


def apuntar(
    almacen: Almacen, conexion: Connection, pedidos: Sequence[Pedido], ahora: datetime
) -> set[bytes]:
    """Las huellas por atender: los mensajes nunca vistos, y los plazos."""
    plazos = {p.huella for p in pedidos if isinstance(p.evento, Vence)}
    mensajes = sorted({p.huella for p in pedidos} - plazos)
    filas = [{"huella": huella, "visto": a_ms(ahora)} for huella in mensajes]
    nuevas = preguntar(conexion, almacen.sentencias.recordar, filas)
    return plazos | {bytes(fila[0]) for fila in nuevas}


def tomar(
    almacen: Almacen, conexion: Connection, claves: set[bytes], ahora: datetime
) -> dict[bytes, Conversacion]:
    filas: list[dict[str, object]] = [
        {"clave": clave, "estado": None, "caduca": 0} for clave in sorted(claves)
    ]
    tomadas = {}
    for clave, cifrado, caduca in preguntar(conexion, almacen.sentencias.tomar, filas):
        tomada = Conversacion(clave, recien_creada=cifrado is None)
        tomadas[clave] = tomada
        if cifrado is None:
            continue
        tomada.empieza = caduca <= a_ms(ahora)
        if tomada.empieza:
            continue
        try:
            tomada.estado = leer(almacen, cifrado, clave)
            tomada.caduca = caduca
        except ILEGIBLE as error:
            tomada.empieza, tomada.incidencia = True, type(error).__name__
    return tomadas


def soltar_vencidos(
    almacen: Almacen,
    conexion: Connection,
    pedidos: Sequence[Pedido],
    pendientes: set[bytes],
    ahora: datetime,
) -> None:
    """Quita de ``pendientes`` los plazos que otro ya atendió o que se movieron."""
    vencidos = {(p.conversacion, p.evento.plazo): p for p in pedidos if isinstance(p.evento, Vence)}
    filas = [
        {"conversacion": clave, "nombre": nombre, "turno": _turno(p), "cuando": a_ms(ahora)}
        for (clave, nombre), p in sorted(vencidos.items(), key=lambda par: par[0])
    ]
    vivos = {
        vencidos[bytes(clave), nombre].huella
        for clave, nombre in preguntar(conexion, almacen.sentencias.vencer, filas)
    }
    pendientes -= {p.huella for p in pedidos if isinstance(p.evento, Vence)} - vivos


def leer(almacen: Almacen, cifrado: bytes, clave: bytes) -> Estado:
    """Levanta alguno de ``ILEGIBLE``."""
    return de_json(almacen.cifrado.descifrar(cifrado, *LUGAR, clave))


def _turno(pedido: Pedido) -> int:
    return pedido.evento.turno if isinstance(pedido.evento, Vence) else 0

"""La bandeja de salida: burbujas cifradas que esperan a que las recojan.

Una burbuja vencida no sale nunca. Cuándo vence lo dice ``bot/proteccion``; cómo
se entrega no es de aquí.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.almacen.cifrado import Cifrado, NoDescifra
from bot.almacen.sentencias import Fila
from bot.almacen.tablas import a_ms, salientes
from bot.modelo import Burbuja, Opcion
from bot.proteccion.vigencia import RESPUESTA, vigente_hasta

_LUGAR = ("salientes", "burbuja")


@dataclass(frozen=True, slots=True)
class Recogida:
    """Una burbuja que salió de la bandeja; ``None`` si ya no se podía decir."""

    numero: int
    burbuja: Burbuja | None


def poner(
    cifrado: Cifrado, conversacion: bytes, clave: bytes, burbuja: Burbuja, recibido: datetime
) -> Fila:
    """La fila de esa burbuja, que responde a un mensaje llegado en ``recibido``."""
    return {
        "clave": clave,
        "conversacion": conversacion,
        "burbuja": cifrado.cifrar(json.dumps(asdict(burbuja), ensure_ascii=False), *_LUGAR, clave),
        "sensible": burbuja.sensible,
        "recibido": a_ms(recibido),
        "vigente_hasta": a_ms(vigente_hasta(burbuja.sensible, recibido)),
    }


def hay(conexion: Connection, conversacion: bytes, ahora: datetime) -> bool:
    """¿Hay algo que ``sacar`` daría?"""
    algo = select(salientes.c.id).where(
        salientes.c.conversacion == conversacion,
        salientes.c.recibido >= a_ms(ahora - RESPUESTA),
    )
    return conexion.execute(algo.limit(1)).first() is not None


def sacar(
    conexion: Connection, cifrado: Cifrado, conversacion: bytes, ahora: datetime
) -> list[Recogida]:
    """Saca lo de esa conversación, de lo más viejo a lo más nuevo, y lo borra.

    Lo vencido se tira; si era sensible y la persona escribió hace poco, queda
    dicho con ``burbuja=None`` para que se le conteste algo neutral.
    """
    filas = conexion.execute(
        select(salientes)
        .where(salientes.c.conversacion == conversacion)
        .order_by(salientes.c.id)
        .with_for_update(skip_locked=True)
    ).all()
    if filas:
        conexion.execute(delete(salientes).where(salientes.c.id.in_([f.id for f in filas])))
    recogidas: list[Recogida] = []
    for fila in filas:
        if fila.recibido < a_ms(ahora - RESPUESTA):
            continue
        burbuja = None
        if fila.vigente_hasta >= a_ms(ahora):
            burbuja = _leer(cifrado, fila.burbuja, fila.clave)
        recogidas.append(Recogida(fila.id, burbuja))
    return recogidas


def _leer(cifrado: Cifrado, cifrada: bytes, clave: bytes) -> Burbuja | None:
    try:
        crudo = json.loads(cifrado.descifrar(cifrada, *_LUGAR, clave))
    except NoDescifra:
        return None
    opciones = tuple(Opcion(**opcion) for opcion in crudo.pop("opciones"))
    return Burbuja(opciones=opciones, **crudo)

"""La bandeja de salida: lo que espera, cifrado, a que lo manden o lo recojan.

Aquí están la forma de una fila y lo que recoge la página. Mandar por un canal,
y lo que pasa después, es de ``despacho.py``; cuándo vence, de ``bot/proteccion``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.almacen import piezas
from bot.almacen.cifrado import Cifrado, NoDescifra
from bot.almacen.sentencias import Fila
from bot.almacen.tablas import a_ms, salientes
from bot.modelo import Burbuja, NombreCanal, Opcion
from bot.proteccion.vigencia import RESPUESTA, vigente_hasta

_LUGAR = ("salientes", "carga")

ESPERA = "espera"


@dataclass(frozen=True, slots=True)
class Sobre:
    """Lo que se manda y a dónde. Sin ``burbuja``, pide borrar lo dicho en ese chat.

    ``edita`` es el mensaje nuestro que la burbuja reemplaza.
    """

    direccion: str
    burbuja: Burbuja | None
    idioma: str = "es"
    edita: str = ""


@dataclass(frozen=True, slots=True)
class Recogida:
    """Una burbuja que salió de la bandeja; ``None`` si ya no se podía decir."""

    numero: int
    burbuja: Burbuja | None
    idioma: str


def cerrar(cifrado: Cifrado, sobre: Sobre, clave: bytes) -> bytes:
    """El sobre, cifrado para la fila de esa ``clave``."""
    crudo, burbuja = _campos(sobre), sobre.burbuja
    if burbuja is not None:
        opciones = [_campos(opcion) for opcion in burbuja.opciones]
        crudo["burbuja"] = {**_campos(burbuja), "opciones": opciones}
    return cifrado.cifrar(json.dumps(crudo, ensure_ascii=False), *_LUGAR, clave)


def _campos(dato: Sobre | Burbuja | Opcion) -> dict[str, object]:
    """``dataclasses.asdict`` da lo mismo y cuesta diez veces más."""
    return {campo: getattr(dato, campo) for campo in dato.__slots__}


def abrir(cifrado: Cifrado, carga: bytes, clave: bytes) -> Sobre:
    """El sobre de esa fila. Levanta ``NoDescifra``."""
    crudo = json.loads(cifrado.descifrar(carga, *_LUGAR, clave))
    burbuja = crudo["burbuja"]
    if burbuja is not None:
        opciones = tuple(Opcion(**opcion) for opcion in burbuja.pop("opciones"))
        crudo["burbuja"] = Burbuja(opciones=opciones, **burbuja)
    return Sobre(**crudo)


def poner(
    cifrado: Cifrado,
    conversacion: bytes,
    clave: bytes,
    canal: NombreCanal,
    sobre: Sobre,
    recibido: datetime,
    *,
    hasta: datetime | None = None,
    caso: str | None = None,
    pieza: int | None = None,
) -> Fila:
    """La fila de ese sobre, que responde a un mensaje llegado en ``recibido``.

    Si contesta la oficina, vale ``hasta`` lo acordado, y es esa ``pieza`` del ``caso``.
    """
    sensible = sobre.burbuja is not None and sobre.burbuja.sensible
    vence = vigente_hasta(sensible, recibido) if hasta is None else hasta
    return {
        "clave": clave,
        "conversacion": conversacion,
        "canal": canal,
        "carga": cerrar(cifrado, sobre, clave),
        "sensible": sensible,
        "recibido": a_ms(recibido),
        "vigente_hasta": a_ms(vence),
        "estado": ESPERA,
        "intento": 0,
        "proximo": 0,
        "prestada_hasta": 0,
        "rango": 0,
        "motivo": "",
        "caso": caso,
        "pieza": pieza,
    }


def tarde(ahora: datetime) -> ColumnElement[bool]:
    """Lo que ya no se dice ni de otra manera: ni es respuesta ni está dentro de lo acordado."""
    s = salientes.c
    return (s.recibido < a_ms(ahora - RESPUESTA)) & (s.vigente_hasta < a_ms(ahora))


def hay(conexion: Connection, conversacion: bytes, ahora: datetime) -> bool:
    """¿Hay algo que ``sacar`` daría?"""
    algo = select(salientes.c.id).where(salientes.c.conversacion == conversacion, ~tarde(ahora))
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
        vigente = fila.vigente_hasta >= a_ms(ahora)
        if fila.pieza is not None:
            piezas.marcar(conexion, fila.caso, fila.pieza, "entregada" if vigente else "vencida")
        if not vigente and (fila.caso or fila.recibido < a_ms(ahora - RESPUESTA)):
            continue
        try:
            sobre = abrir(cifrado, fila.carga, fila.clave)
        except NoDescifra:
            sobre = Sobre("", None)
        recogidas.append(Recogida(fila.id, sobre.burbuja if vigente else None, sobre.idioma))
    return recogidas

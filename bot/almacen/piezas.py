"""Lo que se escribió en un caso, sellado, en su orden.

Para añadir una pieza basta la mitad pública de la llave; para leerla hace falta la otra,
que solo tiene quien abrió el caso (``casos.llave``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.almacen import sellos
from bot.almacen.sellos import Lugar
from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_casos import caso_piezas, casos

Clase = Literal["ella", "respuesta", "nota", "resumen", "acuerdo", "direccion", "palabra", "hecho"]
"""``palabra``: las que acordaron para reconocerse."""
Entrega = Literal["", "espera", "mandada", "entregada", "leida", "vencida", "cancelada", "no_llego"]
_P = caso_piezas.c


@dataclass(frozen=True, slots=True)
class Pieza:
    """``quien``: el id de alguien del equipo, «ella» o «bot»."""

    caso: str
    n: int
    clase: Clase
    quien: str
    cuando: datetime
    entrega: Entrega
    sellado: bytes = field(repr=False)


def sumar(
    conexion: Connection,
    caso: str,
    clase: Clase,
    quien: str,
    texto: str,
    ahora: datetime,
    entrega: Entrega = "",
) -> int:
    """Sella y añade; da su número, desde 1. Levanta ``LookupError`` si el caso ya no está."""
    # Bloquear el caso pone en fila a dos que escriben a la vez.
    publica = conexion.scalar(select(casos.c.publica).where(casos.c.id == caso).with_for_update())
    if publica is None:
        raise LookupError("Ese caso ya no está.")
    ultimo = conexion.scalar(select(func.max(_P.n)).where(_P.caso == caso)) or 0
    n: int = ultimo + 1
    conexion.execute(
        insert(caso_piezas).values(
            caso=caso,
            n=n,
            clase=clase,
            quien=quien,
            cuando=a_ms(ahora),
            entrega=entrega,
            sellado=sellos.cerrar(publica, texto, Lugar(caso, clase, quien, n)),
        )
    )
    return n


def de_caso(conexion: Connection, caso: str) -> list[Pieza]:
    filas = conexion.execute(select(caso_piezas).where(_P.caso == caso).order_by(_P.n))
    return [
        Pieza(f.caso, f.n, f.clase, f.quien, de_ms(f.cuando), f.entrega, f.sellado) for f in filas
    ]


def abrir(pieza: Pieza, llave: bytes) -> str:
    """Lo que dice, con la llave del caso. Levanta ``sellos.NoAbre``."""
    lugar = Lugar(pieza.caso, pieza.clase, pieza.quien, pieza.n)
    return sellos.abrir(llave, pieza.sellado, lugar)


def marcar(conexion: Connection, caso: str, n: int, entrega: Entrega) -> None:
    """Por dónde va una respuesta de la oficina."""
    conexion.execute(update(caso_piezas).where(_P.caso == caso, _P.n == n).values(entrega=entrega))


def quitar(conexion: Connection, caso: str, *clases: Clase) -> int:
    """Borra las de esas clases: ya no quiere que la contacten."""
    return conexion.execute(
        delete(caso_piezas).where(_P.caso == caso, _P.clase.in_(clases))
    ).rowcount

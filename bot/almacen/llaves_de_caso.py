"""Quién puede abrir cada caso: la llave del caso, sellada a cada quien.

El servidor sella cuando el caso nace y ya no la vuelve a tener: después solo la puede sellar
a otra persona alguien que lo abra. A quiénes corresponde lo dice ``bot/casos``.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from bot.almacen import oficina, sellos
from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas_de_casos import caso_llaves, casos
from bot.almacen.tablas_de_equipo import personal
from bot.casos import Caso, caso_de_json, quienes_abren
from bot.guardia import Cuadro

_L = caso_llaves.c


def llave(conexion: Connection, caso: str, quien: str, privada: bytes) -> bytes | None:
    """La llave del caso, para quien tiene su sello; si no, ``None``. Levanta ``NoAbre``."""
    sello = conexion.scalar(select(_L.sello).where(_L.caso == caso, _L.miembro == quien))
    return sellos.abrir_llave(sello, privada, caso) if sello is not None else None


def sellar(
    conexion: Connection, id: str, llave: bytes, caso: Caso, cuadro: Cuadro
) -> frozenset[str]:
    """Deja el sello de quienes lo abren, y de nadie más. Da a quiénes les faltaba.

    Tras pasarlo, en la misma transacción y con la llave en la mano. Si a alguien a quien le
    toca no se le puede sellar (aún no tiene llave), quienes estaban se quedan.
    """
    tocan = quienes_abren(caso, cuadro)
    tienen = _tienen(conexion, id)
    publicas = _publicas(conexion, (tocan | {oficina.RECUPERACION}) - tienen)
    if publicas:
        conexion.execute(
            insert(caso_llaves),
            [
                {"caso": id, "miembro": quien, "sello": sellos.sellar_llave(llave, publica, id)}
                for quien, publica in sorted(publicas.items())
            ],
        )
    if tocan & (tienen | set(publicas)):
        sobran = tienen - tocan - {oficina.RECUPERACION}
        conexion.execute(delete(caso_llaves).where(_L.caso == id, _L.miembro.in_(sobran)))
    return frozenset(publicas)


def resellar(
    conexion: Connection, cifrado: Cifrado, id: str, llave: bytes, cuadro: Cuadro
) -> frozenset[str]:
    """``sellar`` el caso como está guardado."""
    fila = conexion.execute(select(casos).where(casos.c.id == id).with_for_update()).first()
    if fila is None:
        return frozenset()
    return sellar(conexion, id, llave, _caso(cifrado, fila.id, fila.estado), cuadro)


def por_sellar(
    conexion: Connection, cifrado: Cifrado, quien: str, cuadro: Cuadro
) -> list[tuple[str, frozenset[str]]]:
    """Los casos que ``quien`` abre, y a quiénes les falta el sello."""
    filas = conexion.execute(
        select(casos.c.id, casos.c.estado)
        .join(caso_llaves, _L.caso == casos.c.id)
        .where(_L.miembro == quien)
        .order_by(casos.c.id)
    ).all()
    pendientes = []
    for id, estado in filas:
        tocan = quienes_abren(_caso(cifrado, id, estado), cuadro) | {oficina.RECUPERACION}
        faltan = frozenset(_publicas(conexion, tocan - _tienen(conexion, id)))
        if faltan:
            pendientes.append((id, faltan))
    return pendientes


def resellar_todos(
    conexion: Connection, cifrado: Cifrado, quien: str, privada: bytes, cuadro: Cuadro
) -> int:
    """Sella lo que falte con lo que ``quien`` puede abrir. Da en cuántos casos."""
    pendientes = por_sellar(conexion, cifrado, quien, cuadro)
    for id, _ in pendientes:
        del_caso = llave(conexion, id, quien, privada)
        assert del_caso is not None
        resellar(conexion, cifrado, id, del_caso, cuadro)
    return len(pendientes)


def recuperar(conexion: Connection, privada: bytes, quien: str) -> int:
    """Con la llave de papel, sella a ``quien`` todo lo que no puede abrir. Da cuántos casos.

    Levanta ``NoAbre`` si no es la llave de esta oficina, o si ``quien`` aún no tiene llave.
    """
    publica = _publicas(conexion, {quien}).get(quien)
    if publica is None or oficina.recuperacion(conexion) != sellos.publica_de(privada):
        raise sellos.NoAbre("No es la llave de recuperación, o esa persona aún no tiene llave.")
    suyos = select(_L.caso).where(_L.miembro == quien)
    filas = conexion.execute(
        select(_L.caso, _L.sello).where(_L.miembro == oficina.RECUPERACION, _L.caso.not_in(suyos))
    ).all()
    for id, sello in filas:
        del_caso = sellos.abrir_llave(sello, privada, id)
        nuevo = sellos.sellar_llave(del_caso, publica, id)
        conexion.execute(insert(caso_llaves).values(caso=id, miembro=quien, sello=nuevo))
    return len(filas)


def _tienen(conexion: Connection, id: str) -> frozenset[str]:
    return frozenset(conexion.scalars(select(_L.miembro).where(_L.caso == id)))


def _publicas(conexion: Connection, quienes: Collection[str]) -> dict[str, bytes]:
    """La mitad pública de quienes ya la tienen, también la de papel."""
    p = personal.c
    halladas = conexion.execute(
        select(p.id, p.publica).where(p.id.in_(quienes), p.activa, p.publica.is_not(None))
    )
    publicas: dict[str, bytes] = {f.id: f.publica for f in halladas}
    papel = oficina.recuperacion(conexion) if oficina.RECUPERACION in quienes else None
    return publicas | ({oficina.RECUPERACION: papel} if papel else {})


def _caso(cifrado: Cifrado, id: str, estado: bytes) -> Caso:
    return caso_de_json(cifrado.descifrar(estado, "casos", "estado", id.encode()))

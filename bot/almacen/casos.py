"""Los casos, guardados: cómo nacen, se hallan, cambian y se destruyen.

Qué le pasa a un caso es de ``bot/casos``; quién lo abre y con qué llave, de
``llaves_de_caso.py``; lo que contiene, de ``piezas.py``. Cada función corre en la
transacción de quien llama.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.almacen import enlaces, llaves_de_caso, oficina, sellos
from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas import a_ms, de_ms, salientes
from bot.almacen.tablas_de_casos import (
    alertas,
    carteles,
    caso_llaves,
    caso_piezas,
    casos,
    contactos,
    excepciones,
    lapidas,
    plazos_de_caso,
)
from bot.almacen.tablas_de_casos import enlaces as tabla_de_enlaces
from bot.casos import Caso, NombreDePlazo, caso_a_json, caso_de_json
from bot.directorio import LIMA
from bot.guardia import Cuadro
from bot.proteccion.codigos import hacer_referencia

SEDE = "TUM"
_C = casos.c
_DEL_CASO = (
    caso_llaves,
    caso_piezas,
    tabla_de_enlaces,
    plazos_de_caso,
    alertas,
    carteles,
    excepciones,
    contactos,
    salientes,
)


class Cambio(Exception):
    """Alguien lo movió antes: hay que volver a leerlo."""


@dataclass(frozen=True, slots=True)
class Guardado:
    """Un caso leído. ``publica`` es con lo que se sella; ``prueba``, que es del canario."""

    id: str
    caso: Caso
    publica: bytes
    prueba: bool = False


def nueva_referencia(conexion: Connection, sede: str = SEDE) -> str:
    """La siguiente, ``TUM-0412``. No se repite, aunque su caso ya se haya destruido."""
    return hacer_referencia(sede, oficina.siguiente_numero(conexion))


def nuevo(
    conexion: Connection,
    cifrado: Cifrado,
    caso: Caso,
    cuadro: Cuadro,
    conversacion: bytes | None = None,
    *,
    prueba: bool = False,
) -> str:
    """Guarda un caso recién abierto y sella su llave a quienes lo abren. Da su id.

    La mitad privada no queda en ningún sitio más. Si ese chat ya tiene un caso vivo, levanta
    ``Cambio``: hay que leer ``de_chat``.
    """
    id, par = secrets.token_hex(16), sellos.nuevo_par()
    fila = {
        "id": id,
        "referencia": caso.referencia,
        "de_quien": _de_quien(cifrado, conversacion) if conversacion is not None else None,
        "publica": par.publica,
        "prueba": prueba,
        **_columnas(cifrado, id, caso),
    }
    try:
        with conexion.begin_nested():
            conexion.execute(insert(casos).values(**fila))
    except IntegrityError as error:
        raise Cambio("Ese chat ya tiene un caso abierto.") from error
    llaves_de_caso.sellar(conexion, id, par.privada, caso, cuadro)
    _programar(conexion, id, {}, caso)
    return id


def leer(
    conexion: Connection, cifrado: Cifrado, id: str, *, bloquear: bool = False
) -> Guardado | None:
    """``bloquear``: para moverlo. Otro proceso que lo quiera espera."""
    return _uno(conexion, cifrado, _C.id == id, bloquear)


def de_chat(
    conexion: Connection, cifrado: Cifrado, conversacion: bytes, *, bloquear: bool = False
) -> Guardado | None:
    """El caso abierto de ese chat, aunque haya salido: otra alarma lo sube, no abre otro."""
    return _uno(conexion, cifrado, _C.de_quien == _de_quien(cifrado, conversacion), bloquear)


def por_codigo(conexion: Connection, cifrado: Cifrado, codigo: str) -> Guardado | None:
    """El de ese código, en la forma única de ``leer_codigo``; también cerrado."""
    return _uno(conexion, cifrado, _C.codigo == cifrado.huella("codigo", codigo))


def por_referencia(conexion: Connection, cifrado: Cifrado, referencia: str) -> Guardado | None:
    """El de esa referencia, en la forma única de ``leer_referencia``."""
    return _uno(conexion, cifrado, _C.referencia == referencia)


def poner_codigo(conexion: Connection, cifrado: Cifrado, id: str, codigo: str) -> bool:
    """El que ella va a ver: el que tuviera ya no vale. ``False`` si es de otro caso: hay que
    probar otro.
    """
    orden = update(casos).where(_C.id == id).values(codigo=cifrado.huella("codigo", codigo))
    try:
        with conexion.begin_nested():
            conexion.execute(orden)
    except IntegrityError:
        return False
    return True


def tiene_codigo(conexion: Connection, id: str) -> bool:
    return conexion.scalar(select(_C.codigo).where(_C.id == id)) is not None


def guardar(conexion: Connection, cifrado: Cifrado, id: str, antes: Caso, despues: Caso) -> None:
    """Guarda el movimiento de ``antes`` a ``despues``, y sus plazos. Levanta ``Cambio``.

    Al cerrarse suelta el chat, y de las horas de lo escrito queda el día.
    """
    if despues == antes:
        return
    cierra = antes.vive and not despues.vive
    orden = (
        update(casos)
        .where(_C.id == id, _C.version == antes.version)
        .values(**_columnas(cifrado, id, despues))
    )
    if cierra:
        orden = orden.values(de_quien=None)
    if not conexion.execute(orden).rowcount:
        raise Cambio("Alguien lo movió antes.")
    _programar(conexion, id, antes.plazos, despues)
    if cierra:
        enlaces.soltar_caso(conexion, id)
        conexion.execute(delete(contactos).where(contactos.c.caso == id))
        _redondear(conexion, id)


def vencidos(
    conexion: Connection, ahora: datetime, tope: int = 100
) -> list[tuple[str, NombreDePlazo, datetime]]:
    """Caso, plazo y cuándo era; de lo más viejo a lo más nuevo."""
    p = plazos_de_caso.c
    filas = conexion.execute(
        select(plazos_de_caso).where(p.cuando <= a_ms(ahora)).order_by(p.cuando).limit(tope)
    )
    return [(fila.caso, fila.nombre, de_ms(fila.cuando)) for fila in filas]


def destruir(conexion: Connection, id: str) -> None:
    """Borra sus llaves y todo lo suyo. Queda que hubo uno más, sin decir cuál; de uno de
    prueba, nada.

    Después del ``commit`` hay que ``Almacen.compactar()``: en el ``-wal`` sigue un rato.
    """
    de_verdad = conexion.scalar(select(_C.prueba).where(_C.id == id)) is False
    for tabla in _DEL_CASO:
        conexion.execute(delete(tabla).where(tabla.c.caso == id))
    conexion.execute(delete(casos).where(_C.id == id))
    if de_verdad:
        conexion.execute(insert(lapidas).values(id=secrets.token_hex(16)))


def _uno(
    conexion: Connection, cifrado: Cifrado, cual: ColumnElement[bool], bloquear: bool = False
) -> Guardado | None:
    consulta = select(casos).where(cual)
    if bloquear:
        consulta = consulta.with_for_update()
    fila = conexion.execute(consulta).first()
    return guardado(cifrado, fila) if fila else None


def guardado(cifrado: Cifrado, fila: Any) -> Guardado:
    """El caso de una fila entera de la tabla."""
    estado = cifrado.descifrar(fila.estado, "casos", "estado", fila.id.encode())
    return Guardado(fila.id, caso_de_json(estado), fila.publica, fila.prueba)


def _columnas(cifrado: Cifrado, id: str, caso: Caso) -> dict[str, object]:
    consentimiento = caso.consentimiento
    return {
        "estado": cifrado.cifrar(caso_a_json(caso), "casos", "estado", id.encode()),
        "version": caso.version,
        "vivo": caso.vive,
        "nivel": caso.nivel,
        "equipo": caso.equipo,
        "situacion": caso.estado,
        "por": caso.por,
        "abierto": a_ms(caso.abierto),
        "vence": a_ms(caso.vence),
        "consentimiento": consentimiento.version if consentimiento else "",
        "sin_respuesta": caso.sin_respuesta,
        "pendiente": caso.relevo is not None and caso.relevo.pendiente is not None,
    }


def _programar(conexion: Connection, id: str, antes: Any, caso: Caso) -> None:
    p = plazos_de_caso.c
    if antes == caso.plazos:
        return
    conexion.execute(delete(plazos_de_caso).where(p.caso == id))
    filas = [
        {"caso": id, "nombre": nombre, "cuando": a_ms(cuando)}
        for nombre, cuando in caso.plazos.items()
    ]
    if filas:
        conexion.execute(insert(plazos_de_caso), filas)


def _redondear(conexion: Connection, id: str) -> None:
    p = caso_piezas.c
    filas = conexion.execute(select(p.n, p.cuando).where(p.caso == id)).all()
    for n, cuando in filas:
        dia = de_ms(cuando).astimezone(LIMA).replace(hour=0, minute=0, second=0, microsecond=0)
        conexion.execute(update(caso_piezas).where(p.caso == id, p.n == n).values(cuando=a_ms(dia)))


def _de_quien(cifrado: Cifrado, conversacion: bytes) -> bytes:
    """Otra huella que la de la conversación: con la base sola no se juntan."""
    return cifrado.huella("caso de quien", conversacion)

"""Qué chat es de qué caso, mientras haya relevo o acuerdo.

Aquí está lo justo para contestarle sin abrir el caso: por dónde, cuándo escribió y qué
horas eligió. Su teléfono, no: va sellado. Con SALIR, al cerrar o al retirar el
consentimiento, la fila se borra.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.almacen import piezas
from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_casos import enlaces
from bot.modelo import NombreCanal
from bot.proteccion.acuerdo import Acuerdo, acuerdo_a_json, acuerdo_de_json

_E = enlaces.c


@dataclass(frozen=True, slots=True)
class Enlace:
    """``acuerdo`` no lleva el teléfono: basta para saber si ahora se le puede escribir."""

    caso: str
    conversacion: bytes
    canal: NombreCanal
    direccion: str = field(repr=False)
    ultimo: datetime | None = None
    acuerdo: Acuerdo | None = None


def enlazar(
    conexion: Connection,
    cifrado: Cifrado,
    caso: str,
    conversacion: bytes,
    canal: NombreCanal,
    direccion: str,
    ultimo: datetime | None,
    acuerdo: Acuerdo | None,
) -> None:
    """Pone la fila, en lugar de la que tuvieran ese caso o ese chat."""
    chat = _de_chat(cifrado, conversacion)
    conexion.execute(delete(enlaces).where(or_(_E.chat == chat, _E.caso == caso)))
    regreso = {
        "conversacion": conversacion.hex(),
        "canal": canal,
        "direccion": direccion,
        "acuerdo": acuerdo and acuerdo_a_json(_sin_telefono(acuerdo)),
    }
    conexion.execute(
        insert(enlaces).values(
            chat=chat,
            caso=caso,
            regreso=cifrado.cifrar(json.dumps(regreso), "enlaces", "regreso", chat),
            ultimo=ultimo and a_ms(ultimo),
        )
    )


def de_chat(conexion: Connection, cifrado: Cifrado, conversacion: bytes) -> Enlace | None:
    chat = _de_chat(cifrado, conversacion)
    return _leer(cifrado, conexion.execute(select(enlaces).where(_E.chat == chat)).first())


def unidos(conexion: Connection, cifrado: Cifrado, conversaciones: Iterable[bytes]) -> set[bytes]:
    """De esos chats, los que están unidos a un caso: con una sola pregunta."""
    de = {_de_chat(cifrado, conversacion): conversacion for conversacion in conversaciones}
    halladas = conexion.scalars(select(_E.chat).where(_E.chat.in_(list(de))))
    return {de[bytes(chat)] for chat in halladas}


def de_caso(conexion: Connection, cifrado: Cifrado, caso: str) -> Enlace | None:
    return _leer(cifrado, conexion.execute(select(enlaces).where(_E.caso == caso)).first())


def escribio(conexion: Connection, cifrado: Cifrado, conversacion: bytes, ahora: datetime) -> None:
    """Su último mensaje es de ahora."""
    chat = _de_chat(cifrado, conversacion)
    conexion.execute(update(enlaces).where(_E.chat == chat).values(ultimo=a_ms(ahora)))


def soltar(conexion: Connection, cifrado: Cifrado, conversacion: bytes) -> None:
    """SALIR: el caso sigue; su próximo mensaje empieza de nuevo."""
    conexion.execute(delete(enlaces).where(_E.chat == _de_chat(cifrado, conversacion)))


def soltar_caso(conexion: Connection, caso: str) -> None:
    conexion.execute(delete(enlaces).where(_E.caso == caso))


def olvidar_contacto(conexion: Connection, caso: str) -> None:
    """No quiere que la contacten: no queda por dónde, ni lo que acordó."""
    soltar_caso(conexion, caso)
    piezas.quitar(conexion, caso, "acuerdo", "direccion", "palabra")


def _sin_telefono(acuerdo: Acuerdo) -> Acuerdo:
    """Quien pidió llamada no pidió que le escriban: por este chat, contacta ella."""
    if acuerdo.como != "llamada":
        return acuerdo
    return replace(acuerdo, como="ella", telefono="")


def _leer(cifrado: Cifrado, fila: Any) -> Enlace | None:
    if fila is None:
        return None
    regreso = json.loads(cifrado.descifrar(fila.regreso, "enlaces", "regreso", fila.chat))
    acuerdo = regreso["acuerdo"]
    return Enlace(
        fila.caso,
        bytes.fromhex(regreso["conversacion"]),
        regreso["canal"],
        regreso["direccion"],
        None if fila.ultimo is None else de_ms(fila.ultimo),
        acuerdo and acuerdo_de_json(acuerdo),
    )


def _de_chat(cifrado: Cifrado, conversacion: bytes) -> bytes:
    """Otra huella que la de la conversación: con la base sola no se juntan."""
    return cifrado.huella("enlace", conversacion)

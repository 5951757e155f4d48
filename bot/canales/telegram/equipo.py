"""El lado del equipo en Telegram: su grupo, quién entra y sale, y el botón «Tomo el caso».

Aquí se lee y se pinta. Si quien tocó es del equipo y si ese grupo es el suyo lo mira
``bot/avisos``. Lo que se dice o se manda en un grupo no se lee: nada de ello se guarda.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.canales.telegram.pintura import Boton, Mensaje

TOMO: Final = "tomo:"
"""Delante de la referencia, en el dato del botón. La referencia no abre nada."""
ROTULO: Final = "Tomo el caso"
LARGO: Final = 20

_DENTRO: Final = (
    ChatMemberStatus.OWNER,
    ChatMemberStatus.ADMINISTRATOR,
    ChatMemberStatus.MEMBER,
)


@dataclass(frozen=True, slots=True)
class Toca:
    """Alguien tocó «Tomo el caso». Nada de esto es de fiar todavía."""

    chat: str
    quien: str
    referencia: str
    toque: str


@dataclass(frozen=True, slots=True)
class Entra:
    chat: str
    quienes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sale:
    chat: str
    quien: str


@dataclass(frozen=True, slots=True)
class Migra:
    """El grupo pasó a ser otro, con otro número."""

    chat: str
    nuevo: str


@dataclass(frozen=True, slots=True)
class Pertenece:
    """El bot está en ese grupo (o ya no)."""

    chat: str
    dentro: bool


DelEquipo = Toca | Entra | Sale | Migra | Pertenece


def leer_del_equipo(update: Update, bot_id: int) -> DelEquipo | None:
    """Lo que pasó en un grupo, o un toque de «Tomo el caso» en cualquier charla.

    De lo que alguien dice en un grupo solo se sabe que el bot está en él.
    """
    match update:
        case Update(callback_query=CallbackQuery() as toque):
            return _toque(toque)
        case Update(message=Message() as mensaje) if _es_grupo(mensaje):
            return _mensaje(mensaje, bot_id)
        case Update(my_chat_member=ChatMemberUpdated() as cambio) if _es_grupo(cambio):
            return Pertenece(str(cambio.chat.id), dentro(cambio.new_chat_member))
        case Update(chat_member=ChatMemberUpdated() as cambio) if _es_grupo(cambio):
            quien, chat = str(cambio.new_chat_member.user.id), str(cambio.chat.id)
            if dentro(cambio.new_chat_member):
                return Entra(chat, (quien,))
            return Sale(chat, quien)
    return None


def pintar_aviso(texto: str, referencia: str = "") -> Mensaje:
    """El aviso, que no se puede reenviar ni guardar; con ``referencia``, se puede tomar."""
    botones = (Boton(ROTULO, f"{TOMO}{referencia}"),) if referencia else ()
    return Mensaje(texto, botones, protegido=True)


def _toque(toque: CallbackQuery) -> Toca | None:
    dato, mensaje = toque.data, toque.message
    if not isinstance(dato, str) or not dato.startswith(TOMO) or mensaje is None:
        return None
    quien = toque.from_user.id if isinstance(toque.from_user, User) else ""
    referencia = dato.removeprefix(TOMO)[:LARGO]
    return Toca(str(mensaje.chat.id), str(quien), referencia, str(toque.id))


def _mensaje(mensaje: Message, bot_id: int) -> DelEquipo:
    chat = str(mensaje.chat.id)
    if type(mensaje.migrate_to_chat_id) is int:
        return Migra(chat, str(mensaje.migrate_to_chat_id))
    entran = _ajenos(mensaje.new_chat_members, bot_id)
    if entran:
        return Entra(chat, entran)
    if isinstance(mensaje.left_chat_member, User) and mensaje.left_chat_member.id != bot_id:
        return Sale(chat, str(mensaje.left_chat_member.id))
    return Pertenece(chat, dentro=mensaje.left_chat_member is None)


def _ajenos(quienes: Iterable[User], bot_id: int) -> tuple[str, ...]:
    return tuple(str(quien.id) for quien in quienes if quien.id != bot_id)


def _es_grupo(cosa: Message | ChatMemberUpdated) -> bool:
    return cosa.chat.type != ChatType.PRIVATE


def dentro(miembro: ChatMember) -> bool:
    return miembro.status in _DENTRO or (
        miembro.status == ChatMemberStatus.RESTRICTED and bool(getattr(miembro, "is_member", False))
    )

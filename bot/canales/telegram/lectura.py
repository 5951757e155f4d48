"""Lo que llega de Telegram: una actualización, y lo que la persona hizo en ella.

Nada se descarga y nada de quién es se conserva: ni nombre, ni usuario, ni teléfono.
Una forma que la biblioteca todavía no conoce no puede dejar a nadie sin respuesta:
se lee lo que se pueda. Aquí no va cómo se contesta.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext.filters import StatusUpdate

from bot import registro
from bot.canales.base import Contenido, Corregido, Entrante, sanear
from bot.canales.cuerpo import Ilegible, abrir
from bot.canales.telegram.equipo import DelEquipo, leer_del_equipo
from bot.canales.telegram.pintura import nombre
from bot.modelo import Bloquea, Manda, Medio, Pulsa, Ubica

# Las duraciones, como serán en la próxima versión: de la otra manera la biblioteca avisa.
os.environ.setdefault("PTB_TIMEDELTA", "1")

ADMITIDOS: Final = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
)
"""Lo que se le pide a Telegram; lo demás ni siquiera llega."""

INESPERADO: Final = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    OSError,
    RecursionError,
)
"""Lo que levanta la biblioteca ante una forma que no conoce."""

# Una animación trae además un documento: va antes.
MEDIOS: Final[tuple[tuple[str, Medio], ...]] = (
    ("photo", "imagen"),
    ("voice", "audio"),
    ("audio", "audio"),
    ("animation", "video"),
    ("video", "video"),
    ("video_note", "video"),
    ("live_photo", "imagen"),
    ("document", "documento"),
    ("sticker", "sticker"),
    ("contact", "contacto"),
)

EMPEZAR: Final = "/start"
# El botón «Iniciar» no dice en qué idioma empieza la persona; el de su aplicación, sí.
SALUDOS: Final = {"fr": "bonjour", "ht": "bonjou", "en": "hello", "pt": "bom dia"}
SALUDO: Final = "hola"

_SIEMPRE: Final = {*ADMITIDOS, "chat", "from"}


@dataclass(frozen=True, slots=True)
class Leido:
    """``entrante`` falta si no hay nada que atender; ``toque``, si no se tocó un botón.

    ``equipo`` es lo que pasó en un grupo, o un toque de quien dice ser del equipo.

    El ``toque`` hay que contestarlo aunque no haya nada que atender: hasta entonces
    el botón se queda pensando en el teléfono.
    """

    entrante: Entrante | None = None
    toque: str = ""
    equipo: DelEquipo | None = None


def verificar(secreto: str, cabecera: str | None) -> bool:
    """¿Viene de Telegram? Tarda lo mismo aunque la cabecera casi acierte."""
    dicho = (cabecera or "").encode("utf-8", "surrogatepass")
    return hmac.compare_digest(secreto.encode(), dicho) and bool(secreto)


def leer(cuerpo: bytes, bot_id: int, ahora: datetime) -> Leido:
    """Lo que trae una llamada de Telegram. Levanta ``Ilegible``."""
    return _entender(abrir(cuerpo), bot_id, ahora)[1]


def legible(crudo: object) -> dict[str, Any]:
    """La misma actualización, o la parte de ella que se puede leer. Levanta ``Ilegible``."""
    return _entender(crudo, 0, datetime.max.replace(tzinfo=UTC))[0]


def leer_update(update: Update, bot_id: int, ahora: datetime) -> Leido:
    """Lo que hizo la persona. En un grupo solo se atiende lo del equipo."""
    del_equipo = leer_del_equipo(update, bot_id)
    if del_equipo is not None:
        return Leido(equipo=del_equipo)
    propio = f"{bot_id}:{update.update_id}"
    match update:
        case Update(callback_query=CallbackQuery() as toque):
            return _leer_toque(toque, propio, ahora)
        case Update(message=Message() as mensaje):
            contenido = _contenido(update, mensaje)
            if mensaje.media_group_id and isinstance(contenido, Manda):
                propio = f"{bot_id}:album:{mensaje.media_group_id}"
            return _leer_mensaje(mensaje, propio, contenido, mensaje.date, ahora)
        case Update(edited_message=Message() as mensaje):
            texto = _texto(mensaje)
            contenido = Corregido(texto) if texto else None
            cuando = mensaje.edit_date or mensaje.date
            return _leer_mensaje(mensaje, propio, contenido, cuando, ahora)
        case Update(my_chat_member=ChatMemberUpdated() as cambio):
            return _leer_bloqueo(cambio, propio, ahora)
    return Leido()


# ---- lo que se deja leer -----------------------------------------------------


def _entender(crudo: object, bot_id: int, ahora: datetime) -> tuple[dict[str, Any], Leido]:
    """La primera forma de ``crudo`` que se deja leer. Levanta ``Ilegible``."""
    if not isinstance(crudo, dict) or type(crudo.get("update_id")) is not int:
        raise Ilegible("no es una actualización")
    for preparar in (_entero, _sin_adornos):
        try:
            forma = preparar(crudo)
            return forma, leer_update(Update.de_json(forma), bot_id, ahora)
        except INESPERADO:
            continue
    # Negarla no sirve: Telegram la repetiría un día entero, delante de lo que sigue.
    registro.anotar("mensaje_perdido", canal=nombre)
    return {"update_id": crudo["update_id"]}, Leido()


def _entero(crudo: dict[str, Any]) -> dict[str, Any]:
    return crudo


def _sin_adornos(crudo: dict[str, Any]) -> dict[str, Any]:
    """Sin nada compuesto que no sea el mensaje, su charla y su persona."""
    return {
        campo: _sin_adornos(valor) if isinstance(valor, dict) else valor
        for campo, valor in crudo.items()
        if not isinstance(valor, dict | list) or (campo in _SIEMPRE and isinstance(valor, dict))
    }


# ---- lo que hizo la persona -------------------------------------------------


def _leer_mensaje(
    mensaje: Message,
    propio: str,
    contenido: Contenido | None,
    cuando: datetime | None,
    ahora: datetime,
) -> Leido:
    direccion = _direccion(mensaje.chat)
    if contenido is None or not direccion:
        return Leido()
    recibido, remoto = _antes(cuando, ahora), _numero(mensaje.message_id)
    return Leido(Entrante(nombre, direccion, propio, contenido, recibido, remoto=remoto))


def _leer_toque(toque: CallbackQuery, propio: str, ahora: datetime) -> Leido:
    respuesta = toque.id if isinstance(toque.id, str) else ""
    mensaje, boton = toque.message, toque.data
    direccion = _direccion(mensaje.chat) if mensaje else ""
    if mensaje is None or not direccion or not isinstance(boton, str):
        return Leido(toque=respuesta)
    pulsa, edita = Pulsa(sanear(boton)), _numero(mensaje.message_id)
    return Leido(Entrante(nombre, direccion, propio, pulsa, ahora, edita=edita), respuesta)


def _leer_bloqueo(cambio: ChatMemberUpdated, propio: str, ahora: datetime) -> Leido:
    direccion = _direccion(cambio.chat)
    if not direccion or cambio.new_chat_member.status not in (
        ChatMemberStatus.BANNED,
        ChatMemberStatus.LEFT,
    ):
        return Leido()
    return Leido(Entrante(nombre, direccion, propio, Bloquea(), _antes(cambio.date, ahora)))


def _contenido(update: Update, mensaje: Message) -> Contenido | None:
    texto = _texto(mensaje)
    if texto == EMPEZAR or texto.startswith(f"{EMPEZAR} "):
        return _saludo(mensaje)
    if texto:
        return texto
    lugar = mensaje.location
    if lugar and _grados(lugar.latitude, 90) and _grados(lugar.longitude, 180):
        return Ubica(float(lugar.latitude), float(lugar.longitude))
    for campo, medio in MEDIOS:
        if getattr(mensaje, campo):
            return Manda(medio)
    # Fijar un mensaje o cambiar el fondo no es decir nada.
    return None if StatusUpdate.ALL.check_update(update) else Manda("otro")


def _texto(mensaje: Message) -> str:
    """Lo escrito, o lo que acompaña a una foto."""
    dicho = mensaje.text or mensaje.caption
    return sanear(dicho) if isinstance(dicho, str) else ""


def _saludo(mensaje: Message) -> str:
    idioma = mensaje.from_user.language_code if mensaje.from_user else None
    return SALUDOS.get(idioma[:2], SALUDO) if isinstance(idioma, str) else SALUDO


def _direccion(charla: Chat) -> str:
    """La dirección, si es una charla con una sola persona."""
    return _numero(charla.id) if charla.type == ChatType.PRIVATE else ""


def _numero(valor: object) -> str:
    return str(valor) if type(valor) is int else ""


def _grados(valor: object, maximo: int) -> bool:
    return type(valor) in (int, float) and abs(valor) <= maximo  # type: ignore[arg-type]


def _antes(fecha: datetime | None, ahora: datetime) -> datetime:
    return min(fecha, ahora) if fecha else ahora

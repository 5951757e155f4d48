"""Lo que Telegram manda a su ruta, declarado: los campos que se leen y de qué clase son.

Es el esquema de la API, del que las pruebas sacan cuerpos inventados. Nada se comprueba con él:
Telegram añade campos sin avisar, y leerlos con tolerancia es cosa de ``lectura``.
"""

from __future__ import annotations

from typing import Any, Final

Esquema = dict[str, Any]

_NUMERO: Final[Esquema] = {"type": "integer", "minimum": 0, "maximum": 2**52}
_IDENTIDAD: Final[Esquema] = {"type": "integer", "minimum": -(2**52), "maximum": 2**52}
_TEXTO: Final[Esquema] = {"type": "string", "maxLength": 4096}
_SI_O_NO: Final[Esquema] = {"type": "boolean"}


def _objeto(obligatorios: str, /, **campos: Esquema) -> Esquema:
    return {"type": "object", "properties": campos, "required": obligatorios.split()}


def _grados(maximo: int) -> Esquema:
    return {"type": "number", "minimum": -maximo, "maximum": maximo}


_PERSONA: Final = _objeto(
    "id is_bot first_name", id=_NUMERO, is_bot=_SI_O_NO, first_name=_TEXTO, language_code=_TEXTO
)
_CHAT: Final = _objeto(
    "id type", id=_IDENTIDAD, type={"enum": ["private", "group", "supergroup", "channel"]}
)
_ARCHIVO: Final = _objeto(
    "file_id file_unique_id duration", file_id=_TEXTO, file_unique_id=_TEXTO, duration=_NUMERO
)
_MENSAJE: Final = _objeto(
    "message_id date chat",
    message_id=_NUMERO,
    date=_NUMERO,
    edit_date=_NUMERO,
    chat=_CHAT,
    **{"from": _PERSONA},
    text=_TEXTO,
    caption=_TEXTO,
    media_group_id=_TEXTO,
    location=_objeto("latitude longitude", latitude=_grados(90), longitude=_grados(180)),
    voice=_ARCHIVO,
    new_chat_members={"type": "array", "maxItems": 5, "items": _PERSONA},
    left_chat_member=_PERSONA,
    migrate_to_chat_id=_IDENTIDAD,
)
_TOQUE: Final = _objeto(
    "id from chat_instance",
    id=_TEXTO,
    **{"from": _PERSONA},
    chat_instance=_TEXTO,
    message=_MENSAJE,
    data={"type": "string", "maxLength": 64},
)
_MIEMBRO: Final = _objeto("user status", user=_PERSONA, status={"enum": ["member", "left"]})
_BLOQUEO: Final = _objeto(
    "chat from date old_chat_member new_chat_member",
    chat=_CHAT,
    **{"from": _PERSONA},
    date=_NUMERO,
    old_chat_member=_MIEMBRO,
    new_chat_member=_MIEMBRO,
)

ACTUALIZACION: Final = _objeto(
    "update_id",
    update_id=_NUMERO,
    message=_MENSAJE,
    edited_message=_MENSAJE,
    callback_query=_TOQUE,
    my_chat_member=_BLOQUEO,
    chat_member=_BLOQUEO,
)

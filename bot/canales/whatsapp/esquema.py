"""Lo que Twilio manda a sus rutas, declarado: los campos que se leen y cómo son.

Es el esquema de la API, del que las pruebas sacan formularios inventados. Nada se comprueba con
él: Twilio añade campos sin avisar, y leerlos con tolerancia es cosa de ``lectura``.
"""

from __future__ import annotations

from typing import Any, Final

Esquema = dict[str, Any]

_TEXTO: Final[Esquema] = {"type": "string", "maxLength": 1600}
_SID: Final[Esquema] = {"type": "string", "pattern": "^[A-Za-z0-9]{2,64}$"}
_QUIEN: Final[Esquema] = {"type": "string", "pattern": r"^whatsapp:\+?[A-Za-z0-9.]{1,60}$"}
_GRADOS: Final[Esquema] = {"type": "string", "pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,6})?$"}
_CIFRAS: Final[Esquema] = {"type": "string", "pattern": "^[0-9]{1,18}$"}


def _formulario(obligatorios: str, /, **campos: Esquema) -> Esquema:
    return {"type": "object", "properties": campos, "required": obligatorios.split()}


MENSAJE: Final = _formulario(
    "MessageSid From Body",
    MessageSid=_SID,
    From=_QUIEN,
    ExternalUserId=_QUIEN,
    Body=_TEXTO,
    MessageType={"enum": ["text", "interactive", "reaction", "contacts", "location"]},
    ButtonPayload=_TEXTO,
    ListId=_TEXTO,
    InteractiveData=_TEXTO,
    Latitude=_GRADOS,
    Longitude=_GRADOS,
    MediaContentType0={"enum": ["audio/ogg", "image/jpeg", "image/webp", "text/vcard"]},
)

ESTADO: Final = _formulario(
    "MessageSid MessageStatus",
    MessageSid=_SID,
    MessageStatus={"enum": ["queued", "sent", "delivered", "read", "undelivered", "failed"]},
    ErrorCode={"type": "string", "pattern": "^[0-9]{5}$"},
)


def numero_en_la_direccion(nombre: str) -> Esquema:
    """Un número que nosotros pusimos detrás de la dirección, y que vuelve firmado."""
    return {"in": "query", "name": nombre, "required": True, "schema": _CIFRAS}

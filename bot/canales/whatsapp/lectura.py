"""Lo que Twilio cuenta: un mensaje de una persona, o cómo va uno nuestro.

De cada formulario se lee lo que hace falta y nada más: el nombre del perfil, el número
y los metadatos que lo repiten no salen de aquí. Lo firmado ya se comprobó en ``firma``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile

from bot.canales.base import Contenido, Entrante, sanear
from bot.canales.cuerpo import Ilegible
from bot.canales.whatsapp.pintura import ID, nombre
from bot.modelo import Manda, Medio, Pulsa, Ubica

OCTETOS: Final = 256 * 1024
CAMPOS: Final = 500
DIRECCION: Final = 160
INTERACTIVO: Final = 4096

_SID: Final = re.compile(r"[A-Za-z0-9]{2,64}\Z")
_CANAL: Final = "whatsapp:"
_SIN_EFECTO: Final = frozenset({"reaction", "system"})
"""Clases de mensaje (``MessageType``) que no piden respuesta."""

_MEDIO_DE: Final[tuple[tuple[str, Medio], ...]] = (
    ("image/webp", "sticker"),
    ("image/", "imagen"),
    ("audio/", "audio"),
    ("video/", "video"),
    ("text/vcard", "contacto"),
    ("text/x-vcard", "contacto"),
    ("text/directory", "contacto"),
    ("application/", "documento"),
    ("text/", "documento"),
)
_RESPUESTAS: Final = ("list_reply", "button_reply", "reply")


def leer_formulario(cuerpo: bytes) -> FormData:
    """Los campos en su orden, con los repetidos y los vacíos: todos van en la firma."""
    if len(cuerpo) > OCTETOS:
        raise Ilegible("es demasiado grande")
    try:
        pares: list[tuple[str, str | UploadFile]] = [
            *parse_qsl(
                cuerpo.decode("utf-8"),
                keep_blank_values=True,
                encoding="utf-8",
                errors="strict",
                max_num_fields=CAMPOS,
            )
        ]
    except ValueError:
        raise Ilegible("no es un formulario en UTF-8") from None
    return FormData(pares)


def leer(campos: Mapping[str, object], ahora: datetime) -> Entrante | None:
    """El mensaje de una persona; ``None`` si no pide respuesta. O ``Ilegible``."""
    sid = _sid(campos)
    direccion = _direccion(campos)
    if _texto(campos, "MessageType") in _SIN_EFECTO:
        return None
    return Entrante(nombre, direccion, sid, _contenido(campos), ahora, remoto=sid)


def _direccion(campos: Mapping[str, object]) -> str:
    """Lo que va en ``To`` para contestar: un teléfono o no, nunca se interpreta."""
    for campo in ("ExternalUserId", "From"):
        valor = _texto(campos, campo)
        if valor.startswith(_CANAL) and len(valor) <= DIRECCION and valor.isprintable():
            return valor
    raise Ilegible("no dice a quién contestar")


def _contenido(campos: Mapping[str, object]) -> Contenido:
    """Un toque gana al texto, que es solo el título del botón; el texto, a su adjunto."""
    boton = (
        _boton(_texto(campos, "ButtonPayload"))
        or _boton(_texto(campos, "ListId"))
        or _interactivo(_texto(campos, "InteractiveData"))
    )
    if boton is not None:
        return boton
    lugar = _lugar(_texto(campos, "Latitude"), _texto(campos, "Longitude"))
    if lugar is not None:
        return lugar
    texto = sanear(_texto(campos, "Body"))
    return texto if texto.strip() else Manda(_medio(campos))


def _boton(identificador: str) -> Pulsa | None:
    limpio = sanear(identificador).strip()
    return Pulsa(limpio) if 0 < len(limpio) <= ID else None


def _interactivo(datos: str) -> Pulsa | None:
    """El toque, si ``InteractiveData`` lo trae en una de las formas que se conocen."""
    # Twilio no documenta su forma: se busca el identificador a un piso o a dos, y nada más.
    if not datos or len(datos) > INTERACTIVO or datos.count("{") > len(_RESPUESTAS):
        return None
    if "[" in datos:
        return None
    try:
        leido = json.loads(datos, parse_int=lambda _: None)
    except ValueError:
        return None
    if not isinstance(leido, dict):
        return None
    pisos = [leido, *(leido[clave] for clave in _RESPUESTAS if clave in leido)]
    for piso in reversed(pisos):
        if isinstance(piso, dict) and isinstance(piso.get("id"), str):
            return _boton(piso["id"])
    return None


def _lugar(latitud: str, longitud: str) -> Ubica | None:
    try:
        grados = float(latitud), float(longitud)
    except ValueError:
        return None
    finitos = all(math.isfinite(g) for g in grados)
    return Ubica(*grados) if finitos and abs(grados[0]) <= 90 and abs(grados[1]) <= 180 else None


def _medio(campos: Mapping[str, object]) -> Medio:
    if _texto(campos, "MessageType") == "contacts":
        return "contacto"
    tipo = _texto(campos, "MediaContentType0").lower()
    return next((medio for inicio, medio in _MEDIO_DE if tipo.startswith(inicio)), "otro")


SALIDA: Final = "salida"
INTENTO: Final = "intento"
"""Lo que lleva detrás la dirección de los avisos: de qué fila son y de qué intento."""

_RANGOS: Final = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 4,
    "canceled": 4,
    "delivered": 5,
    "read": 6,
}
"""Los avisos llegan en cualquier orden: uno de rango menor no corrige a otro.

Lo que llegó al teléfono gana a un fallo; un fallo, a todo lo anterior.
"""

ENVIADO: Final = _RANGOS["sent"]
"""Desde aquí lo tiene WhatsApp, y no Twilio."""

_FALLOS: Final = frozenset({"failed", "undelivered", "canceled"})
_FINALES: Final = _FALLOS | {"delivered", "read"}


@dataclass(frozen=True, slots=True)
class Aviso:
    """Cómo va un mensaje nuestro. ``terminal``: Twilio ya no hará nada más con él."""

    remoto: str
    estado: str
    rango: int
    codigo: int = 0
    terminal: bool = False

    @property
    def fallo(self) -> bool:
        """¿Dice que no llegó?"""
        return self.estado in _FALLOS


def leer_estado(campos: Mapping[str, object]) -> Aviso:
    """El aviso de entrega de un mensaje nuestro. O ``Ilegible``."""
    estado = _texto(campos, "MessageStatus") or _texto(campos, "SmsStatus")
    codigo = _texto(campos, "ErrorCode")
    return Aviso(
        _sid(campos),
        estado if estado in _RANGOS else "",
        _RANGOS.get(estado, 0),
        int(codigo) if re.fullmatch(r"[0-9]{1,6}", codigo) else 0,
        estado in _FINALES,
    )


def _sid(campos: Mapping[str, object]) -> str:
    sid = _texto(campos, "MessageSid")
    if not _SID.match(sid):
        raise Ilegible("falta «MessageSid»")
    return sid


def _texto(campos: Mapping[str, object], campo: str) -> str:
    valor = campos.get(campo)
    return valor if isinstance(valor, str) else ""

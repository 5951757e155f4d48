"""Qué hacer con cada fallo de Twilio: los códigos se clasifican aquí y en ningún otro sitio.

Llegan por dos caminos, en la respuesta o después en el aviso de entrega. Twilio los parte
y los añade con el tiempo: uno que no se conoce se reintenta unas veces y se deja.
"""

from __future__ import annotations

from typing import Final

from bot.canales.base import NoSalio

SIN_PLANTILLA: Final = frozenset({"63013", "63021", "63005", "21654", "21655", "21656", "21658"})
"""Motivos que son de la plantilla o de sus huecos: se manda otra vez, en texto corriente."""

VECES: Final = 3
"""Intentos de un código del canal que no se conoce."""

CONFIGURACION: Final = 60.0
"""Segundos de espera cuando falla algo que arregla la oficina: nada se pierde entretanto."""

HASTA_MANANA: Final = 3600.0
BORRAR_ANTES: Final = 60.0
"""Twilio no deja borrar un mensaje antes de terminarlo: como poco, un minuto."""

_BLOQUEADA: Final = frozenset(
    {
        63014,  # bloqueó al número o retiró su permiso
        21610,  # pidió la baja en Twilio
    }
)
_DESPACIO: Final = frozenset(
    {
        429,
        20429,  # demasiadas llamadas a la API
        63017,  # demasiados mensajes de la cuenta
        63018,  # demasiados mensajes del número, o a esta persona
    }
)
_DE_LA_OFICINA: Final = frozenset(
    {
        401,
        403,
        404,
        20003,  # la cuenta o el token no valen
        21606,  # el número no es de la cuenta
        63007,  # el número no es de WhatsApp
    }
)
_TOPE_DEL_DIA: Final = frozenset({63038})
_MUERTA: Final = frozenset(
    {
        63003,  # no se encuentra a la persona
        63016,  # la ventana de 24 horas está cerrada
        63024,  # la persona no puede recibir: sin WhatsApp, o muy antiguo
        63032,  # Meta no lo entrega; reintentar antes de un día lo empeora
        63049,
    }
)
_PASARELA: Final = frozenset({502, 504})
"""Quien contesta está en medio: no sabe si Twilio lo tomó."""


def consecuencia(codigo: int, intentos: int = 1) -> NoSalio:
    """Lo que significa ``codigo`` en el intento número ``intentos``."""
    motivo = str(codigo)
    if codigo in _BLOQUEADA:
        return NoSalio("bloqueada", motivo)
    if codigo in _MUERTA:
        return NoSalio("muerta", motivo)
    if codigo in _DESPACIO:
        return NoSalio("reintentar", motivo)
    if codigo in _DE_LA_OFICINA:
        return NoSalio("reintentar", motivo, CONFIGURACION)
    if codigo in _TOPE_DEL_DIA:
        return NoSalio("reintentar", motivo, HASTA_MANANA)
    if motivo in SIN_PLANTILLA:
        return NoSalio("reintentar" if intentos <= 1 else "muerta", motivo)
    if 63000 <= codigo < 64000:
        return NoSalio("reintentar" if intentos < VECES else "muerta", motivo)
    return NoSalio("muerta", motivo)


def de_respuesta(estado: int, codigo: int, intentos: int = 1) -> NoSalio:
    """Lo que significa una respuesta HTTP de error, con el código de Twilio si lo trae."""
    if estado in _PASARELA:
        return NoSalio("incierta", str(estado))
    if estado >= 500:
        return NoSalio("reintentar", str(estado))
    if estado in _DE_LA_OFICINA:
        return consecuencia(estado)
    return consecuencia(codigo or estado, intentos)


def de_excepcion(error: Exception, intentos: int = 1) -> NoSalio:
    """Lo que significa un error que levantó ``twilio``. Su texto, que cita números, se pierde."""
    # Al leer una lista, la biblioteca levanta la respuesta entera en vez de su estado.
    respuesta = error.args[-1] if error.args else None
    estado = getattr(error, "status", getattr(respuesta, "status_code", None))
    if not isinstance(estado, int):
        return NoSalio("reintentar", "respuesta")
    codigo = getattr(error, "code", None)
    return de_respuesta(estado, codigo if isinstance(codigo, int) else 0, intentos)

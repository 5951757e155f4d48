"""El JSON Schema de un flujo y de una charla, para que el editor ayude a escribir.

Sale de las tablas de ``claves.py``, las mismas que usa el lector. El editor avisa
de la forma; lo demás lo dice ``bot validar``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from bot.contenido.claves import (
    ACORDANDO,
    CANALES,
    CASOS,
    CONFIANZAS,
    CONTACTOS,
    DE_CONDICION,
    DE_DERIVAR,
    DE_FLUJO,
    DE_FUENTE,
    DE_MOSTRAR,
    DE_OPCION,
    DE_PASO,
    DE_RAMA,
    DE_REVISADO,
    DE_VERBO,
    GUARDIAS,
    HORARIOS,
    NIVELES,
    SIN_IR,
    URGENCIAS,
    Clave,
    Tipo,
)
from bot.modelo import Medio

Esquema = dict[str, Any]

DIALECTO = "https://json-schema.org/draft/2020-12/schema"
NOMBRE = "^[a-z][a-z0-9_]*$"
_TEXTO: Esquema = {"type": ["string", "number", "boolean"]}
"""Todo escalar es un texto para el lector; el editor, en cambio, ve números y «no»."""

_DURACION: Esquema = {"type": "string", "pattern": r"^\d{1,5} ?(min|h|d)$"}


def esquema_de_flujo() -> Esquema:
    """El de un archivo de ``flujos/``."""
    return {
        "$schema": DIALECTO,
        "title": "Un flujo de Rumbo",
        **_objeto(DE_FLUJO),
        "$defs": {"paso": _paso()},
    }


def esquema_de_charla() -> Esquema:
    """El de un archivo de ``tests/charlas/``."""
    dichas = {"oneOf": [_TEXTO, {"type": "array", "items": _TEXTO}]}
    acciones: Mapping[str, Esquema] = {
        "persona": {**_TEXTO, "description": "Lo que escribe."},
        "pulsa": {**_TEXTO, "description": "La etiqueta del botón que toca."},
        "boton": {**_TEXTO, "description": "Un botón que quizá ya no se ofrece."},
        "manda": {"enum": list(get_args(Medio)), "description": "Algo que no es texto."},
        "ubica": {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 2,
            "description": "Latitud y longitud.",
        },
        "pasan": {**_DURACION, "description": "Cuánto tiempo pasa: 2 h."},
        "oficina": {
            "enum": ["atiende", "calla", "cierra"],
            "description": "Lo que hace la oficina entre dos mensajes.",
        },
    }
    turno = {
        "type": "object",
        "properties": {
            **acciones,
            "bot": {**dichas, "description": "Lo que dice el bot; «…» al final, empieza así."},
            "caso": {**_TEXTO, "description": "Lo que se deriva: equipo, urgencia y acuerdo."},
            "releva": {**_TEXTO, "description": "Lo que va a quien la atiende."},
            "aviso": {**_TEXTO, "description": "El tema de un aviso."},
        },
        "additionalProperties": False,
        "oneOf": [{"required": [accion]} for accion in acciones],
    }
    return {
        "$schema": DIALECTO,
        "title": "Una charla de Rumbo",
        "type": "object",
        "properties": {
            "charla": {**_TEXTO, "description": "Qué le pasa a la persona."},
            "canal": {"enum": [canal for canal in CANALES if canal != "consola"]},
            "idioma": _TEXTO,
            "guardia": {**_lista(_TEXTO), "description": "Los equipos con alguien de turno."},
            "empieza": {**_TEXTO, "description": "Fecha y hora de Tumbes: 2026-03-14 22:30."},
            "turnos": {"type": "array", "items": turno},
        },
        "required": ["charla", "empieza", "turnos"],
        "additionalProperties": False,
    }


def _objeto(claves: Mapping[str, Clave]) -> Esquema:
    obligatorias = [nombre for nombre, clave in claves.items() if clave.obligatoria]
    esquema: Esquema = {
        "type": "object",
        "properties": {
            nombre: {**_de_tipo(clave.tipo), "description": clave.ayuda}
            for nombre, clave in claves.items()
        },
        "additionalProperties": False,
    }
    return {**esquema, "required": obligatorias} if obligatorias else esquema


def _paso() -> Esquema:
    """Un paso: solo «decir», o uno de los verbos."""
    solo = {**_objeto(DE_PASO), "required": ["decir"]}
    formas = [solo]
    for verbo, claves in DE_VERBO.items():
        comunes = {n: c for n, c in DE_PASO.items() if n != "ir" or verbo not in SIN_IR}
        formas.append({**_objeto({**comunes, **claves}), "title": verbo})
    return {"oneOf": formas}


def _elegido(valores: Iterable[str]) -> Esquema:
    return {"enum": list(valores)}


def _lista(de: Esquema) -> Esquema:
    return {"type": "array", "items": de}


def _de_tipo(tipo: Tipo) -> Esquema:
    match tipo:
        case "texto" | "destino":
            return _TEXTO
        case "textos":
            return {"oneOf": [_TEXTO, _lista(_TEXTO)]}
        case "si_no":
            return {"enum": ["si", "sí", "no", True, False]}
        case "numero":
            return {"type": "integer", "minimum": 1, "maximum": 5}
        case "duracion":
            return _DURACION
        case "urgencia":
            return _elegido(URGENCIAS)
        case "horario":
            return _elegido(HORARIOS)
        case "canal":
            return _elegido(CANALES)
        case "guardia":
            return _elegido(GUARDIAS)
        case "caso":
            return _elegido(CASOS)
        case "contacto":
            return _elegido(CONTACTOS)
        case "acordando":
            return _elegido(ACORDANDO)
        case "anota":
            return {"type": "object", "additionalProperties": _TEXTO, "maxProperties": 1}
        case "confianza":
            return _elegido(CONFIANZAS)
        case "urgente":
            niveles = dict.fromkeys(NIVELES, _TEXTO)
            return {"type": "object", "properties": niveles, "additionalProperties": False}
        case "revisado":
            return {"oneOf": [{"const": "pendiente"}, _objeto(DE_REVISADO)]}
        case "fuentes":
            return _lista(_objeto(DE_FUENTE))
        case "condicion":
            return _objeto(DE_CONDICION)
        case "mostrar":
            return _objeto(DE_MOSTRAR)
        case "derivar":
            return _objeto(DE_DERIVAR)
        case "opciones":
            opcion = {"oneOf": [_TEXTO, _objeto(DE_OPCION)]}
            return {"type": "object", "additionalProperties": opcion, "maxProperties": 8}
        case "ramas":
            sino = {
                "type": "object",
                "properties": {"sino": _TEXTO},
                "required": ["sino"],
                "additionalProperties": False,
            }
            return _lista({"oneOf": [_objeto(DE_RAMA), sino]})
        case "pasos":
            return {
                "type": "object",
                "propertyNames": {"pattern": NOMBRE},
                "additionalProperties": {"$ref": "#/$defs/paso"},
            }

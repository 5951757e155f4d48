"""El chat de la página: el JSON que llega y el que sale.

Lo que llega viene de cualquiera: se lee plano, corto y sin sorpresas. Las rutas
y la página no van aquí, sino en ``bot/servidor.py`` y ``bot/web``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, get_args

from bot.canales.base import Entrante, etiqueta, sanear
from bot.canales.cuerpo import Ilegible, abrir
from bot.modelo import Burbuja, Manda, Medio, NombreCanal, Pulsa, Ubica

nombre: Final[NombreCanal] = "web"

OCTETOS: Final = 64 * 1024
BOTON: Final = 200

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_CADENA = re.compile(rb'"(?:[^"\\]|\\.?)*+(?:"|\Z)', re.DOTALL)
_FORMAS: Final = (
    {"id", "texto"},
    {"id", "boton"},
    {"id", "medio"},
    {"id", "latitud", "longitud"},
)


def leer(cuerpo: bytes, direccion: str, recibido: datetime) -> Entrante:
    """El mensaje de la página, o ``Ilegible``."""
    campos = _abrir(cuerpo)
    identificador = campos.get("id")
    if not isinstance(identificador, str) or not _ID.match(identificador):
        raise Ilegible("falta «id»")
    # El identificador lo inventa la página: solo vale dentro de su charla.
    propio = f"{direccion}:{identificador}"
    return Entrante(nombre, direccion, propio, _contenido(campos), recibido)


def _abrir(cuerpo: bytes) -> Mapping[str, object]:
    """Un objeto JSON de un solo piso, sin claves repetidas ni números enormes."""
    # Se cuenta antes de leer: un JSON hondo agotaría la pila del lector.
    huesos = _CADENA.sub(b"", cuerpo)
    if b"[" in huesos or huesos.count(b"{") != 1:
        raise Ilegible("no es un objeto sencillo")
    leido = abrir(cuerpo)
    if not isinstance(leido, dict) or leido.keys() not in _FORMAS:
        raise Ilegible("no tiene los campos que se esperan")
    return leido


def _contenido(campos: Mapping[str, object]) -> str | Pulsa | Manda | Ubica:
    match campos:
        case {"texto": str(texto)}:
            return sanear(texto)
        case {"boton": str(boton)} if 0 < len(boton) <= BOTON:
            return Pulsa(sanear(boton))
        case {"medio": str(medio)}:
            return Manda(_medio(medio))
        case {"latitud": int() | float() as latitud, "longitud": int() | float() as longitud}:
            return Ubica(_grados(latitud, 90), _grados(longitud, 180))
    raise Ilegible("un campo no es lo que se espera")


def _medio(valor: str) -> Medio:
    for medio in get_args(Medio):
        if medio == valor:
            return medio  # type: ignore[no-any-return]
    raise Ilegible("no conozco ese medio")


def _grados(valor: float, maximo: int) -> float:
    if isinstance(valor, bool) or not math.isfinite(valor) or abs(valor) > maximo:
        raise Ilegible("no son grados")
    return float(valor)


def pintar(burbuja: Burbuja) -> dict[str, Any]:
    """La burbuja como la espera la página."""
    return {
        "texto": sanear(burbuja.texto).strip(),
        "opciones": [
            {"boton": opcion.boton, "etiqueta": etiqueta(opcion)} for opcion in burbuja.opciones
        ],
        "sensible": burbuja.sensible,
        "cierra": burbuja.cierra,
    }

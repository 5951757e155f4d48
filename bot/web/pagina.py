"""La página, preparada al arrancar: al pedirla no hay plantillas ni base de datos.

Si la base se cae, lo que se enseña ya estaba escrito. Las rutas van en
``rutas.py``.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from bot.motor import textos
from bot.motor.libro import Libro

_CARPETA = files("bot.web")
_TIPOS: Final = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "rumbo.svg": "image/svg+xml",
}
_HUECO: Final = "{charla}"


@dataclass(frozen=True, slots=True)
class Suelto:
    """Un archivo que la página pide aparte."""

    cuerpo: bytes
    tipo: str


@dataclass(frozen=True, slots=True)
class Pagina:
    """Las hojas, ya escritas. ``fallo`` lleva los números de emergencia."""

    fallo: str
    caida: bytes
    listo: bytes
    _partes: tuple[bytes, bytes]

    def chat(self, charla: str) -> bytes:
        """La hoja del chat para esa conversación."""
        antes, despues = self._partes
        return antes + charla.encode() + despues


SUELTOS: Final[Mapping[str, Suelto]] = {
    nombre: Suelto((_CARPETA / nombre).read_bytes(), tipo) for nombre, tipo in _TIPOS.items()
}


def preparar(libro: Libro, con_vistas: bool) -> Pagina:
    """Las hojas con lo que dice el libro de ahora."""
    fallo = textos.fijo(libro, "fallo", "es")
    # La frase va delante y los números detrás: la página ya dice qué pasó.
    numeros = fallo.partition("\n")[2].strip() or fallo
    comunes = {
        "estilo": _direccion("chat.css"),
        "codigo": _direccion("chat.js"),
        "icono": _direccion("rumbo.svg"),
        "fallo": html.escape(fallo),
        "numeros": html.escape(numeros),
        "charla": _HUECO,
        "mesa": "mesa con-vistas" if con_vistas else "mesa",
        "vistas": _leer("vistas.html") if con_vistas else "",
    }
    antes, _, despues = Template(_leer("chat.html")).substitute(comunes).partition(_HUECO)
    return Pagina(
        fallo=fallo,
        caida=Template(_leer("caida.html")).substitute(comunes).encode(),
        listo=Template(_leer("listo.html")).substitute(comunes).encode(),
        _partes=(antes.encode(), despues.encode()),
    )


def _leer(nombre: str) -> str:
    return (_CARPETA / nombre).read_text(encoding="utf-8")


def _direccion(nombre: str) -> str:
    """Con la huella del contenido: se guarda para siempre y cambia si cambia."""
    return f"/estatico/{nombre}?v={hashlib.sha256(SUELTOS[nombre].cuerpo).hexdigest()[:12]}"

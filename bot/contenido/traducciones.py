"""Lee los catálogos ``flujos/idiomas/<idioma>.po``.

Una traducción vacía no se usa: se dice el español. Una dudosa (*fuzzy*: cambió el
español después de traducirla) solo vale en un flujo sensible, donde callar es
peor; eso lo decide quien arma el libro. Poner al día los catálogos es de
``catalogos.py``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from bot.contenido.arbol import Lugar, Problema
from bot.contenido.caracteres import leer_texto, partir_lineas
from bot.contenido.obra import Traducido

CARPETA = Path("flujos", "idiomas")
MAXIMO = 1024 * 1024
"""Bytes: un catálogo lleva todos los textos dos veces, y no se parte."""

Catalogo = Mapping[tuple[str, str], Traducido]


def leer_traducciones(raiz: Path, problemas: list[Problema]) -> dict[str, Catalogo]:
    """De idioma a (contexto, texto en español) a su traducción y su lugar."""
    catalogos: dict[str, Catalogo] = {}
    for ruta in sorted((raiz / CARPETA).glob("*.po")):
        archivo = ruta.relative_to(raiz).as_posix()
        texto = leer_texto(ruta, archivo, problemas, MAXIMO)
        catalogo = _leer(texto, archivo, problemas) if texto is not None else None
        if catalogo is not None:
            catalogos[ruta.stem] = catalogo
    return catalogos


_RENGLON = re.compile(
    r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) +)?"(?:[^"\\]|\\.)*")?\s*'
)


def _leer(texto: str, archivo: str, problemas: list[Problema]) -> Catalogo | None:
    # Babel perdona una comilla que falta y pierde una letra sin decirlo.
    malos = [n for n, uno in enumerate(partir_lineas(texto), 1) if not _RENGLON.fullmatch(uno)]
    for numero in malos:
        aviso = "Este renglón no se entiende. ¿Falta una comilla?"
        problemas.append(Problema(Lugar(archivo, numero, 1), aviso, "catalogo"))
    if malos:
        return None
    try:
        mensajes = read_po(io.StringIO(texto), abort_invalid=True)
    except PoFileError as error:
        lugar = Lugar(archivo, error.lineno + 1, 1)
        problemas.append(Problema(lugar, "El catálogo no se entiende desde aquí.", "catalogo"))
        return None
    except (ValueError, LookupError):
        lugar = Lugar(archivo, 1, 1)
        problemas.append(Problema(lugar, "La cabecera del catálogo no se entiende.", "catalogo"))
        return None
    leidas: dict[tuple[str, str], Traducido] = {}
    for mensaje in mensajes:
        if not isinstance(mensaje.id, str) or not isinstance(mensaje.string, str):
            continue
        traduccion = mensaje.string.strip()
        if mensaje.id and traduccion:
            lugar = Lugar(archivo, mensaje.lineno or 1, 1)
            clave = (mensaje.context or "", mensaje.id.strip())
            leidas[clave] = Traducido(traduccion, lugar, dudosa=mensaje.fuzzy)
    return leidas

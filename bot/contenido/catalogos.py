"""Poner al día los catálogos de traducción, y decir cuánto falta.

Un catálogo por idioma, ``flujos/idiomas/<idioma>.po``, que se edita con las
herramientas de siempre (Poedit, Weblate). La clave es el español con su contexto
(``flujo.paso``); lo que cambió en español conserva su traducción, marcada dudosa.
Leerlos para el libro es de ``traducciones.py``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.contenido.traducciones import CARPETA
from bot.modelo import Texto
from bot.motor.libro import Libro
from bot.motor.pasos import Accion, Flujo, Menu, Mostrar, Preguntar
from bot.motor.textos import dicho_de

CON_PALABRAS = ("telefono", "horario", "costo")
"""Los datos del directorio que pueden llevar palabras que traducir."""

SIN_FECHA = datetime(2026, 1, 1, tzinfo=UTC)
"""Los catálogos no llevan la fecha en que se tocaron: de eso se acuerda git."""

CABECERA = """\
# Traducciones de Rumbo ({idioma}).
# Pendientes de que las revise un hablante nativo."""


@dataclass(frozen=True, slots=True)
class Avance:
    """Cómo está un catálogo. ``dudosas``: el español cambió después de traducir."""

    idioma: str
    textos: int
    traducidos: int
    dudosos: tuple[str, ...]
    faltan: tuple[str, ...]


def textos(libro: Libro) -> Iterator[Texto]:
    """Todo lo que lee una persona, en orden y sin repetir."""
    vistos: set[Texto] = set()
    for texto in _todos(libro):
        if texto.es and texto not in vistos:
            vistos.add(texto)
            yield texto


def _todos(libro: Libro) -> Iterator[Texto]:
    yield from libro.frases.values()
    yield from libro.ficha.temas.values()
    yield from (dato.vacio for dato in libro.ficha.datos.values() if dato.vacio)
    for flujo in libro.flujos.values():
        yield from _de_flujo(flujo)
    for servicio in libro.directorio.servicios.values():
        candidatos = (
            servicio.nombre,
            servicio.para,
            servicio.quien,
            servicio.decir,
            servicio.llevar,
            servicio.nota,
        )
        yield from (texto for texto in candidatos if texto is not None)
        for campo, hecho in servicio.hechos():
            if campo in CON_PALABRAS and any(
                letra.isalpha() for letra in dicho_de(campo, hecho).es
            ):
                yield dicho_de(campo, hecho)


def _de_flujo(flujo: Flujo) -> Iterator[Texto]:
    for paso in flujo.pasos.values():
        if paso.decir is not None:
            yield paso.decir
        if paso.accion is not None:
            yield from _de_accion(paso.accion)


def _de_accion(accion: Accion) -> Iterator[Texto]:
    match accion:
        case Menu(texto, opciones):
            yield texto
            for opcion in opciones:
                yield opcion.etiqueta
                if opcion.corto is not None:
                    yield opcion.corto
        case Preguntar(texto, _, _, sugerir):
            yield texto
            yield from sugerir
        case Mostrar(nada=nada):
            yield nada
        case _:
            pass


def poner_al_dia(raiz: Path, libro: Libro) -> tuple[Avance, ...]:
    """Escribe los catálogos de los idiomas del bot con los textos de hoy."""
    plantilla = Catalog()
    for texto in textos(libro):
        plantilla.add(texto.es, context=texto.contexto)
    return tuple(
        _poner_uno(raiz / CARPETA / f"{idioma}.po", idioma, plantilla)
        for idioma in libro.ficha.idiomas
        if idioma != "es"
    )


def _poner_uno(ruta: Path, idioma: str, plantilla: Catalog) -> Avance:
    catalogo = Catalog(
        locale=idioma,
        header_comment=CABECERA.format(idioma=idioma),
        project="Rumbo",
        version="1",
        msgid_bugs_address="odtumbes@defensoria.gob.pe",
        last_translator="Rumbo",
        language_team=idioma,
        creation_date=SIN_FECHA,
        revision_date=SIN_FECHA,
        fuzzy=False,
    )
    if ruta.exists():
        for mensaje in read_po(io.StringIO(ruta.read_text(encoding="utf-8")), locale=idioma):
            if mensaje.id:
                catalogo[mensaje.id] = mensaje
    catalogo.update(plantilla, update_creation_date=False)
    catalogo.obsolete.clear()
    salida = io.BytesIO()
    write_po(salida, catalogo, width=100, ignore_obsolete=True, include_previous=True)
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_bytes(salida.getvalue())
    return medir(catalogo, idioma)


def medir(catalogo: Catalog, idioma: str) -> Avance:
    """Cuántos textos tiene, cuántos están traducidos y cuáles faltan."""
    mensajes = [mensaje for mensaje in catalogo if mensaje.id]
    dudosos = tuple(f"{m.context}: {m.id}" for m in mensajes if m.string and m.fuzzy)
    faltan = tuple(f"{m.context}: {m.id}" for m in mensajes if not m.string)
    return Avance(
        idioma, len(mensajes), len(mensajes) - len(dudosos) - len(faltan), dudosos, faltan
    )

"""Arma el libro con todo lo que escribió la oficina, o dice todo lo que está mal.

Junta lo que leen los demás módulos del cuarto y pasa las reglas. Volver a leer
cuando algo cambia es de ``estante.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.contenido.arbol import Problema
from bot.contenido.comprension import leer_saber
from bot.contenido.de_equipo import leer_de_equipo
from bot.contenido.directorio import leer_directorio
from bot.contenido.equipo import leer_equipos
from bot.contenido.ficha import leer_ficha, leer_frases, leer_reservado
from bot.contenido.flujos import leer_flujos
from bot.contenido.obra import FlujoLeido, Obra
from bot.contenido.reglas import revisar
from bot.contenido.respuestas import leer_respuestas, por_etiqueta
from bot.contenido.traducciones import Catalogo, leer_traducciones
from bot.motor.libro import Libro


def leer_libro(raiz: Path) -> tuple[Libro | None, list[Problema]]:
    """El libro de esa carpeta y sus problemas, en orden; sin libro si alguno es grave."""
    problemas: list[Problema] = []
    version = huella(raiz)
    flujos = leer_flujos(raiz, problemas)
    pasos = {nombre: tuple(leido.pasos) for nombre, leido in flujos.items()}
    ficha = leer_ficha(raiz, pasos, problemas)
    frases = leer_frases(raiz, problemas)
    reservado, prohibido = leer_reservado(raiz, problemas)
    traducciones = leer_traducciones(raiz, problemas)
    respuestas = leer_respuestas(raiz, problemas)
    directorio = leer_directorio(raiz, problemas)
    equipos = leer_equipos(raiz, problemas)
    temas = ficha.ficha.temas if ficha else ()
    idiomas = tuple(ficha.ficha.idiomas) if ficha else ()
    de_equipo = leer_de_equipo(raiz, idiomas, problemas)
    umbrales = ficha.umbrales if ficha else None
    saber = leer_saber(raiz, entradas(flujos), problemas, temas, umbrales)
    if ficha is not None:
        obra = Obra(
            ficha,
            flujos,
            frases,
            reservado,
            prohibido,
            directorio,
            equipos,
            traducciones,
            saber.con_alarmas if saber else frozenset(),
            respuestas,
            de_equipo,
        )
        problemas += revisar(obra)
    problemas = sorted(set(problemas))
    graves = any(problema.grave for problema in problemas)
    if graves or ficha is None or directorio is None or saber is None or equipos is None:
        return None, problemas
    libro = Libro(
        version=version,
        ficha=ficha.ficha,
        flujos={nombre: leido.flujo for nombre, leido in flujos.items()},
        frases={nombre: dicho.texto for nombre, dicho in frases.items()},
        directorio=directorio,
        saber=saber,
        equipos=equipos.equipos,
        traducciones={
            idioma: _en_uso(catalogo, flujos) for idioma, catalogo in traducciones.items()
        },
        reservado=reservado,
        prohibido=prohibido,
        respuestas=por_etiqueta(respuestas),
        de_equipo={nombre: leida.respuesta for nombre, leida in de_equipo.items()},
    )
    return libro, problemas


def _en_uso(catalogo: Catalogo, flujos: Mapping[str, FlujoLeido]) -> dict[tuple[str, str], str]:
    """Las traducciones que se dicen. Una dudosa, solo donde callar es peor."""

    def imprescindible(contexto: str) -> bool:
        flujo = flujos.get(contexto.partition(".")[0])
        return flujo is None or flujo.flujo.sensible

    return {
        (contexto, es): traducido.valor
        for (contexto, es), traducido in catalogo.items()
        if not traducido.dudosa or imprescindible(contexto)
    }


def entradas(flujos: dict[str, FlujoLeido]) -> dict[str, list[str]]:
    """Las frases de entrada de cada tema. Las de un flujo son de su primer tema."""
    frases: dict[str, list[str]] = {}
    for leido in flujos.values():
        if leido.temas and leido.entra_con:
            propias = frases.setdefault(leido.temas[0].valor, [])
            propias += [frase.valor for frase in leido.entra_con]
    return frases


def archivos(raiz: Path) -> Iterator[Path]:
    """Los archivos de los que sale el libro, en orden."""
    yield raiz / "directorio.yaml"
    yield from sorted(ruta for ruta in (raiz / "flujos").rglob("*") if ruta.is_file())


def huella(raiz: Path) -> str:
    """Un nombre corto de lo que dicen los archivos: cambia si cambia algo."""
    suma = hashlib.sha256()
    for ruta in archivos(raiz):
        suma.update(ruta.relative_to(raiz).as_posix().encode())
        try:
            suma.update(hashlib.sha256(ruta.read_bytes()).digest())
        except OSError:
            suma.update(b"?")
    return suma.hexdigest()[:12]

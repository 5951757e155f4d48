"""Dónde está la persona: de lo que escribió, o de su ubicación, a un distrito.

Un nombre vale al principio del mensaje o detrás de una palabra que anuncia un
lugar («en», «distrito», «vivo»); así «unas casitas» no es Casitas. Una errata
solo se perdona cuando el mensaje es, entero, el nombre.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein

from bot.directorio.servicios import Directorio, Distrito

REGION = "Tumbes"
KILOMETROS_DE_CERCANIA = 50.0
"""Más lejos que esto, el servicio más cercano no dice en qué distrito está."""

_ANTES = re.compile(
    "en|entre|de|del|desde|a|al|hasta|hacia|por|cerca|distrito|provincia|ciudad|zona|centro|pueblo"
    "|vivo|estoy|soy|vivimos|estamos|somos|llegue|llegamos|es|y|o"
    "|in|from|at|live|em|no|na|moro|estou|nan|mwen|rete|abite|au|dans|j|habite|suis"
)
_RADIO_KM = 6371.0


def distrito(directorio: Directorio, texto_normal: str) -> str | None:
    """El distrito que nombra el texto, o ``None`` si no nombra uno solo.

    ``texto_normal`` y las grafías pasaron por la misma normalización.
    """
    palabras = re.findall(r"\w+", texto_normal)
    nombrados = set(_nombrados(directorio, palabras))
    if not nombrados:
        return _con_errata(directorio, palabras)
    # «Zarumilla, Tumbes», «Aguas Verdes, Zarumilla»: el otro es la región o la provincia.
    if len(nombrados) > 1:
        nombrados.discard(REGION)
    if len(nombrados) > 1:
        nombrados -= {
            uno.provincia
            for uno in map(directorio.distritos.__getitem__, nombrados)
            if uno.nombre != uno.provincia
        }
    return nombrados.pop() if len(nombrados) == 1 else None


def distrito_cercano(directorio: Directorio, latitud: float, longitud: float) -> str | None:
    """El distrito del servicio con coordenadas más cercano, si hay uno cerca."""
    if not (-90 <= latitud <= 90 and -180 <= longitud <= 180):
        return None
    distancias = sorted(
        (_kilometros((latitud, longitud), servicio.coordenadas), servicio.distrito)
        for servicio in directorio.servicios.values()
        if servicio.coordenadas is not None and servicio.distrito
    )
    if not distancias or distancias[0][0] > KILOMETROS_DE_CERCANIA:
        return None
    return distancias[0][1]


def _nombrados(directorio: Directorio, palabras: list[str]) -> Iterator[str]:
    formas: dict[tuple[str, ...], Distrito | None] = {}
    for uno in directorio.distritos.values():
        formas.update((tuple(grafia.split()), uno) for grafia in uno.grafias)
        formas.update((tuple(ajena.split()), None) for ajena in uno.no_es)
    mayor = max(map(len, formas), default=0)
    lugar = 0
    anuncia = True
    while lugar < len(palabras):
        for largo in range(mayor, 0, -1):
            ventana = tuple(palabras[lugar : lugar + largo])
            if len(ventana) == largo and ventana in formas:
                break
        else:
            anuncia = _ANTES.fullmatch(palabras[lugar]) is not None
            lugar += 1
            continue
        hallado = formas[ventana]
        if anuncia and hallado is not None:
            yield hallado.nombre
        lugar += largo


def _con_errata(directorio: Directorio, palabras: list[str]) -> str | None:
    resto = list(palabras)
    while resto and _ANTES.fullmatch(resto[0]):
        resto.pop(0)
    escrito = " ".join(resto)
    if len(resto) > 4 or any(escrito in uno.no_es for uno in directorio.distritos.values()):
        return None
    mejores: dict[str, int] = {}
    for uno in directorio.distritos.values():
        for grafia in uno.grafias:
            # A los nombres cortos una letra los vuelve otra palabra.
            permitidas = 0 if len(grafia) < 5 else 1 if len(grafia) < 8 else 2
            letras = DamerauLevenshtein.distance(escrito, grafia, score_cutoff=permitidas)
            if letras <= permitidas and escrito[:1] == grafia[:1]:
                mejores[uno.nombre] = min(letras, mejores.get(uno.nombre, letras))
    if not mejores:
        return None
    menor = min(mejores.values())
    ganadores = [nombre for nombre, letras in mejores.items() if letras == menor]
    return ganadores[0] if len(ganadores) == 1 else None


def _kilometros(uno: tuple[float, float], otro: tuple[float, float]) -> float:
    latitud_1, longitud_1, latitud_2, longitud_2 = map(math.radians, (*uno, *otro))
    arco = (
        math.sin((latitud_2 - latitud_1) / 2) ** 2
        + math.cos(latitud_1) * math.cos(latitud_2) * math.sin((longitud_2 - longitud_1) / 2) ** 2
    )
    return 2 * _RADIO_KM * math.asin(math.sqrt(arco))

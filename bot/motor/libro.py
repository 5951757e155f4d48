"""El libro: todo lo que la oficina escribió, leído, comprobado e inmutable.

Un turno usa un solo libro. Editar un flujo hace un libro nuevo; el estado de
quien espera guarda nombres de pasos, y un nombre que ya no existe lleva al
inicio. Quien lo arma es ``bot/contenido/libro.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.comprension import Saber
from bot.directorio import Directorio
from bot.guardia import Equipos
from bot.modelo import Marco, Texto
from bot.motor.pasos import Dato, Flujo, Paso


@dataclass(frozen=True, slots=True)
class Siempre:
    """Una palabra que sirve en cualquier paso.

    ``palabras``: idioma → formas (el mensaje entero, ya normalizado); ``formas``, las
    de todos. ``flujo`` es a dónde lleva, o vacío si la atiende el propio motor
    (``salir``, ``volver``, ``repetir``, ``menu``).
    """

    nombre: str
    palabras: Mapping[str, tuple[str, ...]]
    flujo: str = ""
    formas: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        todas = tuple(forma for formas in self.palabras.values() for forma in formas)
        object.__setattr__(self, "formas", todas)


@dataclass(frozen=True, slots=True)
class Ficha:
    """Lo que ``flujos/_bot.yaml`` dice del bot.

    ``idiomas``: código → su nombre, como se ve, y otras maneras de pedirlo.
    ``seguro`` y ``dudoso`` son certezas de 0 a 1: desde ``seguro`` se entra en
    el tema; entre las dos se pregunta «¿Te refieres a…?».
    """

    nombre: str
    idiomas: Mapping[str, tuple[str, ...]]
    inicio: str
    menu: str
    temas: Mapping[str, Texto]
    datos: Mapping[str, Dato]
    siempre: tuple[Siempre, ...]
    seguro: float
    dudoso: float
    caduca: timedelta
    caduca_sensible: timedelta
    oficina: str


ES_SEGURO = "es_seguro"
"""La respuesta hecha con que empieza todo contacto del equipo."""


@dataclass(frozen=True, slots=True)
class DeEquipo:
    """Lo que el equipo manda ya escrito. ``textos`` va de idioma a texto; en español, siempre."""

    nombre: str
    titulo: str
    textos: Mapping[str, str]

    @property
    def es(self) -> str:
        return self.textos["es"]

    def en(self, idioma: str) -> str:
        return self.textos.get(idioma, self.es)


@dataclass(frozen=True, slots=True)
class Libro:
    """Los flujos, las frases, el directorio, lo que se entiende y los idiomas.

    ``frases`` son las del propio bot (``flujos/_frases.yaml``). ``traducciones``
    va de idioma a (contexto, texto en español) a texto traducido. ``reservado`` y
    ``prohibido`` son lo que no puede verse a primera vista y lo que nunca se dice.
    ``respuestas`` va de la etiqueta de una opción a otras maneras de decirla en cualquier idioma;
    ``de_equipo`` es lo que el equipo manda ya escrito.
    """

    version: str
    ficha: Ficha
    flujos: Mapping[str, Flujo]
    frases: Mapping[str, Texto]
    directorio: Directorio
    saber: Saber
    equipos: Equipos
    traducciones: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    reservado: tuple[str, ...] = ()
    prohibido: tuple[str, ...] = ()
    respuestas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    de_equipo: Mapping[str, DeEquipo] = field(default_factory=dict)

    def paso(self, marco: Marco) -> Paso | None:
        """El paso de ese marco, o ``None`` si una edición lo quitó."""
        flujo = self.flujos.get(marco.flujo)
        return flujo.pasos.get(marco.paso) if flujo else None

    def flujo_de_tema(self, tema: str) -> str | None:
        """El flujo que atiende ese tema."""
        for flujo in self.flujos.values():
            if tema in flujo.temas:
                return flujo.nombre
        return None

    def traducido(self, texto: Texto, idioma: str) -> bool:
        """¿Está ese texto en ``idioma``?"""
        return idioma == "es" or (texto.contexto, texto.es) in self.traducciones.get(idioma, {})

    def traducir(self, texto: Texto, idioma: str) -> str:
        """El texto en ``idioma``; en español si no hay traducción."""
        return self.traducciones.get(idioma, {}).get((texto.contexto, texto.es), texto.es)

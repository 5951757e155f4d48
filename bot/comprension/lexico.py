"""Las listas de la oficina, compiladas: clases de palabras, patrones y guardas.

De aquí no sale ninguna decisión. Los archivos los lee
``bot/contenido/comprension.py``; con estas piezas trabajan ``marcas.py`` y
``urgencia.py``. El lenguaje de una entrada:

- ``navaja``: esa palabra. ``de muerte``: esas palabras seguidas.
- ``~pegar``: cualquier forma de un verbo de ``verbos:``.
- ``<menor>``: cualquier palabra suelta de otra clase.
- ``un|una``: una de las dos. ``8-17``: un número entre esos dos.

Entre las palabras de una entrada caben pronombres y verbos auxiliares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bot.comprension.normalizar import normalizar
from bot.comprension.verbos import conjugar, separar
from bot.modelo import Nivel

Tiempo = Literal["infinitivo", "gerundio", "participio", "primera", "otro"]
TIEMPOS = ("infinitivo", "gerundio", "participio", "primera", "otro")
PRONOMBRES = {
    "me": frozenset({"me", "nos"}),
    "le": frozenset({"le", "les", "lo", "la", "los", "las"}),
    "te": frozenset({"te"}),
    "se": frozenset({"se"}),
    "yo": frozenset({"yo"}),
}
"""Los pronombres que puede pedir una parte, en español si el archivo no dice otros.

``yo`` es «me» cuando se lo hace a sí misma.
"""

ARTICULOS = frozenset(
    "el la los las un una unos unas mi mis su sus tu tus ningun ninguna este esta estos estas ya "
    "muy mucho mucha al del".split()
)
MIOS = frozenset("mi mis nuestra nuestro nuestras nuestros".split())

Sitio = Literal["antes", "detras", "ambos"]
SITIOS: tuple[Sitio, ...] = ("antes", "detras", "ambos")
"""Dónde va el pronombre de a quien se lo hacen: «me pega», «hits me»."""

_RANGO = re.compile(r"(\d{1,2})-(\d{1,2})\Z")


Tabla = Mapping[str, Sequence[str]]
"""Nombre → líneas."""
Formas = Mapping[str, Mapping[str, frozenset[Tiempo]]]
"""Verbo → forma → tiempos en que puede estar."""


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una línea de una clase: qué palabra puede ir en cada lugar."""

    lugares: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Parte:
    """Lo que un patrón pide: una de estas clases, y a veces a quién y en qué forma."""

    clases: tuple[str, ...]
    pronombres: frozenset[str] = frozenset()
    tiempo: Tiempo | None = None


@dataclass(frozen=True, slots=True)
class Patron:
    """Partes que, juntas en una ventana, hacen una alarma."""

    nombre: str
    tema: str
    nivel: Nivel
    partes: tuple[Parte, ...]
    en_orden: bool = False
    excepto: tuple[Parte, ...] = ()
    sube_si: tuple[Parte, ...] = ()
    baja_si: tuple[Parte, ...] = ()


@dataclass(frozen=True, slots=True)
class Reglas:
    """Todo lo que ``urgencia.py`` necesita, ya compilado."""

    sueltas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seguidas: Mapping[str, tuple[tuple[Entrada, str], ...]] = field(default_factory=dict)
    modismos: Mapping[str, tuple[Entrada, ...]] = field(default_factory=dict)
    sin_alarma_si_sigue: Mapping[str, frozenset[str]] = field(default_factory=dict)
    verbales: Mapping[str, frozenset[Tiempo]] = field(default_factory=dict)
    encliticas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    auxiliares_de_yo: frozenset[str] = frozenset()
    auxiliares: frozenset[str] = frozenset()
    negaciones: frozenset[str] = frozenset()
    cancelan: frozenset[str] = frozenset()
    no_se_niegan: frozenset[str] = frozenset()
    abreviaturas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patrones: tuple[Patron, ...] = ()
    guardas: frozenset[str] = frozenset()
    conocidas: frozenset[str] = frozenset()
    alarmantes: frozenset[str] = frozenset()
    pronombres: Mapping[str, frozenset[str]] = field(default_factory=lambda: PRONOMBRES)
    todos_los_pronombres: frozenset[str] = frozenset().union(*PRONOMBRES.values())
    sitio: Sitio = "antes"
    articulos: frozenset[str] = ARTICULOS
    mios: frozenset[str] = MIOS


def formas_de(verbos: Tabla) -> Formas:
    """Todas las formas de esos verbos."""
    tablas: dict[str, Mapping[str, frozenset[Tiempo]]] = {}
    for lema, cambios in verbos.items():
        tabla: dict[str, set[Tiempo]] = {}
        for forma, tiempo in conjugar(lema, cambios):
            tabla.setdefault(forma, set()).add(tiempo)  # type: ignore[arg-type]
        tablas[lema] = {forma: _juntos(tiempos) for forma, tiempos in tabla.items()}
    return tablas


def _juntos(tiempos: Iterable[Tiempo]) -> frozenset[Tiempo]:
    """El conjunto de esos tiempos; el mismo objeto para los mismos, que son miles."""
    return _conjunto(tuple(sorted(tiempos)))


@cache
def _conjunto(tiempos: tuple[Tiempo, ...]) -> frozenset[Tiempo]:
    return frozenset(tiempos)


def leer_entrada(
    texto: str,
    formas: Formas,
    clases: Tabla,
) -> Entrada:
    """Compila una línea. ``ValueError`` dice, para quien edita, qué no se entiende."""
    lugares: list[frozenset[str]] = []
    for lugar in texto.split():
        palabras: set[str] = set()
        for pieza in lugar.split("|"):
            rango = _RANGO.match(pieza)
            if rango:
                palabras.update(str(n) for n in range(int(rango[1]), int(rango[2]) + 1))
            elif pieza.startswith("~"):
                lema = normalizar(pieza)
                if lema not in formas:
                    raise ValueError(f"el verbo «{lema}» no está en «verbos»")
                palabras.update(formas[lema])
            elif pieza.startswith("<") and pieza.endswith(">"):
                palabras.update(_sueltas_de(pieza[1:-1], formas, clases))
            else:
                normal = normalizar(pieza)
                if not normal or " " in normal:
                    raise ValueError(f"«{pieza}» no es una palabra")
                palabras.add(_base(normal, formas))
        lugares.append(frozenset(palabras))
    if not lugares:
        raise ValueError("la línea está vacía")
    return Entrada(tuple(lugares))


def _base(palabra: str, formas: Formas) -> str:
    """«matarme» se escribe así en una lista, pero en un mensaje llega partida."""
    for manera in separar(palabra):
        if any(manera[0] in tabla and palabra in tabla for tabla in formas.values()):
            return manera[0]
    return palabra


def _partir(forma: str, bases: Set[str]) -> tuple[str, ...]:
    """La manera de separar los pronombres que deja una forma conocida, si la hay."""
    return next((manera for manera in separar(forma) if manera[0] in bases), ())


def _sueltas_de(
    clase: str,
    formas: Formas,
    clases: Tabla,
) -> frozenset[str]:
    if clase not in clases:
        raise ValueError(f"la clase «{clase}» no existe")
    palabras: set[str] = set()
    for entrada in clases[clase]:
        if " " not in entrada.strip() and "<" not in entrada:
            palabras.update(leer_entrada(entrada, formas, clases).lugares[0])
    return frozenset(palabras)


def leer_parte(texto: str, clases: Iterable[str]) -> Parte:
    """«me|le + golpear:gerundio» → Parte. ``ValueError`` si no se entiende."""
    delante, mas, resto = texto.rpartition("+")
    pronombres: set[str] = set()
    for nombre in delante.replace(" ", "").split("|") if mas else []:
        if nombre not in PRONOMBRES:
            raise ValueError(f"«{nombre}» no es un pronombre: usa {', '.join(PRONOMBRES)}")
        pronombres.add(nombre)
    resto, _, tiempo = resto.strip().partition(":")
    if tiempo and tiempo not in TIEMPOS:
        raise ValueError(f"«{tiempo}» no es una forma: usa {', '.join(TIEMPOS)}")
    nombres = tuple(nombre.strip() for nombre in resto.split("|"))
    for nombre in nombres:
        if nombre not in clases:
            raise ValueError(f"la clase «{nombre}» no existe")
    return Parte(nombres, frozenset(pronombres), tiempo or None)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Listas:
    """Un archivo de urgencia ya leído y comprobado, todavía en palabras."""

    verbos: Tabla
    clases: Tabla
    patrones: Sequence[Patron]
    modismos: Sequence[str]
    sin_alarma_si_sigue: Tabla
    guardas: Sequence[str]
    auxiliares_de_yo: Sequence[str]
    auxiliares: Sequence[str]
    negaciones: Sequence[str]
    cancelan: Sequence[str]
    no_se_niegan: Sequence[str]
    abreviaturas: Mapping[str, str]
    corrientes: Sequence[str]
    pronombres: Tabla = field(default_factory=dict)
    sitio: Sitio = "antes"
    articulos: Sequence[str] = ()
    mios: Sequence[str] = ()


def compilar(listas: Listas, conocidas: Iterable[str]) -> Reglas:
    """Prepara las listas para mirar un mensaje. ``conocidas``: palabras que no se corrigen."""
    formas = formas_de(listas.verbos)
    sueltas: dict[str, list[str]] = {}
    seguidas: dict[str, list[tuple[Entrada, str]]] = {}
    alarmantes: set[str] = set()
    for clase, lineas in listas.clases.items():
        for linea in lineas:
            entrada = leer_entrada(linea, formas, listas.clases)
            alarmantes.update(*entrada.lugares)
            for palabra in entrada.lugares[0]:
                if len(entrada.lugares) > 1:
                    seguidas.setdefault(palabra, []).append((entrada, clase))
                elif clase not in sueltas.setdefault(palabra, []):
                    sueltas[palabra].append(clase)
    modismos: dict[str, list[Entrada]] = {}
    for linea in listas.modismos:
        entrada = leer_entrada(linea, formas, listas.clases)
        for palabra in entrada.lugares[0]:
            modismos.setdefault(palabra, []).append(entrada)
    verbales: dict[str, frozenset[Tiempo]] = {}
    for tabla in formas.values():
        for forma, tiempos in tabla.items():
            verbales[forma] = _juntos(verbales.get(forma, frozenset()) | tiempos)
    enteras = {f for tabla in formas.values() for f in tabla}
    bases = {f for f in enteras if f not in sueltas or f in verbales}
    encliticas = {forma: partes for forma in enteras if (partes := _partir(forma, bases))}
    corrientes = {
        palabra
        for linea in listas.corrientes
        for palabra in leer_entrada(linea, formas, listas.clases).lugares[0]
    }
    cosas = {
        clase: frozenset(map(normalizar, palabras))
        for clase, palabras in listas.sin_alarma_si_sigue.items()
    }
    inocentes = (
        frozenset()
        .union(*cosas.values())
        .union(
            p
            for entradas in modismos.values()
            for entrada in entradas
            for p in set().union(*entrada.lugares)
        )
    )
    pronombres = {
        nombre: frozenset(map(normalizar, listas.pronombres.get(nombre, ())))
        for nombre in PRONOMBRES
    }
    if not listas.pronombres:
        pronombres = PRONOMBRES
    return Reglas(
        sueltas={palabra: tuple(clases) for palabra, clases in sueltas.items()},
        seguidas={palabra: tuple(pares) for palabra, pares in seguidas.items()},
        modismos={palabra: tuple(entradas) for palabra, entradas in modismos.items()},
        sin_alarma_si_sigue=cosas,
        verbales=verbales,
        encliticas=encliticas,
        auxiliares_de_yo=frozenset(map(normalizar, listas.auxiliares_de_yo)),
        auxiliares=frozenset(map(normalizar, (*listas.auxiliares, *listas.auxiliares_de_yo))),
        negaciones=frozenset(map(normalizar, listas.negaciones)),
        cancelan=frozenset(map(normalizar, listas.cancelan)),
        no_se_niegan=frozenset(listas.no_se_niegan),
        abreviaturas={
            normalizar(corta): tuple(normalizar(larga).split())
            for corta, larga in listas.abreviaturas.items()
        },
        patrones=tuple(listas.patrones),
        guardas=frozenset(listas.guardas),
        conocidas=frozenset(conocidas) | alarmantes | enteras | corrientes | inocentes,
        alarmantes=frozenset(p for p in alarmantes if len(p) >= 4 and not p.isdecimal()),
        pronombres=pronombres,
        todos_los_pronombres=frozenset().union(*pronombres.values()),
        sitio=listas.sitio,
        articulos=frozenset(map(normalizar, listas.articulos)) or ARTICULOS,
        mios=frozenset(map(normalizar, listas.mios)) or MIOS,
    )

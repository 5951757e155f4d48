"""La obra: todo lo leído, con su lugar, antes de ser un libro.

Las reglas la recorren. Aquí no se lee ni se comprueba nada.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.comprension.saber import Umbrales
from bot.contenido.arbol import Escalar, Lugar
from bot.contenido.de_equipo import DeEquipoLeida
from bot.contenido.respuestas import Respuestas
from bot.directorio import Directorio, texto_de_horario
from bot.guardia import Equipos
from bot.modelo import Texto
from bot.motor.libro import Ficha
from bot.motor.pasos import RESERVADOS, Flujo
from bot.motor.textos import DEL_TURNO, HUECO

Uso = Literal[
    "titulo",
    "decir",
    "menu",
    "preguntar",
    "nada",
    "etiqueta",
    "corto",
    "sugerir",
    "frase",
    "tema",
    "vacio",
]
Nombre = Literal["tema", "dato", "servicio", "flujo", "equipo"]

SE_LLENAN: tuple[Uso, ...] = ("decir", "menu", "preguntar", "nada", "frase")
"""Los textos que abren un mensaje y en los que puede haber huecos."""

SE_TOCAN: tuple[Uso, ...] = ("etiqueta", "corto", "sugerir", "tema")
"""Los que se ven en un botón."""


@dataclass(frozen=True, slots=True)
class Dicho:
    """Un texto que puede leer una persona. ``opcion`` cuenta las de su menú."""

    texto: Texto
    uso: Uso
    lugar: Lugar
    flujo: str = ""
    paso: str = ""
    opcion: int = 0
    idioma: str = "es"
    valor: str = ""

    @property
    def escrito(self) -> str:
        """El texto en su idioma."""
        return self.valor or self.texto.es


@dataclass(frozen=True, slots=True)
class Destino:
    """Adónde dice ir un paso, tal como está escrito."""

    escrito: str
    lugar: Lugar
    flujo: str = ""
    paso: str = ""


@dataclass(frozen=True, slots=True)
class Nombrado:
    """Algo que se nombra y tiene que existir en otro sitio."""

    clase: Nombre
    nombre: str
    lugar: Lugar
    flujo: str = ""
    paso: str = ""


@dataclass(frozen=True, slots=True)
class Fuente:
    """Un hecho de la cabecera de un flujo: de dónde sale y en qué paso se dice."""

    hecho: str
    fuente: str
    fecha: str
    confianza: str
    seccion: Escalar | None = None
    paso: Escalar | None = None


@dataclass(slots=True)
class Hallazgos:
    """Lo que se va encontrando al leer, en orden."""

    dichos: list[Dicho] = field(default_factory=list)
    destinos: list[Destino] = field(default_factory=list)
    nombrados: list[Nombrado] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FlujoLeido:
    """Un flujo y dónde está cada cosa. Un destino que no existe queda como se escribió."""

    flujo: Flujo
    lugar: Lugar
    pasos: Mapping[str, Lugar]
    hallazgos: Hallazgos
    urgente: Lugar
    temas: tuple[Escalar, ...] = ()
    entra_con: tuple[Escalar, ...] = ()
    fuentes: tuple[Fuente, ...] = ()


@dataclass(frozen=True, slots=True)
class FichaLeida:
    ficha: Ficha
    lugar: Lugar
    siempre: Mapping[str, Lugar]
    hallazgos: Hallazgos
    umbrales: Umbrales
    secciones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EquiposLeidos:
    equipos: Equipos
    hallazgos: Hallazgos


@dataclass(frozen=True, slots=True)
class Traducido:
    """Una traducción. ``dudosa``: el español cambió después de traducirlo."""

    valor: str
    lugar: Lugar
    dudosa: bool = False


@dataclass(frozen=True, slots=True)
class Obra:
    """Todo lo leído. El directorio falta si tiene errores; los equipos, si no se leyeron.

    ``con_urgencias`` son los temas de los que el banco o los patrones traen algo urgente.
    """

    ficha: FichaLeida
    flujos: Mapping[str, FlujoLeido]
    frases: Mapping[str, Dicho]
    reservado: tuple[str, ...]
    prohibido: tuple[str, ...]
    directorio: Directorio | None
    equipos: EquiposLeidos | None
    traducciones: Mapping[str, Mapping[tuple[str, str], Traducido]]
    con_urgencias: frozenset[str] = frozenset()
    respuestas: Sequence[Respuestas] = ()
    de_equipo: Mapping[str, DeEquipoLeida] = field(default_factory=dict)

    def hallazgos(self) -> Iterator[Hallazgos]:
        yield self.ficha.hallazgos
        if self.equipos is not None:
            yield self.equipos.hallazgos
        for leido in self.flujos.values():
            yield leido.hallazgos

    def dichos(self, usos: Sequence[Uso], con_traducciones: bool = True) -> Iterator[Dicho]:
        """Los textos de esos usos, en español y en cada idioma en que estén."""
        en_espanol = [
            *(dicho for hallados in self.hallazgos() for dicho in hallados.dichos),
            *self.frases.values(),
        ]
        for dicho in en_espanol:
            if dicho.uso not in usos:
                continue
            yield dicho
            if con_traducciones:
                yield from self.traducidos(dicho)

    def traducidos(self, dicho: Dicho) -> Iterator[Dicho]:
        """Ese texto en los otros idiomas, con el lugar de su traducción."""
        for idioma, catalogo in self.traducciones.items():
            hallado = catalogo.get((dicho.texto.contexto, dicho.texto.es))
            if hallado is not None:
                yield Dicho(
                    dicho.texto,
                    dicho.uso,
                    hallado.lugar,
                    dicho.flujo,
                    dicho.paso,
                    dicho.opcion,
                    idioma,
                    hallado.valor,
                )

    def sensible(self, flujo: str) -> bool:
        leido = self.flujos.get(flujo)
        return leido is not None and leido.flujo.sensible

    def lleno(self, dicho: Dicho) -> str:
        """El texto como se leería, con los datos del directorio en sus huecos."""

        def valor(hueco: re.Match[str]) -> str:
            nombre, campo = hueco[1], hueco[2]
            if f"{nombre}.{campo}" in DEL_TURNO:
                return DEL_TURNO[f"{nombre}.{campo}"]
            servicio = self.directorio.servicios.get(nombre) if self.directorio else None
            if campo is None:
                dato = self.ficha.ficha.datos.get(nombre)
                return dato.vacio.es if dato and dato.vacio else nombre
            if servicio is None:
                return campo
            if campo == "nombre":
                return servicio.nombre.es
            hecho = getattr(servicio, campo, None)
            if campo == "horario" and hecho is not None:
                return texto_de_horario(hecho.valor)
            return hecho.valor if hecho is not None else campo

        return HUECO.sub(valor, dicho.escrito)


def resolver(escrito: str, flujo: str, pasos: Mapping[str, Sequence[str]]) -> str | None:
    """El destino como ``flujo.paso`` o reservado, o ``None`` si no existe.

    ``pasos`` son los nombres de los pasos de cada flujo.
    """
    if escrito in RESERVADOS:
        return escrito
    if escrito in pasos.get(flujo, ()):
        return f"{flujo}.{escrito}"
    if pasos.get(escrito):
        return f"{escrito}.{pasos[escrito][0]}"
    otro, _, paso = escrito.partition(".")
    return escrito if paso in pasos.get(otro, ()) else None

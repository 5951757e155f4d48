"""Lo que hace falta saber para entender un mensaje, ya compilado.

``armar`` recibe lo que la oficina escribió; quien lee los archivos es
``bot/contenido/comprension.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from sys import intern

from bot.comprension.corrector import Corrector, preparar
from bot.comprension.lexico import Listas, Reglas, compilar
from bot.comprension.lineal import Aprendiz, Ejemplo, aprender_idiomas, aprender_temas
from bot.comprension.normalizar import Ficha, fichar, normalizar
from bot.comprension.senales import de_conceptos, de_vista
from bot.comprension.urgencia import Vista, mirar
from bot.modelo import Nivel, Urgencia


@dataclass(frozen=True, slots=True)
class Frase:
    """Una frase que la oficina escribió. Sin ``nivel``, no se sabe si es urgente."""

    texto: str
    idioma: str
    tema: str
    nivel: Urgencia | None = "normal"


@dataclass(frozen=True, slots=True)
class Lengua:
    """Lo que se sabe de la urgencia en un idioma."""

    reglas: Reglas = field(default_factory=Reglas)
    corrector: Corrector = field(default_factory=Corrector)


@dataclass(frozen=True, slots=True)
class Umbrales:
    """Desde qué certeza un mensaje es una alarma, y desde cuál se pregunta."""

    deriva: float = 0.78
    pregunta: float = 0.48


@dataclass(frozen=True, slots=True)
class Saber:
    """Lo que se sabe en cada idioma y lo aprendido. Vacío, no entiende nada.

    ``aprendiz`` sabe de temas y urgencia; ``de_idiomas``, de idiomas; ``conceptos``
    son los que nombra cada palabra, en cualquier idioma; ``con_urgencias``,
    los temas de los que hay frases urgentes; ``urgentes``, aquellos de los que
    hay más urgentes que corrientes; ``exactas``, el
    tema de cada frase de entrada de un flujo; ``conocidas``, las palabras del banco.
    """

    lenguas: Mapping[str, Lengua] = field(default_factory=dict)
    aprendiz: Aprendiz = field(default_factory=Aprendiz)
    de_idiomas: Aprendiz = field(default_factory=Aprendiz)
    conceptos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    con_urgencias: frozenset[str] = frozenset()
    urgentes: frozenset[str] = frozenset()
    conocidas: frozenset[str] = frozenset()
    exactas: Mapping[str, str] = field(default_factory=dict)
    umbrales: Umbrales = Umbrales()

    @property
    def con_alarmas(self) -> frozenset[str]:
        """Los temas de los que puede salir una alarma, por el banco o por un patrón."""
        lenguas = self.lenguas.values()
        return self.con_urgencias.union(
            patron.tema for lengua in lenguas for patron in lengua.reglas.patrones
        )

    def estudiar(self) -> None:
        """Aprende ya, para que el primer mensaje no espere."""
        assert self.aprendiz.lineal and self.de_idiomas.lineal


def armar(
    listas: Mapping[str, Listas],
    frases: Sequence[Frase],
    umbrales: Umbrales | None = None,
    conceptos: Mapping[str, Sequence[str]] | None = None,
) -> Saber:
    """Compila las listas de cada idioma y las frases; de estas se aprende al estudiar."""
    ejemplos = tuple(_ejemplo(frase) for frase in frases)
    dichas: dict[str, set[str]] = {}
    for ejemplo in ejemplos:
        dichas.setdefault(ejemplo.idioma, set()).update(ejemplo.palabras)
    todas = frozenset().union(*dichas.values())
    lenguas = {
        idioma: _lengua(unas, todas, dichas.get(idioma, set())) for idioma, unas in listas.items()
    }
    de_cada_una: dict[str, tuple[str, ...]] = {}
    for concepto, palabras in sorted((conceptos or {}).items()):
        for palabra in map(normalizar, palabras):
            de_cada_una[palabra] = (*de_cada_una.get(palabra, ()), concepto)

    def mirados() -> list[Ejemplo]:
        textos = (frase.texto for frase in frases)
        return [_mirado(e, t, lenguas, de_cada_una) for e, t in zip(ejemplos, textos, strict=True)]

    graves = Counter(f.tema for f in frases if f.nivel in ("critica", "alta"))
    corrientes = Counter(f.tema for f in frases if f.nivel == "normal")
    return Saber(
        lenguas=lenguas,
        aprendiz=Aprendiz(lambda: aprender_temas(mirados(), de_cada_una)),
        de_idiomas=Aprendiz(lambda: aprender_idiomas(ejemplos)),
        conceptos=de_cada_una,
        con_urgencias=frozenset(graves),
        urgentes=frozenset(tema for tema in graves if graves[tema] > corrientes[tema]),
        conocidas=todas,
        exactas={normalizar(f.texto): f.tema for f in frases if f.nivel is None},
        umbrales=umbrales or Umbrales(),
    )


_GRAVEDAD: dict[Nivel | None, int] = {"critica": 0, "alta": 1, None: 2}


def mirar_en(
    fichas: Sequence[Ficha], idiomas: Sequence[str], lenguas: Mapping[str, Lengua]
) -> Vista:
    """La vista con la alarma más grave; sin alarma, la del primer idioma."""
    vistas = [
        mirar(fichas, lengua.reglas, lengua.corrector)
        for idioma in idiomas
        if (lengua := lenguas.get(idioma))
    ]
    return min(vistas, key=lambda vista: _GRAVEDAD[_nivel(vista)], default=Vista())


def _nivel(vista: Vista) -> Nivel | None:
    return vista.alarma.nivel if vista.alarma else None


def _mirado(
    ejemplo: Ejemplo,
    texto: str,
    lenguas: Mapping[str, Lengua],
    conceptos: Mapping[str, Sequence[str]],
) -> Ejemplo:
    """La frase con sus señales, como se verá un mensaje de su idioma."""
    vista = mirar_en(fichar(texto), tuple(dict.fromkeys((ejemplo.idioma, "es"))), lenguas)
    senales = (
        *de_vista(vista.marcas, vista.hallazgos, vista.alarma),
        *de_conceptos(ejemplo.palabras, conceptos),
    )
    return replace(ejemplo, senales=tuple(map(intern, senales)))


def _lengua(listas: Listas, todas: frozenset[str], propias: Set[str]) -> Lengua:
    """Ninguna palabra del banco se corrige, sea del idioma que sea."""
    reglas = compilar(listas, todas)
    return Lengua(reglas, preparar(reglas.alarmantes | {p for p in propias if len(p) >= 5}))


def _ejemplo(frase: Frase) -> Ejemplo:
    palabras = tuple(map(intern, normalizar(frase.texto).split()))
    return Ejemplo(palabras, frase.idioma, frase.tema, frase.nivel)

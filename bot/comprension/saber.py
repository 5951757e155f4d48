"""Lo que hace falta saber para entender un mensaje, ya compilado.

``armar`` recibe lo que la oficina escribió; quien lee los archivos es
``bot/contenido/comprension.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from sys import intern

from bot.comprension.corrector import Corrector, preparar
from bot.comprension.lexico import Listas, Reglas, compilar
from bot.comprension.lineal import Aprendiz, Ejemplo, aprender
from bot.comprension.normalizar import normalizar
from bot.modelo import Urgencia


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

    deriva: float = 0.74
    pregunta: float = 0.4


@dataclass(frozen=True, slots=True)
class Saber:
    """Lo que se sabe en cada idioma y lo aprendido. Vacío, no entiende nada.

    ``clases`` son las de cada palabra en cualquier idioma; ``con_urgencias``,
    los temas de los que hay frases urgentes; ``exactas``, el
    tema de cada frase de entrada de un flujo; ``conocidas``, las palabras del banco.
    """

    lenguas: Mapping[str, Lengua] = field(default_factory=dict)
    aprendiz: Aprendiz = field(default_factory=Aprendiz)
    clases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    con_urgencias: frozenset[str] = frozenset()
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
        assert self.aprendiz.lineal


def armar(
    listas: Mapping[str, Listas],
    frases: Sequence[Frase],
    umbrales: Umbrales | None = None,
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
    clases: dict[str, tuple[str, ...]] = {}
    for lengua in lenguas.values():
        for palabra, unas in lengua.reglas.sueltas.items():
            clases[palabra] = tuple(sorted({*clases.get(palabra, ()), *unas}))

    return Saber(
        lenguas=lenguas,
        aprendiz=Aprendiz(lambda: aprender(ejemplos, clases)),
        clases=clases,
        con_urgencias=frozenset(f.tema for f in frases if f.nivel in ("critica", "alta")),
        conocidas=todas,
        exactas={normalizar(f.texto): f.tema for f in frases if f.nivel is None},
        umbrales=umbrales or Umbrales(),
    )


def _lengua(listas: Listas, todas: frozenset[str], propias: Set[str]) -> Lengua:
    """Ninguna palabra del banco se corrige, sea del idioma que sea."""
    reglas = compilar(listas, todas)
    return Lengua(reglas, preparar(reglas.alarmantes | {p for p in propias if len(p) >= 5}))


def _ejemplo(frase: Frase) -> Ejemplo:
    palabras = tuple(map(intern, normalizar(frase.texto).split()))
    return Ejemplo(palabras, frase.idioma, frase.tema, frase.nivel)

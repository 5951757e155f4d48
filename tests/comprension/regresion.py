"""Los mensajes de regresión de la casa y lo que se mide en cada clase.

``mensajes/<clase>.txt`` tiene un mensaje por línea: idioma, etiqueta y texto. La
etiqueta es el nivel en las clases urgentes, el tema donde se mide el tema, o «-».
``\\u200b`` y los demás escapes se escriben así, para que se vean. Los suelos están en
``mensajes/suelos.yaml``. Aquí no se prueba nada: eso es de ``test_regresion.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.comprension import Saber, comprender
from bot.modelo import Lectura

MENSAJES = Path(__file__).parent / "mensajes"
IDIOMAS = ("es", "ht", "fr", "en", "pt")
URGENTES = (
    "violencia",
    "trata",
    "ninez",
    "salud_mental",
    "emergencia_medica",
    "detencion_expulsion",
    "albergue_alimentacion",
)
CLASES = (*URGENTES, "enganosos", "dichos", "corrientes", "disfraces", "idiomas")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Mensaje:
    """Una línea de una clase."""

    clase: str
    idioma: str
    etiqueta: str
    texto: str


@dataclass(frozen=True, slots=True)
class Medida:
    """Qué mensajes de una clase cuentan, y cuándo uno sale bien."""

    cuenta: Callable[[Mensaje], bool]
    bien: Callable[[Mensaje, Lectura], bool]


def mensajes(clase: str, idioma: str | None = None) -> list[Mensaje]:
    """Los mensajes de una clase, todos o los de un idioma."""
    lineas = (MENSAJES / f"{clase}.txt").read_text(encoding="utf-8").splitlines()
    partes = [linea.split(" ", 2) for linea in lineas if linea]
    return [
        Mensaje(clase, uno[0], uno[1], _ESCAPE.sub(lambda h: chr(int(h[1], 16)), uno[2]))
        for uno in partes
        if idioma in (None, uno[0])
    ]


def hallado(lectura: Lectura) -> bool:
    """¿Se deriva o se pregunta?"""
    return bool(lectura.alarma or lectura.sospecha)


def _tema_hallado(tema: str, lectura: Lectura) -> bool:
    halla = lectura.alarma or lectura.sospecha
    return halla is not None and halla.tema == tema


def _nivel(lectura: Lectura) -> str:
    return lectura.alarma.nivel if lectura.alarma else ""


def _primeros(lectura: Lectura, cuantos: int) -> list[str]:
    return [candidato.tema for candidato in lectura.temas[:cuantos]]


def _critica(mensaje: Mensaje) -> bool:
    return mensaje.etiqueta == "critica"


def _alta(mensaje: Mensaje) -> bool:
    return mensaje.etiqueta == "alta"


def _cualquiera(_: Mensaje) -> bool:
    return True


_URGENTE = {
    "critica_hallada": Medida(_critica, lambda _, leida: hallado(leida)),
    "critica_derivada": Medida(_critica, lambda _, leida: leida.alarma is not None),
    "alta_hallada": Medida(_alta, lambda _, leida: hallado(leida)),
    "tema_hallado": Medida(_cualquiera, lambda uno, leida: _tema_hallado(uno.clase, leida)),
    "con_su_nivel": Medida(_cualquiera, lambda uno, leida: _nivel(leida) == uno.etiqueta),
}
_INOCENTE = {
    "sin_alarma": Medida(_cualquiera, lambda _, leida: leida.alarma is None),
    "sin_pregunta": Medida(_cualquiera, lambda _, leida: not hallado(leida)),
}
_IDIOMA = {"idioma": Medida(_cualquiera, lambda uno, leida: leida.idioma == uno.idioma)}
MEDIDAS: dict[str, dict[str, Medida]] = {
    **dict.fromkeys(URGENTES, _URGENTE | _IDIOMA),
    "enganosos": _INOCENTE | _IDIOMA,
    "dichos": _INOCENTE | _IDIOMA,
    "corrientes": {
        "tema": Medida(_cualquiera, lambda uno, leida: uno.etiqueta in _primeros(leida, 1)),
        "entre_tres": Medida(_cualquiera, lambda uno, leida: uno.etiqueta in _primeros(leida, 3)),
        **_INOCENTE,
        **_IDIOMA,
    },
    "disfraces": {
        "tema_hallado": Medida(_cualquiera, lambda uno, leida: _tema_hallado(uno.etiqueta, leida)),
    },
    "idiomas": _IDIOMA,
}


def medir(clase: str, idioma: str, saber: Saber) -> Iterator[tuple[str, int, list[str]]]:
    """Cada medida de la clase en ese idioma: cuántos salen bien, y los que no."""
    leidos = [(uno, comprender(uno.texto, saber)) for uno in mensajes(clase, idioma)]
    for nombre, medida in MEDIDAS[clase].items():
        unos = [(uno, leida) for uno, leida in leidos if medida.cuenta(uno)]
        mal = [uno.texto for uno, leida in unos if not medida.bien(uno, leida)]
        yield nombre, len(unos) - len(mal), mal

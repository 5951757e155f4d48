"""Lo que lee una persona y lo que se entendió de lo que ella escribió."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Nivel = Literal["critica", "alta"]


@dataclass(frozen=True, slots=True)
class Texto:
    """Un texto que lee una persona, en español, con su contexto de traducción.

    ``contexto`` es el ``msgctxt`` del catálogo: ``flujo.paso``,
    ``frases.nombre`` o ``directorio.servicio``.
    """

    es: str
    contexto: str


@dataclass(frozen=True, slots=True)
class Alarma:
    """Por qué un mensaje no puede esperar.

    ``palabras`` son las que decidieron; sirven para explicar, nunca se guardan.
    """

    nivel: Nivel
    tema: str
    palabras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sospecha:
    """Un mensaje que se parece a los urgentes sin que ninguna regla lo diga.

    Es una certeza de 0 a 1; con la que pida la oficina, el motor pregunta.
    ``palabras`` son las que más pesaron; nunca se guardan.
    """

    tema: str
    certeza: float
    palabras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidato:
    """Un tema posible, con su certeza de 0 a 1."""

    tema: str
    certeza: float


@dataclass(frozen=True, slots=True)
class Lectura:
    """Lo que el entendimiento leyó en un mensaje, sin mirar el estado.

    ``temas`` va del más probable al menos, sin repetir. ``idioma`` es ``None``
    cuando las palabras no bastan para saberlo.
    """

    normal: str
    idioma: str | None = None
    alarma: Alarma | None = None
    temas: tuple[Candidato, ...] = ()
    sospecha: Sospecha | None = None

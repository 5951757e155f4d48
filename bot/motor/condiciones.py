"""Las condiciones de ``decidir``: un mapa cerrado, sin expresiones.

Un mapa con varias claves pide que se cumplan todas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.directorio import EstadoDeHorario
from bot.modelo import Urgencia


@dataclass(frozen=True, slots=True)
class Horario:
    """El horario de la oficina, ahora."""

    es: EstadoDeHorario


@dataclass(frozen=True, slots=True)
class HayUrgencia:
    es: Urgencia


@dataclass(frozen=True, slots=True)
class EnIdioma:
    es: str


@dataclass(frozen=True, slots=True)
class EnCanal:
    es: str


@dataclass(frozen=True, slots=True)
class Tiene:
    dato: str


@dataclass(frozen=True, slots=True)
class DatoEs:
    dato: str
    valores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Todas:
    condiciones: tuple[Condicion, ...]


Condicion = Horario | HayUrgencia | EnIdioma | EnCanal | Tiene | DatoEs | Todas


@dataclass(frozen=True, slots=True)
class Situacion:
    """Lo que una condición puede mirar."""

    horario: EstadoDeHorario
    urgencia: Urgencia
    idioma: str
    canal: str
    datos: Mapping[str, str]


def cumple(condicion: Condicion, situacion: Situacion) -> bool:
    """¿Se cumple la condición en esta situación?"""
    match condicion:
        case Horario(es):
            return situacion.horario == es
        case HayUrgencia(es):
            return situacion.urgencia == es
        case EnIdioma(es):
            return situacion.idioma == es
        case EnCanal(es):
            return situacion.canal == es
        case Tiene(dato):
            return dato in situacion.datos
        case DatoEs(dato, valores):
            return situacion.datos.get(dato) in valores
        case Todas(condiciones):
            return all(cumple(una, situacion) for una in condiciones)
    assert_never(condicion)

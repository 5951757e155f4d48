"""Las condiciones de ``decidir``: un mapa cerrado, sin expresiones.

Un mapa con varias claves pide que se cumplan todas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from bot.directorio import EstadoDeHorario
from bot.modelo import Urgencia

EstadoDeGuardia = Literal["hay", "nadie"]

HayCaso = Literal["abierto", "ninguno"]


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
class EnGuardia:
    """¿Hay alguien de turno del equipo que atiende esto?"""

    es: EstadoDeGuardia


@dataclass(frozen=True, slots=True)
class ConCaso:
    es: HayCaso


@dataclass(frozen=True, slots=True)
class Acordando:
    """Qué pide el ``derivar`` que llevó aquí: un contacto ``breve`` o uno ``seguro``."""

    es: str


@dataclass(frozen=True, slots=True)
class Todas:
    condiciones: tuple[Condicion, ...]


Condicion = (
    Horario
    | HayUrgencia
    | EnIdioma
    | EnCanal
    | Tiene
    | DatoEs
    | EnGuardia
    | ConCaso
    | Acordando
    | Todas
)


@dataclass(frozen=True, slots=True)
class Situacion:
    """Lo que una condición puede mirar."""

    horario: EstadoDeHorario
    urgencia: Urgencia
    idioma: str
    canal: str
    datos: Mapping[str, str]
    guardia: EstadoDeGuardia = "nadie"
    caso: HayCaso = "ninguno"
    contacto: str = ""


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
        case EnGuardia(es):
            return situacion.guardia == es
        case ConCaso(es):
            return situacion.caso == es
        case Acordando(es):
            return situacion.contacto == es
        case Todas(condiciones):
            return all(cumple(una, situacion) for una in condiciones)
    assert_never(condicion)

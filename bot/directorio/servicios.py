"""Las formas del directorio: servicios, datos con su respaldo y distritos.

Aquí solo hay formas. Quien las lee de ``directorio.yaml`` y las comprueba es
``bot/contenido/directorio.py``; las horas son de ``horario.py``, los nombres de
lugares de ``lugares.py`` y elegir qué mostrar, de ``busqueda.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.modelo import Texto

Confianza = Literal["alta", "media"]
Cobertura = Literal["distrito", "provincia", "region", "nacional"]

CONTACTOS = ("telefono", "whatsapp", "correo", "web", "direccion")
"""Los datos con los que una persona puede llegar al servicio."""

DATOS = (*CONTACTOS, "horario", "costo")
"""Todos los datos que necesitan respaldo, además de que el servicio exista."""


@dataclass(frozen=True, slots=True)
class Hecho:
    """Un dato de un servicio, con su respaldo.

    ``fecha`` es la de la fuente: ``2025-11-04``, ``2025-11``, ``2025`` o ``s/f``.
    ``verificado`` es cuándo llamó la oficina; ``None``, si no ha llamado nunca.
    """

    valor: str
    fuente: str
    fecha: str
    confianza: Confianza
    verificado: date | None = None


@dataclass(frozen=True, slots=True)
class Servicio:
    """Un lugar, una línea o una página que puede atender a la persona.

    ``cobertura`` es hasta dónde tiene sentido mandar a alguien. ``distrito`` y
    ``provincia`` son dónde está; vacíos, si no se sabe o está fuera de Tumbes.
    ``existe`` respalda al propio servicio cuando no se conoce ningún contacto.
    """

    id: str
    nombre: Texto
    para: Texto
    temas: tuple[str, ...]
    cobertura: Cobertura
    distrito: str = ""
    provincia: str = ""
    quien: Texto | None = None
    tambien: tuple[str, ...] = ()
    direccion: Hecho | None = None
    telefono: Hecho | None = None
    whatsapp: Hecho | None = None
    correo: Hecho | None = None
    web: Hecho | None = None
    horario: Hecho | None = None
    costo: Hecho | None = None
    existe: Hecho | None = None
    decir: Texto | None = None
    llevar: Texto | None = None
    nota: Texto | None = None
    coordenadas: tuple[float, float] | None = None

    @property
    def confirmado(self) -> bool:
        """¿Tiene al menos una manera respaldada de llegar a él?"""
        return any(getattr(self, campo) is not None for campo in CONTACTOS)

    def hechos(self) -> Iterator[tuple[str, Hecho]]:
        """Los datos que tiene, con el nombre de su campo."""
        for campo in (*DATOS, "existe"):
            hecho: Hecho | None = getattr(self, campo)
            if hecho is not None:
                yield campo, hecho


@dataclass(frozen=True, slots=True)
class Distrito:
    """Un distrito. ``grafias`` son las maneras de escribirlo, ya normalizadas.

    ``no_es`` son frases que contienen su nombre y hablan de otra cosa.
    """

    nombre: str
    provincia: str
    grafias: tuple[str, ...]
    no_es: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directorio:
    """Los servicios, los distritos y los feriados propios de la oficina."""

    servicios: Mapping[str, Servicio]
    distritos: Mapping[str, Distrito] = field(default_factory=dict)
    feriados: Mapping[date, str] = field(default_factory=dict)

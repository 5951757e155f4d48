"""Las piezas de un flujo, ya leídas y comprobadas: lo que el motor recorre.

Cada verbo del lenguaje de flujos es una clase con su nombre. Un verbo nuevo se
añade a ``Accion`` y el comprobador de tipos señala dónde falta atenderlo.
Quien las construye desde YAML es ``bot/contenido/flujos.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from bot.modelo import Marco, Nivel, Texto, Urgencia
from bot.motor.condiciones import Condicion

RESERVADOS = ("fin", "salir", "menu", "persona", "volver")
"""Destinos que no son pasos: vuelve al que llamó, termina, menú, persona, atrás."""


def separar(destino: str) -> Marco:
    """``flujo.paso`` → el marco de ese paso."""
    flujo, _, paso = destino.partition(".")
    return Marco(flujo, paso)


@dataclass(frozen=True, slots=True)
class Salida:
    """Una opción de un menú. ``destino`` es ``flujo.paso`` o un reservado.

    ``sinonimos`` son otras maneras de decir la etiqueta, en cualquier idioma. ``anota`` es
    el dato y el valor que deja anotados elegirla, o nada; un valor vacío lo borra.
    """

    etiqueta: Texto
    destino: str
    corto: Texto | None = None
    sinonimos: tuple[str, ...] = ()
    anota: tuple[()] | tuple[str, str] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    texto: Texto
    opciones: tuple[Salida, ...]


@dataclass(frozen=True, slots=True)
class Preguntar:
    """Guarda lo que la persona conteste en el dato ``guardar``.

    ``omitir`` son respuestas que dejan el dato sin llenar; ``sugerir``,
    respuestas que se ofrecen como botones.
    """

    texto: Texto
    guardar: str
    omitir: tuple[str, ...] = ()
    sugerir: tuple[Texto, ...] = ()


@dataclass(frozen=True, slots=True)
class Rama:
    condicion: Condicion
    destino: str


@dataclass(frozen=True, slots=True)
class Decidir:
    ramas: tuple[Rama, ...]
    sino: str


@dataclass(frozen=True, slots=True)
class Mostrar:
    """Muestra servicios del directorio: los de ``tema``, o los nombrados.

    Exactamente uno de ``tema`` y ``servicios`` está lleno. ``nada`` se dice
    cuando no hay ninguno con un contacto confirmado.
    """

    tema: str
    servicios: tuple[str, ...]
    maximo: int
    nada: Texto


Contacto = Literal["breve", "seguro", "no"]


@dataclass(frozen=True, slots=True)
class Derivar:
    """Pide que atienda una persona del equipo.

    ``contacto``: lo que antes se le pregunta, en el flujo del acuerdo: si acepta y cómo
    prefiere (``breve``), también cómo hacerlo sin riesgo (``seguro``), o nada (``no``: un
    aviso, sin nada suyo). Si acaba de aceptar en este mismo turno, ese flujo ya lo sabe.
    """

    equipo: str
    urgencia: Urgencia
    motivo: str
    plazo: timedelta
    resumen: tuple[str, ...] = ()
    contacto: Contacto = "no"


@dataclass(frozen=True, slots=True)
class Llamar:
    """Entra en otro flujo y vuelve aquí cuando ese flujo llega a ``fin``."""

    flujo: str


Accion = Menu | Preguntar | Decidir | Mostrar | Derivar | Llamar


@dataclass(frozen=True, slots=True)
class Paso:
    """Un paso: lo que dice (``decir``), lo que hace y adónde sigue.

    ``sigue`` ya está resuelto: ``flujo.paso`` o un reservado. En un menú y en
    un ``decidir`` no se usa.
    """

    nombre: str
    decir: Texto | None = None
    accion: Accion | None = None
    sigue: str = "fin"


@dataclass(frozen=True, slots=True)
class Flujo:
    """Un flujo entero.

    ``temas``: los que atiende (de la lista de ``_bot.yaml``). ``urgente``: el
    paso (``flujo.paso``) al que entra una alarma de cada nivel. ``sensible``:
    caduca pronto, no salta a otros temas y ahí «ok» no cierra nada.
    """

    nombre: str
    titulo: Texto
    pasos: Mapping[str, Paso]
    temas: tuple[str, ...] = ()
    urgente: Mapping[Nivel, str] = field(default_factory=dict)
    sensible: bool = False

    @property
    def primero(self) -> str:
        """El nombre de su primer paso."""
        return next(iter(self.pasos))


TipoDeDato = Literal["texto", "distrito", "idioma", "opcion", "telefono"]


@dataclass(frozen=True, slots=True)
class Dato:
    """Un dato que un flujo puede guardar.

    Uno de tipo ``idioma`` no se guarda: cambia el de la conversación. Uno de tipo
    ``opcion`` no se pregunta: lo anota la opción de un menú.
    Solo un dato de tipo ``distrito`` puede repetirse en un texto; ``vacio`` es
    lo que se dice en su lugar mientras no se sabe.
    """

    nombre: str
    tipo: TipoDeDato
    sensible: bool
    vacio: Texto | None = None

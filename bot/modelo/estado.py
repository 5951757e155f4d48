"""Lo poco que se recuerda entre dos turnos, y su ida y vuelta a JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.modelo.efectos import Desenlace, Efecto, Urgencia

NombreCanal = Literal["whatsapp", "telegram", "web", "consola"]


@dataclass(frozen=True, slots=True)
class Marco:
    """Dónde está la conversación dentro de un flujo."""

    flujo: str
    paso: str


@dataclass(frozen=True, slots=True)
class Ofrecida:
    """Una opción tal como la persona la vio.

    ``destino`` es ``flujo.paso`` o una palabra reservada; ``valor`` es la
    respuesta que da a una pregunta (entonces ``destino`` está vacío), o lo que
    una opción deja anotado (``dato=valor``).
    """

    etiqueta: str
    destino: str = ""
    valor: str = ""


@dataclass(frozen=True, slots=True)
class Contado:
    """El desenlace, hasta ahora, de un tema en que la persona entró."""

    tema: str
    dia: str
    distrito: str
    idioma: str
    desenlace: Desenlace


@dataclass(frozen=True, slots=True)
class Reciente:
    """El final, en forma normal, de lo que acaba de escribir, y cuándo (ISO 8601)."""

    normal: str
    cuando: str


@dataclass(frozen=True, slots=True)
class Estado:
    """Lo que se recuerda de una conversación entre dos turnos.

    ``pila`` va del llamador al llamado; el último marco es el paso que espera.
    ``inicio`` es la pila desde la que empezó el último turno, para ``repetir``.
    ``anteriores`` son las pilas que esperaban antes, para ``volver``.
    ``pendiente`` es el mensaje por el que se preguntó si era una emergencia, y
    ``reciente``, lo que quizá sigue en el próximo: los dos viven un turno.
    ``atendida``: en el último turno la atendía una persona.
    """

    canal: NombreCanal
    turno: int = 0
    idioma: str = "es"
    pila: tuple[Marco, ...] = ()
    oferta: tuple[Ofrecida, ...] = ()
    inicio: tuple[Marco, ...] = ()
    anteriores: tuple[tuple[Marco, ...], ...] = ()
    datos: Mapping[str, str] = field(default_factory=dict)
    fallos: int = 0
    urgencia: Urgencia = "normal"
    temas: tuple[Contado, ...] = ()
    pendiente: str = ""
    reciente: Reciente | None = None
    atendida: bool = False


@dataclass(frozen=True, slots=True)
class Turno:
    """Lo que ``avanzar`` devuelve: el estado nuevo, los efectos y los pasos.

    ``camino`` son los pasos visitados (``flujo.paso``), en orden: sirve para
    medir y para la cobertura de las charlas, y no dice nada de la persona.
    ``urgente``: contesta a una alarma; nada lo calla.
    """

    estado: Estado
    efectos: tuple[Efecto, ...]
    camino: tuple[str, ...] = ()
    urgente: bool = False


def _de_pila(pila: tuple[Marco, ...]) -> list[list[str]]:
    return [[marco.flujo, marco.paso] for marco in pila]


def _a_pila(pares: list[list[str]]) -> tuple[Marco, ...]:
    return tuple(Marco(flujo, paso) for flujo, paso in pares)


def a_json(estado: Estado) -> str:
    """El estado en JSON compacto; ``de_json`` lo devuelve igual."""
    return json.dumps(
        {
            "canal": estado.canal,
            "turno": estado.turno,
            "idioma": estado.idioma,
            "pila": _de_pila(estado.pila),
            "oferta": [[o.etiqueta, o.destino, o.valor] for o in estado.oferta],
            "inicio": _de_pila(estado.inicio),
            "anteriores": [_de_pila(pila) for pila in estado.anteriores],
            "datos": dict(estado.datos),
            "fallos": estado.fallos,
            "urgencia": estado.urgencia,
            "temas": [[c.tema, c.dia, c.distrito, c.idioma, c.desenlace] for c in estado.temas],
            "pendiente": estado.pendiente,
            "reciente": [estado.reciente.normal, estado.reciente.cuando] if estado.reciente else [],
            "atendida": estado.atendida,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def de_json(texto: str) -> Estado:
    """Reconstruye el estado que escribió ``a_json``.

    Levanta ``ValueError`` o ``KeyError`` si el texto no es suyo.
    """
    crudo: dict[str, Any] = json.loads(texto)
    return Estado(
        canal=crudo["canal"],
        turno=crudo["turno"],
        idioma=crudo["idioma"],
        pila=_a_pila(crudo["pila"]),
        oferta=tuple(Ofrecida(*partes) for partes in crudo["oferta"]),
        inicio=_a_pila(crudo["inicio"]),
        anteriores=tuple(_a_pila(pila) for pila in crudo["anteriores"]),
        datos=crudo["datos"],
        fallos=crudo["fallos"],
        urgencia=crudo["urgencia"],
        temas=tuple(Contado(*partes) for partes in crudo["temas"]),
        pendiente=crudo["pendiente"],
        reciente=Reciente(*crudo["reciente"]) if crudo["reciente"] else None,
        atendida=crudo["atendida"],
    )

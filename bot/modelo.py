"""Lo que entra, lo que sale y lo que se recuerda: eventos, efectos y estado.

Aquí solo hay formas. Lo que decide vive en ``bot/motor``; lo que guarda, en
``bot/almacen``. Nada de este módulo conoce un canal, una tabla ni un reloj.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

Nivel = Literal["critica", "alta"]
Urgencia = Literal["critica", "alta", "normal"]
NombreCanal = Literal["whatsapp", "telegram", "web", "consola"]
Medio = Literal["imagen", "audio", "video", "documento", "sticker", "contacto", "otro"]
Desenlace = Literal["resuelto", "derivado", "sin servicio", "no entendido", "salió"]


# ---- textos -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Texto:
    """Un texto que lee una persona, en español, con su contexto de traducción.

    ``contexto`` es el ``msgctxt`` del catálogo: ``flujo.paso``,
    ``frases.nombre`` o ``directorio.servicio``.
    """

    es: str
    contexto: str


# ---- lo que se entendió de un mensaje ---------------------------------------


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


# ---- eventos: lo que le pasa a una conversación -----------------------------


@dataclass(frozen=True, slots=True)
class Escribe:
    """La persona escribió; ``lectura`` es lo que se entendió de ``texto``."""

    texto: str
    lectura: Lectura


@dataclass(frozen=True, slots=True)
class Pulsa:
    """La persona tocó un botón; ``boton`` viene de fuera y no es de fiar."""

    boton: str


@dataclass(frozen=True, slots=True)
class Manda:
    """La persona mandó algo que no es texto. No se descarga ni se guarda."""

    medio: Medio


@dataclass(frozen=True, slots=True)
class Ubica:
    """La persona compartió su ubicación (grados). No se guarda."""

    latitud: float
    longitud: float


@dataclass(frozen=True, slots=True)
class Vence:
    """Venció un plazo puesto en el turno ``turno``. Un plazo nunca habla."""

    plazo: str
    turno: int


Evento = Escribe | Pulsa | Manda | Ubica | Vence


# ---- efectos: lo que el motor pide que pase ---------------------------------


@dataclass(frozen=True, slots=True)
class Opcion:
    """Una opción que se puede tocar, o elegir con su número.

    ``corto`` es la etiqueta para los botones de WhatsApp cuando ``etiqueta``
    no cabe (20 caracteres hasta tres opciones, 24 si son más).
    """

    boton: str
    etiqueta: str
    corto: str = ""


@dataclass(frozen=True, slots=True)
class Burbuja:
    """Un mensaje del bot, todavía sin canal.

    ``sensible``: vive poco en la bandeja de salida y va sin vista previa.
    ``cierra``: quita cualquier teclado que haya quedado en pantalla.
    """

    texto: str
    opciones: tuple[Opcion, ...] = ()
    sensible: bool = False
    cierra: bool = False


@dataclass(frozen=True, slots=True)
class Di:
    burbuja: Burbuja


@dataclass(frozen=True, slots=True)
class Deriva:
    """Pide que el equipo atienda. ``resumen`` son pares (dato, valor)."""

    equipo: str
    urgencia: Urgencia
    motivo: str
    plazo: timedelta
    resumen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Avisa:
    """Aviso de nivel 1, sin contacto ni texto: no necesita consentimiento."""

    tema: str


@dataclass(frozen=True, slots=True)
class Cuenta:
    """Suma (o resta, si la persona cambió de desenlace) en una casilla."""

    dia: date
    tema: str
    distrito: str
    idioma: str
    desenlace: Desenlace
    suma: int


@dataclass(frozen=True, slots=True)
class Programa:
    """Pone (o mueve) un plazo de esta conversación."""

    plazo: str
    cuando: datetime


@dataclass(frozen=True, slots=True)
class Olvida:
    """Borra el estado y los plazos de esta conversación."""


Efecto = Di | Deriva | Avisa | Cuenta | Programa | Olvida


# ---- estado: lo poco que se recuerda ----------------------------------------


@dataclass(frozen=True, slots=True)
class Marco:
    """Dónde está la conversación dentro de un flujo."""

    flujo: str
    paso: str


@dataclass(frozen=True, slots=True)
class Ofrecida:
    """Una opción tal como la persona la vio.

    ``destino`` es ``flujo.paso`` o una palabra reservada; ``valor`` es la
    respuesta que da a una pregunta (entonces ``destino`` está vacío).
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


@dataclass(frozen=True, slots=True)
class Turno:
    """Lo que ``avanzar`` devuelve: el estado nuevo, los efectos y los pasos.

    ``camino`` son los pasos visitados (``flujo.paso``), en orden: sirve para
    medir y para la cobertura de las charlas, y no dice nada de la persona.
    """

    estado: Estado
    efectos: tuple[Efecto, ...]
    camino: tuple[str, ...] = ()


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
    )

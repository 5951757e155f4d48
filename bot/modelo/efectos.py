"""Lo que el motor pide que pase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Urgencia = Literal["critica", "alta", "normal"]
Desenlace = Literal["resuelto", "derivado", "sin servicio", "no entendido", "salió"]


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
    """Pide que el equipo atienda. ``resumen`` y ``acuerdo`` son pares (dato, valor).

    ``consentimiento``: la versión del texto que aceptó. Vacía, solo puede quedar un aviso, y
    no lleva resumen ni acuerdo. Con ella y sin ``acuerdo``, se le contesta en este chat
    mientras escribe.
    """

    equipo: str
    urgencia: Urgencia
    motivo: str
    plazo: timedelta
    resumen: tuple[tuple[str, str], ...] = ()
    consentimiento: str = ""
    acuerdo: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Avisa:
    """Aviso de nivel 1, sin contacto ni texto: no necesita consentimiento."""

    tema: str


@dataclass(frozen=True, slots=True)
class Releva:
    """Lo que escribió mientras una persona la atiende: va a su caso, sellado."""

    texto: str


@dataclass(frozen=True, slots=True)
class Retira:
    """Retira su consentimiento: nadie vuelve a contactarla por este caso."""


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
    """Borra el estado y los plazos de esta conversación.

    ``rastro``: también lo dicho en el teléfono, donde el canal lo permite.
    """

    rastro: bool = False


@dataclass(frozen=True, slots=True)
class DaBaja:
    """La persona no quiere que nadie le escriba primero. Se le sigue contestando.

    ``vuelve``: lo contrario, lo deja otra vez.
    """

    vuelve: bool = False


Efecto = Di | Deriva | Avisa | Releva | Retira | Cuenta | Programa | Olvida | DaBaja

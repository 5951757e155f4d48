"""Lo que le pasa a un caso: lo que hace ella, lo que hace la oficina y lo que hace el reloj."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.casos.formas import DesenlaceDeCaso, NombreDePlazo
from bot.modelo import Urgencia
from bot.proteccion.acuerdo import Consentimiento, Permiso

Modo = Literal["llamada", "ella_llama", "en_persona"]
"""Un contacto que no es por el chat. Solo ``llamada`` lo empieza la oficina."""


@dataclass(frozen=True, slots=True)
class Abre:
    """Nace. Sin ``equipo``, va al de su tema; sin ``plazo``, el del equipo."""

    referencia: str
    urgencia: Urgencia
    tema: str
    equipo: str = ""
    plazo: timedelta | None = None
    consentimiento: Consentimiento | None = None


@dataclass(frozen=True, slots=True)
class Sube:
    """Otra alarma o derivación de la misma persona."""

    urgencia: Urgencia
    tema: str
    equipo: str = ""
    plazo: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Consiente:
    """Ella acepta que la contacten. Es lo único que levanta un ``no_contactar``."""

    consentimiento: Consentimiento


@dataclass(frozen=True, slots=True)
class Escribe:
    """Ella escribió, con una persona atendiéndola en el chat."""


@dataclass(frozen=True, slots=True)
class Sale:
    """Ella escribió SALIR: el chat se suelta, el caso sigue."""


@dataclass(frozen=True, slots=True)
class NoContacta:
    """Que nadie la contacte. Lo dice ella (sin ``quien``) o lo oye quien la llamaba."""

    quien: str = ""


@dataclass(frozen=True, slots=True)
class Toma:
    quien: str


@dataclass(frozen=True, slots=True)
class PasaAEquipo:
    quien: str
    equipo: str


@dataclass(frozen=True, slots=True)
class PasaAPersona:
    quien: str
    a: str


@dataclass(frozen=True, slots=True)
class Contacta:
    """``permiso`` es lo que dijo el acuerdo; solo hace falta en una ``llamada``."""

    quien: str
    modo: Modo
    permiso: Permiso | None = None


@dataclass(frozen=True, slots=True)
class Responde:
    """Le contesta en su chat, con lo que dijo el acuerdo."""

    quien: str
    permiso: Permiso


@dataclass(frozen=True, slots=True)
class Cierra:
    quien: str
    desenlace: DesenlaceDeCaso


@dataclass(frozen=True, slots=True)
class NoLlega:
    """Ninguna vía pudo entregar la alerta a esa persona."""

    para: str


@dataclass(frozen=True, slots=True)
class Vence:
    """Venció un plazo. ``oye``: se le puede decir algo ahora, porque escribió hace menos de
    10 minutos o porque pidió que se le dijera en este chat (``puede_escribir``)."""

    plazo: NombreDePlazo
    oye: bool = False


DeElla = Sube | Consiente | Escribe | Sale
DeOficina = Toma | PasaAEquipo | PasaAPersona | Contacta | Responde | Cierra
Evento = DeElla | DeOficina | NoContacta | NoLlega | Vence

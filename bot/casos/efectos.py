"""Lo que un caso pide que pase, en la misma transacción en que se guarda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.casos.formas import Caso, NombreDePlazo, Peldano

MotivoDeAlerta = Literal[
    Peldano,
    "demora",  # se tomó y nadie la contactó en su plazo
    "sin_contestar",  # ella escribió y quien la atendía calla
    "consiente",  # ahora sí se le puede contestar
]


@dataclass(frozen=True, slots=True)
class APersona:
    id: str


@dataclass(frozen=True, slots=True)
class AGrupo:
    """El grupo del equipo: un mensaje por caso, que se edita."""

    equipo: str


@dataclass(frozen=True, slots=True)
class Alerta:
    """Un aviso sin contenido. En un caso no hay dos con los mismos cuatro campos de ``clave``."""

    para: APersona | AGrupo
    motivo: MotivoDeAlerta
    nivel: int
    vez: int

    @property
    def clave(self) -> str:
        match self.para:
            case APersona(quien):
                return f"{self.vez}:{self.motivo}:persona:{quien}"
            case AGrupo(equipo):
                return f"{self.vez}:{self.motivo}:grupo:{equipo}"


@dataclass(frozen=True, slots=True)
class SinGuardia:
    """Nadie está de guardia: la primera respuesta lo dice, con las líneas que contestan."""

    proximo: datetime | None


@dataclass(frozen=True, slots=True)
class DiAElla:
    """Decirle algo ahora. ``frase``: nadie contestó, o el bot vuelve a contestar."""

    frase: Literal["sin_respuesta", "vuelve_el_bot"]


@dataclass(frozen=True, slots=True)
class SueltaChat:
    """Borrar la fila que une su chat con el caso."""


@dataclass(frozen=True, slots=True)
class OlvidaContacto:
    """Borrar el acuerdo y la dirección: ya no quiere que la contacten."""


@dataclass(frozen=True, slots=True)
class Destruye:
    """Destruir la llave del caso y sus filas."""


@dataclass(frozen=True, slots=True)
class Programa:
    plazo: NombreDePlazo
    cuando: datetime


@dataclass(frozen=True, slots=True)
class Cancela:
    plazo: NombreDePlazo


Accion = Literal[
    "abre",
    "sube",
    "otra_alarma",
    "consiente",
    "sale",
    "no_contactar",
    "toma",
    "pasa",
    "contacta",
    "responde",
    "excepcion",
    "cierra",
    "no_llega",
    "insiste",
    "entra_turno",
    "demora",
    "calla",
    "destruye",
]


@dataclass(frozen=True, slots=True)
class Anota:
    """Un renglón de auditoría, sin contenido. Sin ``quien``, fue ella o el reloj."""

    accion: Accion
    quien: str = ""
    dato: str = ""


Efecto = (
    Alerta
    | SinGuardia
    | DiAElla
    | SueltaChat
    | OlvidaContacto
    | Destruye
    | Programa
    | Cancela
    | Anota
)

MotivoDeRechazo = Literal[
    "no_es_del_equipo",
    "ya_tomado",
    "sin_tomar",
    "cerrado",
    "sin_permiso",
    "no_contactar",
    "equipo_desconocido",
    "a_si_misma",
]


@dataclass(frozen=True, slots=True)
class Movimiento:
    """El caso después, y lo que hay que hacer en la misma transacción."""

    caso: Caso
    efectos: tuple[Efecto, ...] = ()


@dataclass(frozen=True, slots=True)
class Rechazo:
    """No se hizo nada. ``por``: quién lo tiene."""

    motivo: MotivoDeRechazo
    por: str = ""

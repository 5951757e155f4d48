"""Lo que se sabe fuera de la conversación y el motor no puede averiguar.

Quién está de turno, si hay un caso y quién lo atiende lo mira ``bot/turno`` antes de avanzar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Consultado = Literal["", "recibido", "en atención", "cerrado", "desconocido", "demasiadas"]


@dataclass(frozen=True, slots=True)
class Circunstancias:
    """Las de un turno. Sin decir nada, no hay caso, ni nadie de turno, ni se sabe cuándo habrá.

    ``codigo``: el que llevará un caso con contacto que se abra en este turno; sale del mensaje,
    así que repetir el turno da el mismo. ``de_guardia``: los equipos con alguien de turno.
    ``proximo``: cuándo entra alguien, por equipo. ``con_caso``: ella aceptó y su caso sigue
    abierto (un aviso no cuenta). ``atendida``: una persona le escribe en este chat.
    ``consultado``: vacío si el mensaje no trae un código bien escrito; si lo trae, cómo va.
    """

    codigo: str = ""
    de_guardia: frozenset[str] = frozenset()
    proximo: tuple[tuple[str, datetime], ...] = ()
    con_caso: bool = False
    atendida: bool = False
    consultado: Consultado = ""

    @property
    def limpia(self) -> bool:
        """Al salir se quita del teléfono lo dicho: hubo un caso, aunque no quede nada a medias."""
        return self.con_caso or self.atendida

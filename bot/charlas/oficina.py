"""La oficina de una charla: si hay guardia, si ella tiene un caso y si la atienden.

Sin base de datos ni personas: lo justo para que el motor sepa lo mismo que sabría de verdad.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from bot.modelo import Circunstancias, Consultado, Deriva, Olvida, Retira, Turno
from bot.motor.consultas import codigo_preguntado
from bot.motor.libro import Libro
from bot.proteccion.codigos import BYTES, hacer_codigo

Hace = Literal["atiende", "calla", "cierra"]
"""Le escribe una persona, deja de escribirle, o cierra el caso."""

HACE: tuple[Hace, ...] = get_args(Hace)


@dataclass(slots=True)
class Oficina:
    """Un caso como mucho, el de quien conversa. ``codigo`` es el que se le dio."""

    de_guardia: frozenset[str] = frozenset()
    codigo: str = ""
    estado: Consultado = ""
    vinculado: bool = False
    atendida: bool = False
    mensajes: int = 0

    def mirar(self, libro: Libro, dicho: str) -> Circunstancias:
        """Lo que el motor sabe al recibir ese mensaje. Cada uno trae su código posible."""
        self.mensajes += 1
        azar = hashlib.sha256(str(self.mensajes).encode()).digest()[:BYTES]
        preguntado = codigo_preguntado(libro, dicho)
        consultado: Consultado = ""
        if preguntado is not None:
            consultado = self.estado if preguntado == self.codigo else "desconocido"
        return Circunstancias(
            codigo=hacer_codigo(azar),
            de_guardia=self.de_guardia,
            con_caso=self.vinculado and self.estado != "cerrado",
            atendida=self.atendida,
            consultado=consultado,
        )

    def anotar(self, turno: Turno, sabido: Circunstancias) -> None:
        """El caso después de ese turno."""
        for efecto in turno.efectos:
            match efecto:
                case Deriva(consentimiento=version) if version:
                    if not sabido.con_caso:
                        self.codigo, self.estado = sabido.codigo, "recibido"
                    self.vinculado = True
                case Retira() | Olvida():
                    # Terminar suelta el chat: el caso vive, y solo el código los une otra vez.
                    self.vinculado = self.atendida = False
                case _:
                    pass

    def hacer(self, que: Hace) -> None:
        """Lo que hace la gente de la oficina."""
        self.atendida = que == "atiende"
        if que == "atiende":
            self.estado = "en atención"
        elif que == "cierra":
            self.estado, self.vinculado = "cerrado", False


def leer_hace(escrito: str) -> Hace | None:
    """Lo que hace la oficina, o ``None`` si no es nada de eso."""
    return next((uno for uno in HACE if uno == escrito), None)

"""Cómo se ve una burbuja en Telegram y qué cabe en ella.

El texto va sin formato, así que nada de lo que diga un flujo se interpreta.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bot.canales.base import etiqueta, exigir, medir, numerar, sanear
from bot.modelo import Burbuja, NombreCanal

nombre: Final[NombreCanal] = "telegram"

TEXTO: Final = 4096
DATO_DE_BOTON: Final = 64


@dataclass(frozen=True, slots=True)
class Boton:
    """Un botón bajo el mensaje; ``dato`` vuelve tal cual cuando se toca."""

    texto: str
    dato: str


@dataclass(frozen=True, slots=True)
class Mensaje:
    """Un mensaje de Telegram, con un botón por fila.

    ``protegido`` impide reenviarlo o guardarlo; ``silencioso``, que suene.
    """

    texto: str
    botones: tuple[Boton, ...] = ()
    quita_teclado: bool = False
    protegido: bool = False
    silencioso: bool = False

    def a_api(self) -> dict[str, Any]:
        """Los campos de ``sendMessage``, sin el destinatario."""
        campos: dict[str, Any] = {
            "text": self.texto,
            "link_preview_options": {"is_disabled": True},
            "protect_content": self.protegido,
            "disable_notification": self.silencioso,
        }
        if self.botones:
            filas = [[{"text": b.texto, "callback_data": b.dato}] for b in self.botones]
            campos["reply_markup"] = {"inline_keyboard": filas}
        elif self.quita_teclado:
            campos["reply_markup"] = {"remove_keyboard": True}
        return campos

    def a_edicion(self) -> dict[str, Any]:
        """Los campos de ``editMessageText``: sin botones, los que hubiera se van."""
        fijos = ["protect_content", "disable_notification"]
        if not self.botones:
            fijos.append("reply_markup")
        return {campo: valor for campo, valor in self.a_api().items() if campo not in fijos}


def pintar(burbuja: Burbuja) -> Mensaje:
    """La burbuja en Telegram. Levanta ``NoCabe`` si algo pasa de su límite."""
    # Quitar el teclado y poner botones no caben en un mismo mensaje.
    texto = numerar(burbuja) if burbuja.cierra else sanear(burbuja.texto).strip()
    botones = () if burbuja.cierra else _botones(burbuja)
    exigir(nombre, "el texto", medir(texto), TEXTO)
    return Mensaje(
        texto,
        botones,
        quita_teclado=burbuja.cierra,
        protegido=burbuja.sensible,
        silencioso=burbuja.sensible,
    )


def _botones(burbuja: Burbuja) -> tuple[Boton, ...]:
    for opcion in burbuja.opciones:
        octetos = len(opcion.boton.encode())
        exigir(nombre, "el dato de un botón", octetos, DATO_DE_BOTON)
    return tuple(
        Boton(f"{n}. {etiqueta(opcion)}".strip(), opcion.boton)
        for n, opcion in enumerate(burbuja.opciones, 1)
    )

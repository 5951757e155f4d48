"""Lo que todos los canales comparten: qué entra, qué es un canal y cómo se mide.

Cada canal conoce un protocolo y nada más. Aquí no va lo de ninguno en concreto,
ni lo que decide qué se contesta.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.modelo import Burbuja, Manda, NombreCanal, Opcion, Pulsa, Ubica

Pintado_co = TypeVar("Pintado_co", covariant=True)

_MEDIO_CARACTER = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Entrante:
    """Lo que llegó por un canal, ya leído y todavía sin entender.

    ``direccion`` es opaca: solo sirve para contestar por el mismo canal.
    ``id_mensaje`` es del proveedor: dos iguales son el mismo mensaje.
    """

    canal: NombreCanal
    direccion: str
    id_mensaje: str
    contenido: str | Pulsa | Manda | Ubica
    recibido: datetime


class Canal(Protocol[Pintado_co]):
    """Un canal: los módulos de ``bot/canales`` lo cumplen sin clase alguna."""

    @property
    def nombre(self) -> NombreCanal: ...

    def pintar(self, burbuja: Burbuja, /) -> Pintado_co:
        """La burbuja como la pide el canal. Levanta ``NoCabe``."""
        ...


class NoCabe(ValueError):
    """La burbuja pasa un límite del canal: se corrige en el flujo que la dice."""

    def __init__(self, canal: NombreCanal, que: str, mide: int, maximo: int) -> None:
        super().__init__(f"{canal}: {que} mide {mide} y el máximo es {maximo}.")
        self.canal = canal


def sanear(texto: str) -> str:
    """El texto sin medios caracteres ni controles: ningún canal los acepta."""
    entero = _MEDIO_CARACTER.sub("\ufffd", texto.replace("\r\n", "\n"))
    return _CONTROL.sub("", entero)


def medir(texto: str) -> int:
    """El largo en unidades UTF-16, la cuenta más estricta de los teléfonos."""
    return len(texto) + sum(caracter > "\uffff" for caracter in texto)


def cortar(texto: str, maximo: int) -> str:
    """El texto, terminado en «…» si no cabía. Nunca parte un carácter."""
    if medir(texto) <= maximo:
        return texto
    recortado = texto[: maximo - 1]
    while medir(recortado) > maximo - 1:
        recortado = recortado[:-1]
    return recortado.rstrip() + "…"


def exigir(canal: NombreCanal, que: str, mide: int, maximo: int) -> None:
    """Levanta ``NoCabe`` si ``mide`` es cero o pasa de ``maximo``."""
    if not 0 < mide <= maximo:
        raise NoCabe(canal, que, mide, maximo)


def etiqueta(opcion: Opcion) -> str:
    """La etiqueta de la opción, en una sola línea."""
    return " ".join(sanear(opcion.etiqueta).split())


def numerar(burbuja: Burbuja) -> str:
    """El texto con sus opciones numeradas debajo: se eligen escribiendo el número."""
    lineas = [f"{n}. {etiqueta(opcion)}" for n, opcion in enumerate(burbuja.opciones, 1)]
    partes = (sanear(burbuja.texto).strip(), "\n".join(lineas))
    return "\n\n".join(parte for parte in partes if parte)

"""WhatsApp (por Twilio): cómo se ve una burbuja y qué cabe en ella.

Las opciones van siempre numeradas en el texto, porque hay teléfonos que no
muestran botones. Los botones son un atajo: si no caben, basta el texto.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.canales.base import cortar, etiqueta, exigir, medir, numerar, sanear
from bot.modelo import Burbuja, NombreCanal, Opcion

nombre: Final[NombreCanal] = "whatsapp"

CUERPO: Final = 1600
CUERPO_CON_BOTONES: Final = 1024
BOTONES: Final = 3
TITULO_DE_BOTON: Final = 20
FILAS: Final = 10
TITULO_DE_FILA: Final = 24
DESCRIPCION: Final = 72
ID: Final = 200

Forma = Literal["texto", "botones", "lista"]


@dataclass(frozen=True, slots=True)
class Boton:
    """Un botón o una fila. ``descripcion`` lleva la etiqueta que se cortó."""

    id: str
    titulo: str
    descripcion: str = ""


@dataclass(frozen=True, slots=True)
class Mensaje:
    """Un mensaje de WhatsApp: el cuerpo y, si caben, sus botones o filas."""

    cuerpo: str
    forma: Forma = "texto"
    botones: tuple[Boton, ...] = ()


def pintar(burbuja: Burbuja) -> Mensaje:
    """La burbuja en WhatsApp. Levanta ``NoCabe`` si el texto pasa del límite."""
    cuerpo = numerar(burbuja)
    exigir(nombre, "el texto con sus opciones", medir(cuerpo), CUERPO)
    cuantas = len(burbuja.opciones)
    if not cuantas or cuantas > FILAS or medir(cuerpo) > CUERPO_CON_BOTONES:
        return Mensaje(cuerpo)
    if cuantas <= BOTONES:
        return Mensaje(cuerpo, "botones", _rotular(burbuja.opciones, TITULO_DE_BOTON))
    return Mensaje(cuerpo, "lista", _rotular(burbuja.opciones, TITULO_DE_FILA, DESCRIPCION))


def _rotular(opciones: tuple[Opcion, ...], titulo: int, descripcion: int = 0) -> tuple[Boton, ...]:
    """Un botón por opción, con títulos que caben y no se repiten."""
    botones: list[Boton] = []
    vistos: set[str] = set()
    for n, opcion in enumerate(opciones, 1):
        exigir(nombre, "el identificador de un botón", medir(opcion.boton), ID)
        entera = etiqueta(opcion)
        texto = _titular(opcion, entera, titulo)
        if not texto or texto in vistos:
            texto = cortar(f"{n}. {entera}".strip(), titulo)
        vistos.add(texto)
        resto = cortar(entera, descripcion) if descripcion and texto != entera else ""
        botones.append(Boton(opcion.boton, texto, resto))
    return tuple(botones)


def _titular(opcion: Opcion, entera: str, maximo: int) -> str:
    """La etiqueta; si no cabe, la corta; si tampoco, recortada."""
    if medir(entera) <= maximo:
        return entera
    return cortar(" ".join(sanear(opcion.corto).split()) or entera, maximo)

"""Qué hace cada palabra de siempre (``salir volver repetir menu persona…``), y el saludo.

Cuándo se mira si el mensaje es una, lo decide ``avanzar``.
"""

from __future__ import annotations

from bot.motor.libro import Siempre
from bot.motor.recorrido import Recorrido
from bot.motor.respuestas import idioma_pedido

IDIOMA = "idioma"


def atender(recorrido: Recorrido, siempre: Siempre, normal: str) -> None:
    """Hace lo que pide la palabra; las que tienen flujo, entran en él y vuelven."""
    libro, nueva = recorrido.libro, recorrido.antes.turno == 0
    pedido = idioma_pedido(libro, normal) if siempre.nombre == IDIOMA else None
    if pedido is not None:
        recorrido.idioma = pedido
        saludar(recorrido) if nueva else recorrido.mostrar_de_nuevo()
        return
    if siempre.flujo:
        flujo = libro.flujos[siempre.flujo]
        if nueva:
            recorrido.frase("saludo_breve")
        recorrido.interrumpir(f"{flujo.nombre}.{flujo.primero}")
        return
    match siempre.nombre:
        case "salir":
            recorrido.cuentas.anotar("salió")
            recorrido.salir()
        case "volver":
            recorrido.volver()
        case "repetir":
            recorrido.repetir()
        case "menu" if nueva:
            saludar(recorrido)
        case "menu":
            recorrido.recordar_paso()
            recorrido.entrar("menu")
        case _:
            raise LookupError(f"nadie atiende la palabra «{siempre.nombre}»")


def saludar(recorrido: Recorrido) -> None:
    """El saludo, por el primer paso del flujo de inicio."""
    inicio = recorrido.libro.flujos[recorrido.libro.ficha.inicio]
    recorrido.entrar(f"{inicio.nombre}.{inicio.primero}")

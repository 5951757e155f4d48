"""BAJA, ALTA y BORRAR: los flujos que, con solo pasar por ellos, dicen si alguien puede escribirle.

Qué palabras llevan a ellos y qué se lee está en ``flujos/``.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.modelo import DaBaja, Efecto, Marco, Retira
from bot.motor.pasos import Flujo, Paso

FLUJO_DE_BORRADO = "_borrar"


def al_entrar(flujo: Flujo, paso: Paso, con_caso: bool) -> tuple[Efecto, ...]:
    """Lo que pide quien empieza ese flujo por su primer paso."""
    if paso.nombre != flujo.primero:
        return ()
    match flujo.nombre:
        case "_alta":
            return (DaBaja(vuelve=True),)
        case "_baja" if con_caso:
            return (DaBaja(), Retira())
        case "_baja":
            return (DaBaja(),)
        case _:
            return ()


def al_salir(pila: Sequence[Marco], con_caso: bool) -> tuple[Efecto, ...]:
    """Quien termina desde BORRAR con un caso abierto retira también su consentimiento."""
    borra = bool(pila) and pila[-1].flujo == FLUJO_DE_BORRADO
    return (Retira(),) if borra and con_caso else ()

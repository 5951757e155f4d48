"""BAJA y ALTA: los flujos que, con solo entrar en ellos, dicen si alguien puede escribir primero.

Qué palabras llevan a ellos y qué se lee está en ``flujos/``.
"""

from __future__ import annotations

from bot.modelo import DaBaja, Efecto
from bot.motor.pasos import Flujo, Paso

_PIDEN: dict[str, Efecto] = {"_baja": DaBaja(), "_alta": DaBaja(vuelve=True)}


def al_entrar(flujo: Flujo, paso: Paso) -> tuple[Efecto, ...]:
    """Lo que pide quien empieza ese flujo por su primer paso."""
    pide = _PIDEN.get(flujo.nombre)
    return (pide,) if pide is not None and paso.nombre == flujo.primero else ()

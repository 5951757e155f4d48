"""El caso de prueba que recorre el mismo camino que los de verdad, hasta quien no es nadie."""

from __future__ import annotations

from typing import Final

from bot.casos import Oficina
from bot.guardia import Cuadro, Equipos, Persona

CANARIO: Final = "canario"
"""Quien recibe los avisos de prueba."""
SEDE: Final = "ZZZ"
"""La de sus referencias: las de verdad no se gastan."""


def oficina_de_prueba(equipos: Equipos) -> Oficina:
    """Los equipos de verdad, con una sola persona, que no es nadie."""
    quien = Persona(CANARIO, frozenset({"atiende"}), frozenset(equipos.equipos))
    return Oficina(equipos, Cuadro((quien,)))

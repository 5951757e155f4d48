"""Lo que puede saber cada quien de un caso: ella, una palabra; el equipo, según su sitio."""

from __future__ import annotations

from typing import Literal

from bot.casos.formas import Caso
from bot.guardia import Cuadro

Palabra = Literal["recibido", "en_atencion", "cerrado"]


def palabra_de_estado(caso: Caso) -> Palabra:
    """Lo único que se contesta a quien trae el código."""
    if not caso.vive:
        return "cerrado"
    return "en_atencion" if caso.por else "recibido"


def bot_callado(caso: Caso) -> bool:
    """¿La atiende una persona en el chat? Tomarlo no basta: el bot calla al contestarle."""
    return caso.relevo is not None


def quienes_abren(caso: Caso, cuadro: Cuadro) -> frozenset[str]:
    """A quiénes se sella la llave: el equipo, quien coordina y a quien se llamó o lo tomó.

    Los demás ven referencia, nivel y antigüedad, y solo pueden tomarlo o pasarlo.
    """
    return frozenset(
        persona.id
        for persona in cuadro.personas
        if persona.recibe
        and (
            "coordina" in persona.roles
            or caso.equipo in persona.equipos
            or persona.id == caso.por
            or persona.id in caso.llamadas
        )
    )

"""El nombre de un botón. Quién lo toca y qué pasa entonces es de ``avanzar``."""

from __future__ import annotations

import zlib

from bot.modelo import Marco, Ofrecida


def huella(marco: Marco | None, ofrecida: Ofrecida) -> str:
    """El nombre de un botón: dice qué opción de qué paso es, y nada más.

    Un botón viejo no coincide con ninguna opción que se ofrezca ahora, aunque
    el menú haya cambiado de orden mientras la persona lo miraba.
    """
    paso = f"{marco.flujo}.{marco.paso}" if marco else ""
    partes = "|".join((paso, ofrecida.etiqueta, ofrecida.destino, ofrecida.valor))
    return f"b{zlib.crc32(partes.encode()):08x}"

"""¿Y si es urgente y ninguna regla lo dice? Lo aprendido de los mensajes urgentes del banco.

Una sospecha no es una alarma: el motor pregunta antes de suponer nada. Por eso
las guardas y los dichos la callan sin reparos. Desde qué certeza se pregunta lo
dice la oficina (``umbrales``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.comprension.lineal import Respuesta
from bot.comprension.saber import Saber
from bot.comprension.temas import Puntaje
from bot.comprension.urgencia import Vista
from bot.modelo import Sospecha

_MENOS = 0.05


def sospechar(
    respuesta: Respuesta, puntajes: Sequence[Puntaje], vista: Vista, saber: Saber
) -> Sospecha | None:
    """La sospecha que despierta un mensaje, o ``None`` si ninguna o alguien la calla."""
    nota = respuesta.notas.get("urgente")
    temas = [(respuesta.notas[f"tema:{tema}"], tema) for tema in sorted(saber.con_urgencias)]
    if nota is None or not temas or _callada(vista):
        return None
    certeza = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, nota))))
    if certeza < _MENOS:
        return None
    probables = [puntaje.tema for puntaje in puntajes if puntaje.tema in saber.con_urgencias]
    tema = probables[0] if probables else max(temas)[1]
    return Sospecha(tema, round(certeza, 3), respuesta.palabras("urgente"))


def _callada(vista: Vista) -> bool:
    """Estudio, prensa o voluntariado, y nada que le pase a quien escribe."""
    return any(not vista.reglas.guardas.isdisjoint(marca.clases) for marca in vista.marcas) and (
        not any({"me", "yo"} & marca.pronombres for marca in vista.marcas if marca.clases)
    )

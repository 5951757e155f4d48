"""Los plazos que vencen.

Un plazo vencido entra por la puerta como cualquier evento, y nunca habla. Aquí
no se decide qué pasa cuando vence: eso es del motor.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.almacen.tablas import a_ms, plazos
from bot.modelo import Vence
from bot.turno import Puerta

A_LA_VEZ = 200


def revisar(puerta: Puerta, ahora: datetime) -> int:
    """Atiende los plazos vencidos y dice cuántos. Levanta ``AlmacenCaido``."""
    vencidos = (
        select(plazos.c.conversacion, plazos.c.nombre, plazos.c.turno)
        .where(plazos.c.cuando <= a_ms(ahora))
        .order_by(plazos.c.cuando)
        .limit(A_LA_VEZ)
    )
    with puerta.almacen.leer() as conexion:
        filas = conexion.execute(vencidos).all()
    futuros = [puerta.vencer(f.conversacion, Vence(f.nombre, f.turno)) for f in filas]
    return sum(futuro.result() for futuro in futuros)

"""Los plazos que vencen: los de una conversación y los de un caso.

Un plazo vencido entra por la puerta como cualquier evento. El de una conversación nunca
habla; el de un caso avisa a quien toque. Qué pasa cuando vence no se decide aquí.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.almacen import casos as guardados
from bot.almacen.tablas import a_ms, plazos
from bot.modelo import Vence
from bot.turno import Puerta

A_LA_VEZ = 200


def revisar(puerta: Puerta, ahora: datetime) -> int:
    """Atiende los plazos vencidos y dice cuántos. Levanta ``AlmacenCaido``.

    Los de los casos, primero: alguien espera.
    """
    vencidos = (
        select(plazos.c.conversacion, plazos.c.nombre, plazos.c.turno)
        .where(plazos.c.cuando <= a_ms(ahora))
        .order_by(plazos.c.cuando)
        .limit(A_LA_VEZ)
    )
    with puerta.almacen.leer() as conexion:
        de_casos = guardados.vencidos(conexion, ahora, A_LA_VEZ)
        filas = conexion.execute(vencidos).all()
    futuros = [puerta.vencer_del_caso(caso, plazo) for caso, plazo, _ in de_casos]
    futuros += [puerta.vencer(f.conversacion, Vence(f.nombre, f.turno)) for f in filas]
    return sum(futuro.result() for futuro in futuros)

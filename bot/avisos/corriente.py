"""La corriente: un número que cambia cuando hay algo nuevo que mirar en el panel.

No dice qué: quien lo oye vuelve a pedir su bandeja, y ve lo que le toca.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from bot.almacen.sql import Almacen
from bot.almacen.tablas_de_casos import alertas, caso_piezas, casos


class Corriente:
    """Se pregunta cada segundo: es una lectura corta y no bloquea a quien escribe."""

    def __init__(self, almacen: Almacen) -> None:
        self._almacen = almacen

    def mirar(self) -> int:
        """Levanta ``AlmacenCaido``."""
        de_verdad = select(func.count(), func.sum(casos.c.version)).where(~casos.c.prueba)
        de_piezas = select(func.count(), func.max(caso_piezas.c.cuando))
        de_alertas = select(func.max(alertas.c.id)).where(
            alertas.c.caso.not_in(select(casos.c.id).where(casos.c.prueba)),
            alertas.c.para != "canario",
        )
        with self._almacen.leer() as conexion:
            visto = (
                *conexion.execute(de_verdad).one(),
                *conexion.execute(de_piezas).one(),
                conexion.scalar(de_alertas),
            )
        huella = hashlib.blake2b(repr(visto).encode(), digest_size=6).digest()
        return int.from_bytes(huella, "big")

"""Las sentencias que toman lo que sale y anotan cómo acabó, compiladas una vez.

Se corren con cada puñado de envíos, igual que ``sentencias.py`` con cada lote de
turnos. Qué significa cada estado es de ``despacho.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam, delete, exists, literal_column, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from bot.almacen.bandeja import ESPERA
from bot.almacen.sentencias import Compilador
from bot.almacen.tablas import salientes
from bot.modelo import NombreCanal

TOMADA = "tomada"
ACEPTADA = "aceptada"

_S = salientes.c
DEVUELVE = (
    _S.id,
    _S.clave,
    _S.conversacion,
    _S.canal,
    _S.carga,
    _S.sensible,
    _S.recibido,
    _S.vigente_hasta,
    _S.intento,
    _S.motivo,
    _S.caso,
    _S.pieza,
)
"""Lo que ``tomar`` da de cada fila, en este orden."""


class SentenciasDeSalida(Compilador):
    """El SQL de la salida para un motor. Cada nombre dice qué hace."""

    def __init__(self, dialecto: Dialect) -> None:
        super().__init__(dialecto)
        # Si el préstamo ya se dio por perdido, o se calló a quien escribe, no hay nada que anotar.
        mia = (
            _S.id == bindparam("numero"),
            _S.estado == _fijo(TOMADA),
            _S.intento == bindparam("vez"),
        )
        self.perder = self.sql(
            update(salientes).where(
                _S.estado == _fijo(TOMADA), _S.prestada_hasta < bindparam("ahora")
            ),
            "estado",
            "motivo",
            "carga",
            "conversacion",
            "prestada_hasta",
        )
        self.quitar = self.sql(delete(salientes).where(*mia))
        self.aceptar = self.sql(update(salientes).where(*mia).values(estado=_fijo(ACEPTADA)))
        self.devolver = self.sql(update(salientes).where(*mia), "estado", "motivo", "proximo")
        self.enterrar = self.sql(
            update(salientes).where(*mia),
            "estado",
            "motivo",
            "carga",
            "conversacion",
            "prestada_hasta",
        )
        self.espaciar = self.sql(
            update(salientes)
            .where(
                _S.conversacion == bindparam("de"),
                _S.estado == _fijo(ESPERA),
                _S.proximo < bindparam("hasta"),
            )
            .values(proximo=bindparam("hasta"))
        )
        self.tomar = cache(self._tomar)

    def _tomar(self, canales: Sequence[NombreCanal]) -> str:
        """Toma la más vieja de cada persona, lo sensible primero: vive menos."""
        antes = salientes.alias()
        elegidas = (
            select(_S.id)
            .where(
                _S.estado == _fijo(ESPERA),
                _S.proximo <= bindparam("ahora"),
                _S.canal.in_([_fijo(canal) for canal in canales]),
                ~exists().where(
                    antes.c.conversacion == _S.conversacion,
                    antes.c.id < _S.id,
                    antes.c.estado.in_([_fijo(ESPERA), _fijo(TOMADA)]),
                ),
            )
            .order_by(_S.sensible.desc(), _S.id)
            .limit(bindparam("cuantas"))
            .offset(literal_column("0"))
            .with_for_update(skip_locked=True)
            # Aparte: dentro del UPDATE, PostgreSQL podría elegirlas más de una vez.
            .cte("elegidas")
        )
        return self.sql(
            update(salientes)
            .where(_S.id.in_(select(elegidas.c.id)))
            .values(
                estado=_fijo(TOMADA),
                intento=_S.intento + literal_column("1"),
                prestada_hasta=bindparam("hasta"),
            )
            .returning(*DEVUELVE)
        )


def _fijo(valor: str) -> ColumnElement[str]:
    """Una constante nuestra, escrita en la propia sentencia."""
    return literal_column(f"'{valor}'")

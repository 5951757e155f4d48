"""La bandeja del panel: lo que se ve de los casos sin abrir ninguno."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.almacen.tablas import de_ms
from bot.almacen.tablas_de_casos import caso_llaves, casos
from bot.casos import EstadoDeCaso

_C, _L = casos.c, caso_llaves.c


@dataclass(frozen=True, slots=True)
class Renglon:
    """Un caso de la lista. ``con_llave``: quien mira lo puede abrir; si no, solo tomar o pasar.

    ``pendiente``: ella escribió y nadie le contestó. ``acepta``: consintió que se la contacte.
    """

    id: str
    referencia: str
    nivel: int
    equipo: str
    estado: EstadoDeCaso
    por: str
    abierto: datetime
    vence: datetime
    sin_respuesta: bool
    pendiente: bool
    acepta: bool
    con_llave: bool


def bandeja(
    conexion: Connection, quien: str, *, cerrados: bool = False, tope: int = 500
) -> list[Renglon]:
    """Los abiertos, de lo más grave y lo que antes vence; o los cerrados, del último al primero."""
    orden = (_C.abierto.desc(), _C.referencia) if cerrados else (_C.nivel, _C.vence, _C.referencia)
    filas = conexion.execute(
        select(casos, _L.miembro)
        .outerjoin(caso_llaves, (_L.caso == _C.id) & (_L.miembro == quien))
        .where(_C.vivo.is_(not cerrados), _C.prueba.is_(False))
        .order_by(*orden)
        .limit(tope)
    )
    return [
        Renglon(
            fila.id,
            fila.referencia,
            fila.nivel,
            fila.equipo,
            fila.situacion,
            fila.por,
            de_ms(fila.abierto),
            de_ms(fila.vence),
            fila.sin_respuesta,
            fila.pendiente,
            bool(fila.consentimiento),
            fila.miembro is not None,
        )
        for fila in filas
    ]

"""Lo que se borra solo, y cuándo. Lo que se cuenta sin personas no se borra.

Si el reloj salta hacia delante, todo parece vencido de golpe. Por eso, tras un
salto (o al arrancar), un borrado grande espera a que el reloj se sostenga.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from bot.almacen import alertas, bandeja, entrada, piezas, sesiones, tramites
from bot.almacen.bandeja import ESPERA
from bot.almacen.despacho import SIN_SALIR, YA_NO
from bot.almacen.rastro import BORRABLE
from bot.almacen.sentencias_de_salida import ACEPTADA
from bot.almacen.sql import Almacen
from bot.almacen.tablas import (
    a_ms,
    conversaciones,
    entrantes,
    incidencias,
    plazos,
    remotos,
    salientes,
)
from bot.almacen.tablas_de_equipo import invitaciones, turnos_sueltos

REPETIDOS = timedelta(days=8)
INCIDENCIAS = timedelta(days=90)
SIN_NOTICIAS = timedelta(days=1)
"""Lo que se espera a que el proveedor diga si llegó lo que aceptó."""
NO_LLEGARON = timedelta(days=30)
COPIAS = timedelta(days=15)
"""Lo que tarda, como mucho, el proveedor en dejar que se borre un mensaje."""
GUARDIAS = timedelta(days=90)
"""Lo que se guarda quién tuvo una guardia suelta o faltó."""
PUNADO = 20
PARTE = 0.10
SALTO = timedelta(minutes=10)
SOSTENIDO = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Poda:
    """Cuántas filas se fueron; ``detenida`` si había demasiadas para creérselo."""

    borradas: int
    detenida: bool = False


class Retencion:
    """Recuerda, entre una poda y otra, si el reloj es de fiar."""

    def __init__(self, almacen: Almacen) -> None:
        self._almacen = almacen
        self._ultima: datetime | None = None
        self._dudosa_desde: datetime | None = None

    def podar(self, ahora: datetime) -> Poda:
        """Borra lo vencido y vacía el ``-wal``. Levanta ``AlmacenCaido``."""
        salta = self._ultima is None or not timedelta() <= ahora - self._ultima <= SALTO
        self._ultima = ahora
        if salta:
            self._dudosa_desde = ahora
        if self._dudosa_desde is not None and ahora - self._dudosa_desde >= SOSTENIDO:
            self._dudosa_desde = None
        recien = salta
        confiar = self._dudosa_desde is None
        poda = self._almacen.hacer(lambda c: _podar(c, ahora, confiar, recien)).result()
        self._almacen.compactar().result()
        return poda


def _podar(conexion: Connection, ahora: datetime, confiar: bool, avisar: bool) -> Poda:
    borradas = _podar_bandeja(conexion, ahora) + _podar_panel(conexion, ahora)
    alertas.podar(conexion, ahora)
    viejos = entrantes.c.visto < a_ms(ahora - REPETIDOS)
    caducas = conversaciones.c.caduca <= a_ms(ahora)
    if not confiar and any(
        _demasiadas(conexion, tabla, cuales)
        for tabla, cuales in ((entrantes, viejos), (conversaciones, caducas))
    ):
        if avisar:
            conexion.execute(
                insert(incidencias).values(
                    cuando=a_ms(ahora), flujo="", paso="", tipo="PodaDetenida"
                )
            )
        return Poda(borradas, detenida=True)
    borradas += _borrar(conexion, entrantes, viejos)
    borradas += _borrar(conexion, incidencias, incidencias.c.cuando < a_ms(ahora - INCIDENCIAS))
    borradas += _borrar(conexion, conversaciones, caducas)
    pasadas = turnos_sueltos.c.hasta < a_ms(ahora - GUARDIAS)
    borradas += _borrar(conexion, turnos_sueltos, pasadas)
    huerfanos = ~select(1).where(conversaciones.c.clave == plazos.c.conversacion).exists()
    return Poda(borradas + _borrar(conexion, plazos, huerfanos))


def _podar_panel(conexion: Connection, ahora: datetime) -> int:
    """Las sesiones acabadas y lo que dura minutos. Los casos los destruye su plazo."""
    borradas = sesiones.podar(conexion, ahora) + entrada.podar(conexion, ahora)
    viejas = invitaciones.c.caduca <= a_ms(ahora)
    return borradas + tramites.podar(conexion, ahora) + _borrar(conexion, invitaciones, viejas)


def _podar_bandeja(conexion: Connection, ahora: datetime) -> int:
    """Lo que ya es tarde para decir: en la página desaparece; en los demás queda constancia."""
    s, r = salientes.c, remotos.c
    tarde = bandeja.tarde(ahora)
    viejo, muy_viejo = a_ms(ahora - SIN_NOTICIAS), a_ms(ahora - NO_LLEGARON)
    ya_no = tarde & s.pieza.is_not(None) & (s.estado == ESPERA)
    for caso, pieza in conexion.execute(select(s.caso, s.pieza).where(ya_no)).all():
        piezas.marcar(conexion, caso, pieza, "vencida")
    borradas = _borrar(conexion, salientes, tarde & (s.canal == "web"))
    borradas += _borrar(conexion, salientes, (s.recibido < viejo) & (s.estado == ACEPTADA))
    borradas += _borrar(conexion, salientes, (s.recibido < muy_viejo) & s.estado.in_(SIN_SALIR))
    en_espera = tarde & (s.estado == ESPERA)
    conexion.execute(
        update(salientes).where(en_espera).values(estado="vencida", motivo="tarde", **YA_NO)
    )
    conexion.execute(update(salientes).where(tarde, s.estado == ACEPTADA).values(carga=b""))
    pasados = r.borrar_desde.is_(None) & (r.visto < a_ms(ahora - BORRABLE))
    return borradas + _borrar(conexion, remotos, pasados | (r.visto < a_ms(ahora - COPIAS)))


def _borrar(conexion: Connection, tabla: Table, cuales: ColumnElement[bool]) -> int:
    """Borra esas filas, menos las que otro proceso tiene en la mano."""
    llave = next(iter(tabla.primary_key))
    sueltas = select(llave).where(cuales).order_by(llave).with_for_update(skip_locked=True)
    return conexion.execute(delete(tabla).where(llave.in_(sueltas))).rowcount


def _demasiadas(conexion: Connection, tabla: Table, cuales: ColumnElement[bool]) -> bool:
    total = conexion.scalar(select(func.count()).select_from(tabla)) or 0
    vencidas = conexion.scalar(select(func.count()).select_from(tabla).where(cuales)) or 0
    return vencidas > max(PUNADO, total * PARTE)

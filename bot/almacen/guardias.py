"""Los turnos y las ausencias, guardados; quién está de guardia lo dice ``bot/guardia``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, delete, insert, select

from bot.almacen import equipo
from bot.almacen.cifrado import Cifrado
from bot.almacen.tablas import a_ms, de_ms
from bot.almacen.tablas_de_equipo import turnos_semanales, turnos_sueltos
from bot.guardia import Ausencia, Cuadro, Tramo, TurnoSemanal, TurnoSuelto

_W, _S = turnos_semanales.c, turnos_sueltos.c


@dataclass(frozen=True, slots=True)
class Semanal:
    id: int
    turno: TurnoSemanal


@dataclass(frozen=True, slots=True)
class Suelto:
    id: int
    turno: TurnoSuelto


@dataclass(frozen=True, slots=True)
class Falta:
    id: int
    ausencia: Ausencia


def cuadro(conexion: Connection, cifrado: Cifrado, es_feriado: Callable[[date], bool]) -> Cuadro:
    """Quienes siguen en el equipo y pueden entrar, con sus turnos. En el orden de llamada."""
    return Cuadro(
        tuple(m.persona for m in equipo.miembros(conexion, cifrado) if m.con_clave),
        tuple(semanal.turno for semanal in semanales(conexion)),
        tuple(suelto.turno for suelto in sueltos(conexion)),
        tuple(falta.ausencia for falta in ausencias(conexion)),
        es_feriado,
    )


def semanales(conexion: Connection) -> list[Semanal]:
    filas = conexion.execute(select(turnos_semanales).order_by(_W.id))
    return [
        Semanal(
            fila.id,
            TurnoSemanal(
                fila.quien,
                frozenset(int(dia) for dia in fila.dias),
                tuple(_tramo(escrito) for escrito in fila.tramos.split()),
                fila.en_feriado,
            ),
        )
        for fila in filas
    ]


def sueltos(conexion: Connection) -> list[Suelto]:
    return [
        Suelto(id, TurnoSuelto(quien, desde, hasta))
        for id, quien, desde, hasta in _sueltos(conexion, ausente=False)
    ]


def ausencias(conexion: Connection) -> list[Falta]:
    return [
        Falta(id, Ausencia(quien, desde, hasta))
        for id, quien, desde, hasta in _sueltos(conexion, ausente=True)
    ]


def sumar_semanal(conexion: Connection, turno: TurnoSemanal) -> int:
    tramos = " ".join(f"{t.desde:%H:%M}-{t.hasta:%H:%M}" for t in turno.tramos)
    return _sumar(
        conexion,
        insert(turnos_semanales).values(
            quien=turno.persona,
            dias="".join(str(dia) for dia in sorted(turno.dias)),
            tramos=tramos,
            en_feriado=turno.en_feriado,
        ),
    )


def sumar_suelto(conexion: Connection, turno: TurnoSuelto) -> int:
    return _sumar_suelto(conexion, turno.persona, turno.desde, turno.hasta, ausente=False)


def sumar_ausencia(conexion: Connection, ausencia: Ausencia) -> int:
    return _sumar_suelto(conexion, ausencia.persona, ausencia.desde, ausencia.hasta, ausente=True)


def quitar_semanal(conexion: Connection, id: int) -> None:
    conexion.execute(delete(turnos_semanales).where(_W.id == id))


def quitar_suelto(conexion: Connection, id: int) -> None:
    """Un turno suelto o una ausencia."""
    conexion.execute(delete(turnos_sueltos).where(_S.id == id))


def _sueltos(conexion: Connection, *, ausente: bool) -> list[tuple[int, str, datetime, datetime]]:
    filas = conexion.execute(select(turnos_sueltos).where(_S.ausente == ausente).order_by(_S.id))
    return [(f.id, f.quien, de_ms(f.desde), de_ms(f.hasta)) for f in filas]


def _sumar_suelto(
    conexion: Connection, quien: str, desde: datetime, hasta: datetime, *, ausente: bool
) -> int:
    return _sumar(
        conexion,
        insert(turnos_sueltos).values(
            quien=quien, ausente=ausente, desde=a_ms(desde), hasta=a_ms(hasta)
        ),
    )


def _sumar(conexion: Connection, orden: object) -> int:
    clave = conexion.execute(orden).inserted_primary_key  # type: ignore[call-overload]
    return int(clave[0])


def _tramo(escrito: str) -> Tramo:
    desde, hasta = escrito.split("-")
    return Tramo(time.fromisoformat(desde), time.fromisoformat(hasta))

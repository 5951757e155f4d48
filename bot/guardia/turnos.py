"""Quién está de guardia, a quién se llama después y cuándo entra alguien.

Las horas de un turno son las de Tumbes; un tramo incluye su primer instante y no el último.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from bot.guardia.cuadro import Cuadro, Persona
from bot.modelo import LIMA

DIAS_QUE_SE_MIRAN = 60
"""Hasta dónde se busca el próximo turno; más lejos no le sirve a nadie."""

_INSTANTE = timedelta(microseconds=1)


def de_guardia(cuadro: Cuadro, equipo: str, ahora: datetime) -> tuple[Persona, ...]:
    """Quienes atienden en ese equipo y están en su turno, en el orden en que se les llama."""
    return tuple(
        persona
        for persona in cuadro.personas
        if "atiende" in persona.roles
        and equipo in persona.equipos
        and en_turno(cuadro, persona.id, ahora)
    )


def siguiente(
    cuadro: Cuadro, equipo: str, ahora: datetime, ya: Collection[str] = ()
) -> Persona | None:
    """La primera persona de guardia que no está en ``ya``."""
    return next((p for p in de_guardia(cuadro, equipo, ahora) if p.id not in ya), None)


def coordinan(cuadro: Cuadro, equipo: str, ahora: datetime) -> tuple[Persona, ...]:
    """A quién se avisa cuando nadie toma un caso del equipo.

    Quienes lo coordinan y están en su turno; si no, quienes lo coordinan y no están
    ausentes; si no, cualquiera que coordine y no esté ausente.
    """
    presentes = [
        persona
        for persona in cuadro.personas
        if "coordina" in persona.roles and not ausente(cuadro, persona.id, ahora)
    ]
    suyas = [p for p in presentes if not p.equipos or equipo in p.equipos]
    en_su_turno = [p for p in suyas if en_turno(cuadro, p.id, ahora)]
    return tuple(en_su_turno or suyas or presentes)


def todas(cuadro: Cuadro, ahora: datetime) -> tuple[Persona, ...]:
    """Toda la oficina que recibe avisos y no está ausente; si todas lo están, todas."""
    reciben = tuple(persona for persona in cuadro.personas if persona.recibe)
    return tuple(p for p in reciben if not ausente(cuadro, p.id, ahora)) or reciben


def orden_de_llamada(
    cuadro: Cuadro, equipo: str, ahora: datetime, fuera_de_turno: bool
) -> tuple[Persona, ...]:
    """Quienes están de guardia y, si hay que llamar a alguien más, el resto del equipo.

    Fuera de turno va primero quien antes entra: es quien más probablemente está despierta.
    """
    guardia = de_guardia(cuadro, equipo, ahora)
    if not fuera_de_turno:
        return guardia
    resto = [
        persona
        for persona in cuadro.personas
        if "atiende" in persona.roles
        and equipo in persona.equipos
        and persona not in guardia
        and not ausente(cuadro, persona.id, ahora)
    ]
    lejos = ahora + timedelta(days=2 * DIAS_QUE_SE_MIRAN)
    resto.sort(key=lambda persona: _entra(cuadro, (persona,), ahora) or lejos)
    return (*guardia, *resto)


def proximo_turno(cuadro: Cuadro, equipo: str, ahora: datetime) -> datetime | None:
    """El próximo instante en que alguien del equipo entra de guardia (hora de Lima).

    Quien ya está de guardia no entra. ``None`` si nadie entra en 60 días.
    """
    atienden = [p for p in cuadro.personas if "atiende" in p.roles and equipo in p.equipos]
    return _entra(cuadro, atienden, ahora)


def en_turno(cuadro: Cuadro, quien: str, ahora: datetime) -> bool:
    """¿Está en uno de sus turnos, y no ausente?"""
    hoy = ahora.astimezone(LIMA).date()
    if ausente(cuadro, quien, ahora):
        return False
    tramos = (*_de_semana(cuadro, quien, hoy - timedelta(days=1)), *_de_semana(cuadro, quien, hoy))
    sueltos = ((s.desde, s.hasta) for s in cuadro.sueltos if s.persona == quien)
    return any(desde <= ahora < hasta for desde, hasta in (*tramos, *sueltos))


def ausente(cuadro: Cuadro, quien: str, ahora: datetime) -> bool:
    return any(
        ausencia.persona == quien and ausencia.desde <= ahora < ausencia.hasta
        for ausencia in cuadro.ausencias
    )


def _de_semana(cuadro: Cuadro, quien: str, dia: date) -> Iterator[tuple[datetime, datetime]]:
    """Los tramos semanales de esa persona que empiezan ese día."""
    for turno in cuadro.semanales:
        if turno.persona != quien or dia.weekday() not in turno.dias:
            continue
        if cuadro.es_feriado(dia) and not turno.en_feriado:
            continue
        for tramo in turno.tramos:
            acaba = dia if tramo.hasta > tramo.desde else dia + timedelta(days=1)
            yield (
                datetime.combine(dia, tramo.desde, LIMA),
                datetime.combine(acaba, tramo.hasta, LIMA),
            )


def _entra(cuadro: Cuadro, personas: Collection[Persona], ahora: datetime) -> datetime | None:
    """El primer instante posterior en que una de ellas empieza a estar de guardia."""
    quienes = {persona.id for persona in personas}
    hoy = ahora.astimezone(LIMA).date()
    for dias in range(DIAS_QUE_SE_MIRAN):
        posibles = _posibles(cuadro, quienes, hoy + timedelta(days=dias))
        for desde, quien in sorted(set(posibles)):
            if desde <= ahora or not en_turno(cuadro, quien, desde):
                continue
            if not en_turno(cuadro, quien, desde - _INSTANTE):
                return desde.astimezone(LIMA)
    return None


def _posibles(
    cuadro: Cuadro, quienes: Collection[str], dia: date
) -> Iterator[tuple[datetime, str]]:
    """Los instantes de ese día en que una persona podría entrar: empieza un turno o vuelve."""
    for quien in quienes:
        yield from ((desde, quien) for desde, _ in _de_semana(cuadro, quien, dia))
    otros = (
        *((s.desde, s.persona) for s in cuadro.sueltos),
        *((a.hasta, a.persona) for a in cuadro.ausencias),
    )
    for desde, quien in otros:
        if quien in quienes and desde.astimezone(LIMA).date() == dia:
            yield desde, quien

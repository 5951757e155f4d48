"""Lo que hace el reloj: un plazo que vence, una alerta que no llega. Un plazo tardío no vale."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.casos.efectos import Anota, Destruye, DiAElla, Efecto, Movimiento
from bot.casos.escalera import Avisos, alertar, entra_turno, insistir, otra_persona, sin
from bot.casos.formas import Caso, NombreDePlazo, Oficina
from bot.guardia import coordinan


def vencer(
    caso: Caso, plazo: NombreDePlazo, oye: bool, oficina: Oficina, ahora: datetime
) -> Movimiento:
    """Lo que toca cuando vence ese plazo; nada, si ya no está o se movió."""
    cuando = caso.plazos.get(plazo)
    if cuando is None or ahora < cuando:
        return Movimiento(caso)
    match plazo:
        case "escalada":
            return _escalar(caso, oye, oficina, ahora)
        case "turno":
            avisos = Avisos()
            despues = entra_turno(caso, oficina, ahora, avisos)
            return Movimiento(despues, (*avisos.lista(), Anota("entra_turno")))
        case "demora":
            return _demorar(caso, oficina, ahora)
        case "relevo":
            return _callar(caso, oye)
        case "retencion":
            return Movimiento(replace(caso, plazos={}), (Destruye(), Anota("destruye")))
        case _:
            assert_never(plazo)


def no_llega(caso: Caso, para: str, oficina: Oficina, ahora: datetime) -> Movimiento:
    """Una alerta que no llega a una persona va ya a la siguiente; si lo tenía, a quien coordina."""
    if caso.por and caso.por == para and caso.vive:
        arriba = [p.id for p in coordinan(oficina.cuadro, caso.equipo, ahora) if p.id != para]
        despues = replace(caso, llamadas=caso.llamadas.union(arriba))
        return Movimiento(despues, (*alertar(caso, "demora", arriba), Anota("no_llega", para)))
    if not caso.sin_tomar:
        return Movimiento(caso)
    avisos = Avisos()
    despues = otra_persona(caso, oficina, ahora, avisos)
    return Movimiento(despues, (*avisos.lista(), Anota("no_llega", para)))


def _escalar(caso: Caso, oye: bool, oficina: Oficina, ahora: datetime) -> Movimiento:
    avisos = Avisos()
    despues = insistir(caso, oficina, ahora, avisos)
    efectos: list[Efecto] = list(avisos.lista())
    if despues.sin_respuesta and oye:
        efectos.append(DiAElla("sin_respuesta"))
    return Movimiento(despues, (*efectos, Anota("insiste", dato=despues.peldano)))


def _demorar(caso: Caso, oficina: Oficina, ahora: datetime) -> Movimiento:
    """Se tomó y nadie la contactó: lo saben quien lo tomó y quien coordina."""
    arriba = [persona.id for persona in coordinan(oficina.cuadro, caso.equipo, ahora)]
    alertas = alertar(caso, "demora", [caso.por, *arriba])
    despues = replace(caso, plazos=sin(caso, "demora"), llamadas=caso.llamadas.union(arriba))
    return Movimiento(despues, (*alertas, Anota("demora")))


def _callar(caso: Caso, oye: bool) -> Movimiento:
    """Su mensaje sigue sin contestar: el bot vuelve, y lo sabe quien la atendía."""
    quien = caso.relevo.quien if caso.relevo else caso.por
    efectos: list[Efecto] = [*alertar(caso, "sin_contestar", [quien])]
    if oye:
        efectos.append(DiAElla("vuelve_el_bot"))
    despues = replace(caso, relevo=None, plazos=sin(caso, "relevo"))
    return Movimiento(despues, (*efectos, Anota("calla", quien)))

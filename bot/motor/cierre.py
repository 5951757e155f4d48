"""Cerrar un turno: de lo que se recorrió, los efectos en orden y el estado que queda."""

from __future__ import annotations

from dataclasses import replace

from bot.modelo import Burbuja, Di, Estado, Olvida, Programa, Turno
from bot.motor import textos
from bot.motor.recorrido import INACTIVIDAD, Recorrido


def cerrar(recorrido: Recorrido) -> Turno:
    """El turno terminado."""
    dichos = _dichos(recorrido)
    camino, antes = tuple(recorrido.camino), recorrido.antes
    if recorrido.aparte:
        # Lo que se contesta aparte no mueve la conversación, ni la empieza.
        return Turno(antes, tuple(dichos), camino)
    cuentas = recorrido.cuentas.diferencias(recorrido.datos, recorrido.idioma)
    efectos = [*dichos, *recorrido.efectos, *cuentas]
    if recorrido.olvida:
        return Turno(Estado(canal=antes.canal), (*efectos, Olvida(recorrido.rastro)), camino)
    ficha, atendida = recorrido.libro.ficha, recorrido.circunstancias.atendida
    delicado = recorrido.sensible or recorrido.pendiente or atendida
    caduca = ficha.caduca_sensible if delicado else ficha.caduca
    estado = replace(
        antes,
        turno=antes.turno + 1,
        idioma=recorrido.idioma,
        pila=tuple(recorrido.pila),
        oferta=recorrido.oferta,
        inicio=recorrido.inicio,
        anteriores=tuple(recorrido.anteriores),
        datos=recorrido.datos,
        fallos=recorrido.fallos,
        urgencia=recorrido.urgencia if recorrido.sensible else "normal",
        temas=recorrido.cuentas.temas,
        pendiente=recorrido.pendiente,
        reciente=recorrido.reciente,
        atendida=atendida,
    )
    efectos.append(Programa(INACTIVIDAD, recorrido.ahora + caduca))
    return Turno(estado, tuple(efectos), camino, recorrido.urgente)


def _dichos(recorrido: Recorrido) -> list[Di]:
    parrafos, libro = recorrido.parrafos, recorrido.libro
    if recorrido.en_espanol:
        aviso = libro.traducir(libro.frases["solo_espanol"], recorrido.idioma)
        parrafos = [aviso, *parrafos]
    burbujas = textos.agrupar(parrafos)
    return [
        Di(
            Burbuja(
                texto,
                recorrido.opciones if i == len(burbujas) - 1 else (),
                sensible=recorrido.dice_sensible or bool(recorrido.pendiente),
                cierra=recorrido.olvida,
            )
        )
        for i, texto in enumerate(burbujas)
    ]

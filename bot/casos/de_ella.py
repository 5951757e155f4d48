"""Lo que hace ella: otra alarma, aceptar, escribir, salir, pedir que no la contacten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.casos.de_oficina import recibe
from bot.casos.efectos import Anota, Efecto, Movimiento, OlvidaContacto, Rechazo, SueltaChat
from bot.casos.escalera import Avisos, alertar, con, otra_vuelta, sin, sin_guardia
from bot.casos.eventos import Sube
from bot.casos.formas import NIVELES, Caso, NombreDePlazo, Oficina
from bot.proteccion.acuerdo import Consentimiento
from bot.proteccion.vigencia import RESPUESTA

REAVISO = timedelta(minutes=10)
"""Otra alarma igual vuelve a avisar si pasó este tiempo desde que se avisó."""


def subir(caso: Caso, evento: Sube, oficina: Oficina, ahora: datetime) -> Movimiento:
    """Otra alarma: añade su tema; más grave que la vuelta en curso, avisa otra vez.

    Igual o menos grave, avisa otra vez solo si ya nadie está en ello: se tomó o se dio por
    no contestada hace rato, y nadie la atiende en el chat. La urgencia del caso nunca baja.
    """
    grave = NIVELES[evento.urgencia] < NIVELES[caso.ronda]
    nuevo = evento.tema not in caso.temas
    con_tema = replace(caso, temas=(*caso.temas, evento.tema) if nuevo else caso.temas)
    en_marcha = caso.sin_tomar and not caso.sin_respuesta
    reciente = ahora - caso.desde < REAVISO
    if not grave and (en_marcha or reciente or caso.relevo is not None):
        return Movimiento(con_tema, (Anota("otra_alarma"),))
    equipo, plazo = caso.equipo, evento.plazo
    if grave:
        equipo = evento.equipo or oficina.equipos.de_tema(evento.tema)
    plazo = plazo or oficina.equipos.plazo(equipo, evento.urgencia)
    mayor = min(caso.urgencia, evento.urgencia, key=NIVELES.__getitem__)
    subido = replace(
        con_tema,
        urgencia=mayor,
        ronda=evento.urgencia,
        equipo=equipo,
        plazo=plazo,
        vence=ahora + plazo,
    )
    avisos = Avisos()
    despues = otra_vuelta(subido, oficina, ahora, avisos, (caso.por,))
    efectos: list[Efecto] = [*avisos.lista(), *sin_guardia(despues, oficina, ahora)]
    return Movimiento(despues, (*efectos, Anota("sube" if grave else "otra_alarma")))


def consentir(caso: Caso, consentimiento: Consentimiento, ahora: datetime) -> Movimiento:
    """Acepta que la contacten. A quien ya lo tomó se le dice, porque no podía hacer nada."""
    antes = caso.consentimiento
    despues = replace(caso, consentimiento=consentimiento)
    efectos: list[Efecto] = []
    if caso.estado == "no_contactar":
        despues = replace(despues, estado="tomado" if caso.por else "abierto")
    if antes is None and caso.por:
        efectos += alertar(caso, "consiente", [caso.por])
        if despues.estado == "tomado":
            despues = replace(despues, plazos=con(caso, "demora", ahora + caso.plazo))
    return Movimiento(despues, (*efectos, Anota("consiente", dato=consentimiento.version)))


def escribir(caso: Caso, ahora: datetime) -> Movimiento:
    """Escribió mientras una persona la atiende: empieza a contar lo que espera."""
    if caso.relevo is None or caso.relevo.pendiente is not None:
        return Movimiento(caso)
    relevo = replace(caso.relevo, pendiente=ahora)
    plazos = con(caso, "relevo", ahora + RESPUESTA)
    return Movimiento(replace(caso, relevo=relevo, plazos=plazos))


def salir(caso: Caso) -> Movimiento:
    suelto = replace(caso, relevo=None, plazos=sin(caso, "relevo"))
    return Movimiento(suelto, (SueltaChat(), Anota("sale")))


def no_contactar(caso: Caso, quien: str, oficina: Oficina) -> Movimiento | Rechazo:
    """Desde cualquier estado. Retira el consentimiento; quien lo oye se da por enterada."""
    if quien and not recibe(oficina, quien):
        return Rechazo("no_es_del_equipo")
    if caso.estado == "no_contactar" and (caso.por or not quien):
        return Movimiento(caso)
    se_van: tuple[NombreDePlazo, ...] = ("relevo", "demora")
    if quien:
        se_van = (*se_van, "escalada", "turno")
    despues = replace(
        caso,
        estado="no_contactar",
        consentimiento=None,
        por=caso.por or quien,
        relevo=None,
        plazos=sin(caso, *se_van),
    )
    efectos = (SueltaChat(), OlvidaContacto(), Anota("no_contactar", quien))
    return Movimiento(despues, efectos)

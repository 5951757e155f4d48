"""La tabla de un caso: de un caso y un evento, el caso siguiente y lo que hay que hacer.

::

    abierto ── toma ──▶ tomado ── contacta, responde ──▶ contactado ── cierra ──▶ cerrado
       ▲                   │                                 │
       └─── pasa a otra persona o equipo, u otra alarma: se avisa desde el principio

De cualquier estado se va a ``no_contactar``, y solo ella lo levanta, aceptando otra vez. Sin
tomar (``abierto``, o un ``no_contactar`` que nadie tomó) siempre hay una escalada en marcha, o
ya se dijo que no hay respuesta: un caso no se queda callado. Nadie cierra lo que nadie tomó.

Un plazo o un gesto que llega tarde o repetido no hace nada; uno que no se puede, se rechaza
y dice por qué. Guardar, avisar y hablar es de quien aplica los efectos.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.casos import de_ella, de_oficina, del_reloj
from bot.casos.efectos import Anota, Cancela, Efecto, Movimiento, Programa, Rechazo
from bot.casos.escalera import Avisos, empezar, sin_guardia
from bot.casos.eventos import (
    Abre,
    Cierra,
    Consiente,
    Contacta,
    Escribe,
    Evento,
    NoContacta,
    NoLlega,
    PasaAEquipo,
    PasaAPersona,
    Responde,
    Sale,
    Sube,
    Toma,
    Vence,
)
from bot.casos.formas import Caso, Oficina


def abrir(evento: Abre, oficina: Oficina, ahora: datetime) -> Movimiento:
    """El caso nace y se avisa."""
    equipo = evento.equipo or oficina.equipos.de_tema(evento.tema)
    plazo = evento.plazo or oficina.equipos.plazo(equipo, evento.urgencia)
    nuevo = Caso(
        referencia=evento.referencia,
        abierto=ahora,
        urgencia=evento.urgencia,
        ronda=evento.urgencia,
        equipo=equipo,
        plazo=plazo,
        vence=ahora + plazo,
        desde=ahora,
        temas=(evento.tema,),
        consentimiento=evento.consentimiento,
    )
    avisos = Avisos()
    caso = empezar(nuevo, oficina, ahora, avisos)
    efectos: list[Efecto] = [*avisos.lista(), *sin_guardia(caso, oficina, ahora), Anota("abre")]
    return Movimiento(caso, (*efectos, *_plazos(nuevo, caso)))


def mover(caso: Caso, evento: Evento, oficina: Oficina, ahora: datetime) -> Movimiento | Rechazo:
    """El caso después del evento. Sin efectos, no pasó nada."""
    hecho = _mover(caso, evento, oficina, ahora)
    if isinstance(hecho, Rechazo) or hecho == Movimiento(caso):
        return hecho
    despues = replace(hecho.caso, version=caso.version + 1)
    return Movimiento(despues, (*hecho.efectos, *_plazos(caso, despues)))


def _mover(caso: Caso, evento: Evento, oficina: Oficina, ahora: datetime) -> Movimiento | Rechazo:
    match evento:
        case Vence(plazo, oye):
            return del_reloj.vencer(caso, plazo, oye, oficina, ahora)
        case NoLlega(para):
            return del_reloj.no_llega(caso, para, oficina, ahora)
        case Escribe():
            return de_ella.escribir(caso, ahora)
        case NoContacta(quien):
            return de_ella.no_contactar(caso, quien, oficina)
        case _ if not caso.vive:
            return Rechazo("cerrado")
        case Sube():
            return de_ella.subir(caso, evento, oficina, ahora)
        case Consiente(consentimiento):
            return de_ella.consentir(caso, consentimiento, ahora)
        case Sale():
            return de_ella.salir(caso)
        case _ if not de_oficina.recibe(oficina, evento.quien):
            return Rechazo("no_es_del_equipo")
        case Toma(quien):
            return de_oficina.tomar(caso, quien, ahora)
        case PasaAEquipo(quien, equipo):
            return de_oficina.pasar_a_equipo(caso, quien, equipo, oficina, ahora)
        case PasaAPersona(quien, a):
            return de_oficina.pasar_a_persona(caso, quien, a, oficina, ahora)
        case Contacta():
            return de_oficina.contactar(caso, evento, oficina)
        case Responde(quien, permiso):
            return de_oficina.responder(caso, quien, permiso, oficina)
        case Cierra(quien, desenlace):
            return de_oficina.cerrar(caso, quien, desenlace, oficina, ahora)
        case _:
            assert_never(evento)


def _plazos(antes: Caso, despues: Caso) -> tuple[Efecto, ...]:
    """Lo que cambió en los plazos."""
    puestos = tuple(
        Programa(nombre, cuando)
        for nombre, cuando in despues.plazos.items()
        if antes.plazos.get(nombre) != cuando
    )
    return (*puestos, *(Cancela(n) for n in antes.plazos if n not in despues.plazos))

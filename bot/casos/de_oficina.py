"""Lo que hace la oficina: tomar, pasar, contactar, contestar, cerrar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.casos.efectos import Anota, Efecto, Movimiento, Rechazo, SueltaChat
from bot.casos.escalera import Avisos, otra_vuelta, sin
from bot.casos.eventos import Contacta
from bot.casos.formas import Caso, DesenlaceDeCaso, NombreDePlazo, Oficina, Relevo
from bot.modelo import LIMA
from bot.proteccion.acuerdo import Concedido, Permiso

RETENCION = timedelta(days=30)
"""Lo que se conserva un caso cerrado."""

_DE_AVISAR: tuple[NombreDePlazo, ...] = ("escalada", "turno", "demora")


def recibe(oficina: Oficina, quien: str) -> bool:
    """¿Es alguien que atiende o coordina?"""
    persona = oficina.cuadro.persona(quien)
    return persona is not None and persona.recibe


def tomar(caso: Caso, quien: str, ahora: datetime) -> Movimiento | Rechazo:
    """La primera se lo queda. Tomarlo dos veces es tomarlo una."""
    if caso.por == quien:
        return Movimiento(caso)
    if caso.por:
        return Rechazo("ya_tomado", caso.por)
    plazos = sin(caso, "escalada", "turno")
    if caso.estado == "abierto":
        plazos["demora"] = ahora + caso.plazo
        caso = replace(caso, estado="tomado")
    return Movimiento(replace(caso, por=quien, plazos=plazos), (Anota("toma", quien),))


def pasar_a_equipo(
    caso: Caso, quien: str, equipo: str, oficina: Oficina, ahora: datetime
) -> Movimiento | Rechazo:
    if equipo not in oficina.equipos.equipos:
        return Rechazo("equipo_desconocido")
    return _pasar(replace(caso, equipo=equipo), quien, equipo, (), oficina, ahora)


def pasar_a_persona(
    caso: Caso, quien: str, a: str, oficina: Oficina, ahora: datetime
) -> Movimiento | Rechazo:
    """Se avisa solo a esa persona; si no lo toma, la escalada sigue con las demás."""
    if quien == a:
        return Rechazo("a_si_misma")
    if not recibe(oficina, a):
        return Rechazo("no_es_del_equipo")
    return _pasar(caso, quien, a, (a,), oficina, ahora)


def contactar(caso: Caso, evento: Contacta, oficina: Oficina) -> Movimiento | Rechazo:
    """Habló con ella fuera del chat. Lo que ella empieza no pide permiso ni lo da."""
    quien = evento.quien
    efectos: list[Efecto] = []
    if evento.modo == "llamada":
        permitido = _permitir(caso, quien, evento.permiso, oficina)
        if isinstance(permitido, Rechazo):
            return permitido
        efectos += permitido
    por = caso.por or quien
    plazos = sin(caso, *_DE_AVISAR)
    estado = caso.estado if caso.estado == "no_contactar" else "contactado"
    despues = replace(caso, estado=estado, por=por, plazos=plazos)
    return Movimiento(despues, (*efectos, Anota("contacta", quien, evento.modo)))


def responder(caso: Caso, quien: str, permiso: Permiso, oficina: Oficina) -> Movimiento | Rechazo:
    """Le contesta en su chat: desde ahora la atiende una persona y el bot calla."""
    permitido = _permitir(caso, quien, permiso, oficina)
    if isinstance(permitido, Rechazo):
        return permitido
    despues = replace(
        caso,
        estado="contactado",
        por=caso.por or quien,
        relevo=Relevo(quien),
        plazos=sin(caso, "relevo", *_DE_AVISAR),
    )
    return Movimiento(despues, (*permitido, Anota("responde", quien)))


def cerrar(
    caso: Caso, quien: str, desenlace: DesenlaceDeCaso, oficina: Oficina, ahora: datetime
) -> Movimiento | Rechazo:
    """No le dice nada a ella. De las horas queda el día; a los 30, no queda nada."""
    if not caso.por:
        return Rechazo("sin_tomar")
    if not _es_suyo(caso, quien, oficina):
        return Rechazo("ya_tomado", caso.por)
    consentimiento = caso.consentimiento
    despues = replace(
        caso,
        estado="cerrado",
        desenlace=desenlace,
        abierto=_dia(caso.abierto),
        desde=_dia(caso.desde),
        vence=_dia(caso.vence),
        consentimiento=consentimiento
        and replace(consentimiento, cuando=_dia(consentimiento.cuando)),
        relevo=None,
        plazos={"retencion": _dia(ahora) + RETENCION},
    )
    return Movimiento(despues, (SueltaChat(), Anota("cierra", quien, desenlace)))


def _pasar(
    caso: Caso, quien: str, a: str, primeras: tuple[str, ...], oficina: Oficina, ahora: datetime
) -> Movimiento | Rechazo:
    if not _es_suyo(caso, quien, oficina):
        return Rechazo("ya_tomado", caso.por)
    avisos = Avisos()
    suelto = replace(caso, relevo=None, plazos=sin(caso, "relevo"))
    despues = otra_vuelta(suelto, oficina, ahora, avisos, primeras, y_la_guardia=not primeras)
    return Movimiento(despues, (*avisos.lista(), Anota("pasa", quien, a)))


def _permitir(
    caso: Caso, quien: str, permiso: Permiso | None, oficina: Oficina
) -> list[Efecto] | Rechazo:
    """Lo que la oficina empieza: su caso, su consentimiento y lo que diga el acuerdo."""
    if caso.estado == "no_contactar":
        return Rechazo("no_contactar")
    if not _es_suyo(caso, quien, oficina):
        return Rechazo("ya_tomado", caso.por)
    if caso.consentimiento is None or not isinstance(permiso, Concedido):
        return Rechazo("sin_permiso")
    if permiso.excepcion is None:
        return []
    excepcion = permiso.excepcion
    if excepcion.pide != quien or not recibe(oficina, excepcion.autoriza):
        return Rechazo("sin_permiso")
    return [Anota("excepcion", quien, f"{excepcion.motivo}:{excepcion.autoriza}")]


def _es_suyo(caso: Caso, quien: str, oficina: Oficina) -> bool:
    """Lo tomó, nadie lo tomó, o coordina."""
    persona = oficina.cuadro.persona(quien)
    return caso.por in ("", quien) or (persona is not None and "coordina" in persona.roles)


def _dia(instante: datetime) -> datetime:
    return instante.astimezone(LIMA).replace(hour=0, minute=0, second=0, microsecond=0)

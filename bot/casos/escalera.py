"""La escalada: a quién se avisa en cada peldaño, y cuándo se sube al siguiente.

Lo crítico insiste a los 5, 15 y 20 minutos, esté o no de turno a quien llama. Lo demás, al
vencer su plazo. Un peldaño sin nadie a quien avisar avisa ya a los de más arriba: no se
pierde el tiempo de nadie. Se termina al tomar el caso o en «sin respuesta», y entonces
vuelve a empezar cuando entra alguien de guardia.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.casos.efectos import AGrupo, Alerta, APersona, MotivoDeAlerta, SinGuardia
from bot.casos.formas import NIVELES, PELDANOS, Caso, NombreDePlazo, Oficina, Peldano
from bot.guardia import Persona, coordinan, de_guardia, orden_de_llamada, proximo_turno, todas


@dataclass(slots=True)
class Avisos:
    """Las alertas de un movimiento. A cada quien, una: la del peldaño más alto."""

    por_destinatario: dict[APersona | AGrupo, Alerta] = field(default_factory=dict)

    def sumar(self, alerta: Alerta) -> None:
        self.por_destinatario.pop(alerta.para, None)
        self.por_destinatario[alerta.para] = alerta

    def lista(self) -> tuple[Alerta, ...]:
        return tuple(self.por_destinatario.values())


def empezar(
    caso: Caso,
    oficina: Oficina,
    ahora: datetime,
    avisos: Avisos,
    primeras: Iterable[str] = (),
    y_la_guardia: bool = True,
) -> Caso:
    """El primer peldaño de una vuelta: ``primeras`` y, si se pide, la primera de guardia."""
    caso = replace(caso, peldano="abre", desde=ahora, avisadas=frozenset())
    elegidas = [quien for quien in primeras if oficina.cuadro.persona(quien)]
    if y_la_guardia or not elegidas:
        elegidas += [persona.id for persona in _orden(caso, oficina, ahora)[:1]]
    return _programar(_avisar(caso, dict.fromkeys(elegidas), avisos), oficina, ahora)


def otra_vuelta(
    caso: Caso,
    oficina: Oficina,
    ahora: datetime,
    avisos: Avisos,
    primeras: Iterable[str] = (),
    y_la_guardia: bool = True,
) -> Caso:
    """Vuelve a quedar sin tomar, y se avisa desde el principio."""
    caso = replace(
        caso,
        estado="no_contactar" if caso.estado == "no_contactar" else "abierto",
        por="",
        vuelta=caso.vuelta + 1,
        vence=caso.vence if caso.vence > ahora else ahora + caso.plazo,
        plazos=sin(caso, "demora"),
    )
    return empezar(caso, oficina, ahora, avisos, primeras, y_la_guardia)


def insistir(caso: Caso, oficina: Oficina, ahora: datetime, avisos: Avisos) -> Caso:
    """Sube todos los peldaños que ya tocan, aunque el reloj se haya atrasado."""
    while (proximo := _proximo(caso)) is not None:
        if _cuando(caso, proximo, oficina) > ahora:
            break
        caso = replace(caso, peldano=proximo)
        caso = _avisar(caso, _a_quienes(caso, oficina, ahora), avisos)
    return _programar(caso, oficina, ahora)


def entra_turno(caso: Caso, oficina: Oficina, ahora: datetime, avisos: Avisos) -> Caso:
    """Entró alguien de guardia y el caso sigue sin tomar."""
    if caso.peldano == "sin_respuesta":
        return otra_vuelta(caso, oficina, ahora, avisos)
    guardia = de_guardia(oficina.cuadro, caso.equipo, ahora)
    caso = _avisar(caso, [persona.id for persona in guardia[:1]], avisos, al_grupo=False)
    return _programar(caso, oficina, ahora)


def otra_persona(caso: Caso, oficina: Oficina, ahora: datetime, avisos: Avisos) -> Caso:
    """La alerta no llegó: en el mismo peldaño, a la siguiente que no se ha llamado."""
    ya = {quien for _, quien in caso.avisadas}
    grupos = (
        _orden(caso, oficina, ahora),
        coordinan(oficina.cuadro, caso.equipo, ahora),
        todas(oficina.cuadro, ahora),
    )
    otra = next((p.id for grupo in grupos for p in grupo if p.id not in ya), None)
    return _avisar(caso, [otra] if otra else [], avisos, al_grupo=False)


def sin(caso: Caso, *nombres: NombreDePlazo) -> dict[NombreDePlazo, datetime]:
    """Los plazos del caso, sin esos."""
    return {nombre: cuando for nombre, cuando in caso.plazos.items() if nombre not in nombres}


def con(caso: Caso, nombre: NombreDePlazo, cuando: datetime) -> dict[NombreDePlazo, datetime]:
    """Los plazos del caso, y ese."""
    return {**caso.plazos, nombre: cuando}


def sin_guardia(caso: Caso, oficina: Oficina, ahora: datetime) -> tuple[SinGuardia, ...]:
    """Si ahora no hay nadie de guardia, desde cuándo habrá."""
    if de_guardia(oficina.cuadro, caso.equipo, ahora):
        return ()
    return (SinGuardia(proximo_turno(oficina.cuadro, caso.equipo, ahora)),)


def alertar(caso: Caso, motivo: MotivoDeAlerta, quienes: Iterable[str]) -> tuple[Alerta, ...]:
    """Alertas que no son de la escalada: cada una es de este movimiento y de ninguno más."""
    return tuple(
        Alerta(APersona(quien), motivo, NIVELES[caso.ronda], caso.version + 1)
        for quien in dict.fromkeys(quienes)
        if quien
    )


def _avisar(caso: Caso, quienes: Iterable[str], avisos: Avisos, al_grupo: bool = True) -> Caso:
    """Una alerta a cada quien, nunca dos veces por el mismo peldaño de una vuelta."""
    nuevas = [quien for quien in quienes if (caso.peldano, quien) not in caso.avisadas]
    destinos: list[APersona | AGrupo] = [APersona(quien) for quien in nuevas]
    if al_grupo:
        destinos.append(AGrupo(caso.equipo))
    for para in destinos:
        avisos.sumar(Alerta(para, caso.peldano, NIVELES[caso.ronda], caso.vuelta))
    return replace(
        caso,
        avisadas=caso.avisadas | {(caso.peldano, quien) for quien in nuevas},
        llamadas=caso.llamadas.union(nuevas),
    )


def _a_quienes(caso: Caso, oficina: Oficina, ahora: datetime) -> list[str]:
    """Las de ese peldaño; si no hay nadie, las del siguiente."""
    arriba = coordinan(oficina.cuadro, caso.equipo, ahora) or todas(oficina.cuadro, ahora)
    if caso.peldano == "siguiente":
        ya = {quien for _, quien in caso.avisadas}
        otras = [p.id for p in _orden(caso, oficina, ahora) if p.id not in ya]
        if otras:
            return otras[:1]
    if caso.peldano == "sin_respuesta" and caso.ronda == "critica":
        arriba = todas(oficina.cuadro, ahora)
    return [persona.id for persona in arriba]


def _orden(caso: Caso, oficina: Oficina, ahora: datetime) -> tuple[Persona, ...]:
    """Lo crítico llama también a quien no está de turno."""
    return orden_de_llamada(oficina.cuadro, caso.equipo, ahora, caso.ronda == "critica")


def _proximo(caso: Caso) -> Peldano | None:
    lugar = PELDANOS.index(caso.peldano) + 1
    return PELDANOS[lugar] if lugar < len(PELDANOS) else None


def _cuando(caso: Caso, peldano: Peldano, oficina: Oficina) -> datetime:
    escalada = oficina.equipos.escalada[caso.ronda]
    esperas: dict[Peldano, timedelta] = {
        "siguiente": escalada.siguiente,
        "coordina": escalada.coordina,
        "sin_respuesta": escalada.sin_respuesta,
    }
    return (caso.desde if caso.ronda == "critica" else caso.vence) + esperas[peldano]


def _programar(caso: Caso, oficina: Oficina, ahora: datetime) -> Caso:
    plazos = sin(caso, "escalada", "turno")
    proximo = _proximo(caso)
    if proximo is not None:
        plazos["escalada"] = _cuando(caso, proximo, oficina)
    turno = proximo_turno(oficina.cuadro, caso.equipo, ahora)
    if turno is not None:
        plazos["turno"] = turno
    return replace(caso, plazos=plazos)

"""Una oficina de prueba: dos equipos, cinco personas y un lunes por la mañana."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot import casos
from bot.casos import Caso, Efecto, Evento, Movimiento, Oficina
from bot.guardia import (
    LABORABLES,
    LO_MAS_TARDE,
    Cuadro,
    Equipo,
    Equipos,
    Escalada,
    Persona,
    Tramo,
    TurnoSemanal,
)
from bot.modelo import LIMA, Urgencia
from bot.proteccion.acuerdo import Concedido, Consentimiento, Negado

MINUTO, HORA, DIA = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LUNES = datetime(2026, 3, 16, 9, tzinfo=LIMA)
NOCHE = datetime(2026, 3, 16, 23, tzinfo=LIMA)

SI = Consentimiento("2026-03", LUNES)
DEJA = Concedido("relevo", LUNES + 3650 * DIA)
NO_DEJA = Negado("fuera_de_hora")

PLAZOS: dict[Urgencia, timedelta] = {"critica": 20 * MINUTO, "alta": HORA, "normal": DIA}
EQUIPOS = Equipos(
    "orientacion",
    {
        "orientacion": Equipo("orientacion", "Orientación", (), PLAZOS),
        "proteccion": Equipo("proteccion", "Protección", ("violencia", "trata"), PLAZOS),
    },
    {
        "critica": LO_MAS_TARDE,
        "alta": Escalada(timedelta(), 15 * MINUTO, HORA),
        "normal": Escalada(timedelta(), 4 * HORA, DIA),
    },
)


def persona(quien: str, roles: str, equipos: str = "proteccion") -> Persona:
    return Persona(quien, frozenset(roles.split()), frozenset(equipos.split()))  # type: ignore[arg-type]


ANA = persona("ana", "atiende")
BEA = persona("bea", "atiende")
COCO = persona("coco", "coordina")
OLGA = persona("olga", "atiende", "orientacion")
ADA = persona("ada", "administra")
TODAS = (ANA, BEA, COCO, OLGA, ADA)


def semana(*quienes: str) -> tuple[TurnoSemanal, ...]:
    oficina = (Tramo(time(8), time(13)), Tramo(time(14), time(17)))
    return tuple(TurnoSemanal(quien, LABORABLES, oficina) for quien in quienes)


def con_cuadro(*personas: Persona, turnos: tuple[str, ...] = ()) -> Oficina:
    return Oficina(EQUIPOS, Cuadro(personas, semana(*turnos)))


OFICINA = con_cuadro(*TODAS, turnos=("ana", "bea", "coco", "olga"))


def abrir(
    urgencia: Urgencia = "critica",
    ahora: datetime = LUNES,
    oficina: Oficina = OFICINA,
    consentimiento: Consentimiento | None = SI,
) -> Movimiento:
    abre = casos.Abre("TUM-0412", urgencia, "violencia", consentimiento=consentimiento)
    return casos.abrir(abre, oficina, ahora)


def seguir(
    caso: Caso, *eventos: Evento, ahora: datetime = LUNES, oficina: Oficina = OFICINA
) -> Caso:
    """El caso tras esos eventos, que no se rechazan."""
    for evento in eventos:
        caso = hacer(caso, evento, ahora, oficina).caso
    return caso


def hacer(
    caso: Caso, evento: Evento, ahora: datetime = LUNES, oficina: Oficina = OFICINA
) -> Movimiento:
    hecho = casos.mover(caso, evento, oficina, ahora)
    assert isinstance(hecho, Movimiento), hecho
    return hecho


def alertas(efectos: tuple[Efecto, ...]) -> list[str]:
    """A quién y por qué: «ana abre», «#proteccion abre»."""
    return [
        f"{e.para.id if isinstance(e.para, casos.APersona) else '#' + e.para.equipo} {e.motivo}"
        for e in efectos
        if isinstance(e, casos.Alerta)
    ]


def reloj(caso: Caso, oficina: Oficina = OFICINA, oye: bool = False) -> tuple[Movimiento, datetime]:
    """Deja pasar el tiempo hasta el plazo más próximo."""
    nombre, cuando = min(caso.plazos.items(), key=lambda par: (par[1], par[0]))
    return hacer(caso, casos.Vence(nombre, oye), cuando, oficina), cuando

"""Se recorre la tabla entera: desde cualquier caso, con cualquier evento, nadie queda callado.

Dos casos son el mismo si solo se distinguen en la hora y en cuántas vueltas llevan. Se visitan
todos los que se alcanzan y, en cada uno, se prueba todo lo que puede pasar.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

import pytest

from bot import casos
from bot.casos import Caso, Evento, Movimiento, Oficina, Rechazo
from bot.guardia import todas
from tests.casos.taller import (
    ADA,
    ANA,
    BEA,
    COCO,
    DEJA,
    LUNES,
    MINUTO,
    NO_DEJA,
    NOCHE,
    OLGA,
    SI,
    con_cuadro,
)

CUADROS: dict[str, tuple[Oficina, datetime]] = {
    "de día": (con_cuadro(ANA, BEA, COCO, OLGA, turnos=("ana", "bea", "coco", "olga")), LUNES),
    "de noche": (con_cuadro(ANA, COCO, OLGA, turnos=("ana", "coco")), NOCHE),
    "una sola": (con_cuadro(ANA, turnos=("ana",)), LUNES),
    "solo quien coordina": (con_cuadro(COCO), NOCHE),
    "nadie": (con_cuadro(ADA), LUNES),
}

DE_ELLA: tuple[Evento, ...] = (
    *(casos.Sube(urgencia, "trata") for urgencia in ("critica", "normal")),
    casos.Consiente(SI),
    casos.Escribe(),
    casos.Sale(),
    casos.NoContacta(),
)


def _de_oficina(quien: str, otra: str) -> tuple[Evento, ...]:
    return (
        casos.Toma(quien),
        casos.PasaAEquipo(quien, "orientacion"),
        casos.PasaAPersona(quien, otra),
        casos.Contacta(quien, "llamada", DEJA),
        casos.Contacta(quien, "ella_llama"),
        casos.Responde(quien, DEJA),
        casos.Responde(quien, NO_DEJA),
        casos.Cierra(quien, "resuelto"),
        casos.NoContacta(quien),
        casos.NoLlega(quien),
    )


@dataclass(frozen=True)
class Nodo:
    """Un caso alcanzado, la hora, y las claves de todas sus alertas hasta aquí."""

    caso: Caso
    ahora: datetime
    claves: frozenset[str]


def _parecido(caso: Caso) -> Hashable:
    return (
        caso.estado,
        caso.urgencia,
        caso.ronda,
        caso.equipo,
        caso.consentimiento,
        caso.por,
        caso.peldano,
        caso.relevo and (caso.relevo.quien, caso.relevo.pendiente is None),
        len({quien for _, quien in caso.avisadas}),
        frozenset(caso.plazos),
        caso.vive,
    )


def _eventos(nodo: Nodo, oficina: Oficina) -> Iterator[tuple[Evento, datetime]]:
    reciben = [p.id for p in oficina.cuadro.personas if p.recibe]
    for evento in DE_ELLA:
        yield evento, nodo.ahora + MINUTO
        if isinstance(evento, casos.Sube):
            yield evento, nodo.ahora + 11 * MINUTO
    for quien in reciben[:2]:
        for evento in _de_oficina(quien, reciben[-1]):
            yield evento, nodo.ahora + MINUTO
    for nombre, cuando in nodo.caso.plazos.items():
        for oye in (True, False):
            yield casos.Vence(nombre, oye), max(cuando, nodo.ahora)


def _recorrer(oficina: Oficina, ahora: datetime) -> Iterator[tuple[Nodo, Evento, object, datetime]]:
    """Todas las flechas de la tabla."""
    vistos: set[Hashable] = set()
    cola: deque[Nodo] = deque()

    def visitar(hecho: Movimiento, cuando: datetime, claves: frozenset[str]) -> None:
        nuevas = [e.clave for e in hecho.efectos if isinstance(e, casos.Alerta)]
        assert len(set(nuevas)) == len(nuevas)
        assert not claves & set(nuevas), "dos alertas iguales"
        if (parecido := _parecido(hecho.caso)) not in vistos:
            vistos.add(parecido)
            cola.append(Nodo(hecho.caso, cuando, claves | set(nuevas)))

    for urgencia in ("critica", "normal"):
        for consentimiento in (SI, None):
            abre = casos.Abre("TUM-1", urgencia, "violencia", consentimiento=consentimiento)
            visitar(casos.abrir(abre, oficina, ahora), ahora, frozenset())
    while cola:
        nodo = cola.popleft()
        for evento, cuando in _eventos(nodo, oficina):
            hecho = casos.mover(nodo.caso, evento, oficina, cuando)
            if isinstance(hecho, Movimiento):
                visitar(hecho, cuando, nodo.claves)
            yield nodo, evento, hecho, cuando


def _comprobar(antes: Caso, evento: Evento, hecho: object) -> None:
    if isinstance(hecho, Rechazo):
        return
    assert isinstance(hecho, Movimiento)
    caso, efectos = hecho.caso, hecho.efectos
    # Sin tomar, se está avisando o ya se dijo que nadie contesta; tomado, nadie molesta más.
    if caso.sin_tomar:
        assert "escalada" in caso.plazos or caso.peldano == "sin_respuesta"
    else:
        assert not {"escalada", "turno"} & set(caso.plazos)
    # Nadie cierra lo que nadie tomó, y lo cerrado se destruirá.
    if not caso.vive and antes.vive:
        assert antes.por
        assert set(caso.plazos) == {"retencion"}
    assert caso.vive or caso.estado in ("cerrado", "no_contactar")
    # Contra su voluntad, o sin ella, nadie le escribe.
    if isinstance(evento, casos.Responde):
        assert antes.consentimiento is not None
        assert antes.estado != "no_contactar"
        assert evento.permiso == DEJA
    if antes.estado == "no_contactar" and caso.estado != "no_contactar":
        assert isinstance(evento, casos.Consiente | casos.Cierra)
    if caso.estado == "no_contactar":
        assert caso.consentimiento is None or not caso.vive
    if caso.relevo is not None:
        assert caso.vive
        assert caso.estado != "no_contactar"
    assert ("relevo" in caso.plazos) == (
        caso.relevo is not None and caso.relevo.pendiente is not None
    )
    for efecto in efectos:
        if isinstance(efecto, casos.DiAElla):
            assert isinstance(evento, casos.Vence)
            assert evento.oye
    # Lo que se sabe no se pierde.
    assert caso.nivel <= antes.nivel
    assert set(caso.temas) >= set(antes.temas)
    # Los efectos dicen todo lo que cambió en los plazos.
    plazos = dict(antes.plazos)
    for efecto in efectos:
        if isinstance(efecto, casos.Programa):
            plazos[efecto.plazo] = efecto.cuando
        elif isinstance(efecto, casos.Cancela):
            del plazos[efecto.plazo]
    assert plazos == caso.plazos
    assert caso.version == antes.version + (caso != antes or bool(efectos))


def _final(caso: Caso, oficina: Oficina, ahora: datetime) -> None:
    """Sin que nadie haga nada más: acuse, o final honesto a la hora y con todas avisadas."""
    critica = caso.ronda == "critica"
    for _ in range(12):
        if not caso.sin_tomar or caso.sin_respuesta:
            break
        nombre, cuando = min(caso.plazos.items(), key=lambda par: (par[1], par[0]))
        ahora = max(cuando, ahora)
        hecho = casos.mover(caso, casos.Vence(nombre, oye=True), oficina, ahora)
        assert isinstance(hecho, Movimiento)
        caso = hecho.caso
        if caso.sin_respuesta:
            assert casos.DiAElla("sin_respuesta") in hecho.efectos
    assert not caso.sin_tomar or caso.sin_respuesta
    if caso.sin_respuesta and critica:
        quienes = {persona.id for persona in todas(oficina.cuadro, ahora)}
        assert {quien for _, quien in caso.avisadas} >= quienes


@pytest.mark.parametrize("cuadro", CUADROS)
def test_todo_camino_acaba_en_acuse_o_en_un_final_honesto(cuadro: str) -> None:
    oficina, inicio = CUADROS[cuadro]
    estados, distintos = set(), set()
    for nodo, evento, hecho, cuando in _recorrer(oficina, inicio):
        _comprobar(nodo.caso, evento, hecho)
        if isinstance(hecho, Movimiento) and (parecido := _parecido(hecho.caso)) not in distintos:
            distintos.add(parecido)
            estados.add(hecho.caso.estado)
            _final(hecho.caso, oficina, cuando)
            assert casos.caso_de_json(casos.caso_a_json(hecho.caso)) == hecho.caso
    if cuadro == "nadie":
        assert estados == {"abierto", "no_contactar"}
    else:
        assert estados == set(get_args(casos.EstadoDeCaso))
        assert len(distintos) > 500


@pytest.mark.parametrize("cuadro", CUADROS)
@pytest.mark.parametrize("tarde", [0, 3, 45])
def test_lo_critico_nunca_pasa_de_veinte_minutos_sin_final(cuadro: str, tarde: int) -> None:
    """Aunque el trabajador que mira los plazos se atrase, el final no se retrasa más que él."""
    oficina, inicio = CUADROS[cuadro]
    caso = casos.abrir(casos.Abre("TUM-1", "critica", "violencia"), oficina, inicio).caso
    ahora = inicio
    while not caso.sin_respuesta:
        nombre, cuando = min(caso.plazos.items(), key=lambda par: (par[1], par[0]))
        ahora = max(cuando + tarde * MINUTO, ahora)
        hecho = casos.mover(caso, casos.Vence(nombre), oficina, ahora)
        assert isinstance(hecho, Movimiento)
        caso = hecho.caso
    assert ahora <= inicio + (20 + tarde) * MINUTO

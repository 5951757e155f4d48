"""Quién está de guardia a cada minuto, a quién se llama y cuándo entra alguien."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directorio import Directorio, es_feriado
from bot.guardia import (
    LABORABLES,
    Ausencia,
    Cuadro,
    Persona,
    Tramo,
    TurnoSemanal,
    TurnoSuelto,
    coordinan,
    de_guardia,
    en_turno,
    orden_de_llamada,
    proximo_turno,
    siguiente,
    todas,
)
from bot.modelo import LIMA

ANA = Persona("ana", frozenset({"atiende"}), frozenset({"proteccion"}))
BEA = Persona("bea", frozenset({"atiende"}), frozenset({"proteccion", "orientacion"}))
COCO = Persona("coco", frozenset({"coordina"}), frozenset({"proteccion"}))
DORA = Persona("dora", frozenset({"atiende", "coordina"}), frozenset({"orientacion"}))
ADA = Persona("ada", frozenset({"administra"}), frozenset({"proteccion"}))

MANANA = Tramo(time(8), time(12))
TARDE = Tramo(time(13), time(17))
NOCHE = Tramo(time(22), time(6))
OFICINA = (MANANA, TARDE)


def lima(texto: str) -> datetime:
    return datetime.fromisoformat(texto).replace(tzinfo=LIMA)


def ids(personas: tuple[Persona, ...]) -> list[str]:
    return [persona.id for persona in personas]


def cuadro(*turnos: TurnoSemanal | TurnoSuelto, ausencias: tuple[Ausencia, ...] = ()) -> Cuadro:
    vacio = Directorio({}, {})
    return Cuadro(
        (ANA, BEA, COCO, DORA, ADA),
        tuple(t for t in turnos if isinstance(t, TurnoSemanal)),
        tuple(t for t in turnos if isinstance(t, TurnoSuelto)),
        ausencias,
        lambda dia: es_feriado(vacio, dia),
    )


SEMANA = TurnoSemanal("ana", LABORABLES, OFICINA)


@pytest.mark.parametrize(
    ("cuando", "esta"),
    [
        ("2026-03-16 07:59:59", False),  # lunes
        ("2026-03-16 08:00:00", True),
        ("2026-03-16 11:59:59", True),
        ("2026-03-16 12:00:00", False),  # el almuerzo
        ("2026-03-16 13:00:00", True),
        ("2026-03-16 17:00:00", False),
        ("2026-03-14 09:00:00", False),  # sábado
        ("2028-02-29 09:00:00", True),  # martes bisiesto
        ("2026-07-28 09:00:00", False),  # martes, Fiestas Patrias
        ("2026-12-09 09:00:00", False),  # miércoles, Ayacucho
    ],
)
def test_varios_tramos_al_dia_y_los_feriados_cerrados(cuando: str, esta: bool) -> None:
    assert (ids(de_guardia(cuadro(SEMANA), "proteccion", lima(cuando))) == ["ana"]) is esta


def test_la_hora_es_la_de_tumbes_venga_como_venga() -> None:
    ocho = datetime(2026, 3, 16, 13, tzinfo=UTC)
    assert en_turno(cuadro(SEMANA), "ana", ocho)
    assert not en_turno(cuadro(SEMANA), "ana", ocho - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("cuando", "esta"),
    [
        ("2026-03-16 21:59", False),
        ("2026-03-16 22:00", True),
        ("2026-03-17 05:59", True),  # ya es martes y sigue siendo su noche del lunes
        ("2026-03-17 06:00", False),
        ("2026-03-17 23:00", False),
    ],
)
def test_una_noche_es_del_dia_en_que_empieza(cuando: str, esta: bool) -> None:
    noche = TurnoSemanal("ana", frozenset({0}), (NOCHE,))
    assert en_turno(cuadro(noche), "ana", lima(cuando)) is esta


def test_un_tramo_que_acaba_donde_empieza_dura_un_dia() -> None:
    dia = TurnoSemanal("ana", frozenset({0}), (Tramo(time(0), time(0)),))
    assert en_turno(cuadro(dia), "ana", lima("2026-03-16 00:00"))
    assert en_turno(cuadro(dia), "ana", lima("2026-03-16 23:59"))
    assert not en_turno(cuadro(dia), "ana", lima("2026-03-17 00:00"))


def test_un_turno_puede_decir_que_tambien_los_feriados() -> None:
    feriado = lima("2026-07-28 09:00")
    siempre = TurnoSemanal("ana", LABORABLES, OFICINA, en_feriado=True)
    assert not en_turno(cuadro(SEMANA), "ana", feriado)
    assert en_turno(cuadro(siempre), "ana", feriado)


def test_la_vispera_de_un_feriado_acaba_su_noche() -> None:
    noche = TurnoSemanal("ana", LABORABLES, (NOCHE,))
    assert en_turno(cuadro(noche), "ana", lima("2026-07-28 03:00"))
    assert not en_turno(cuadro(noche), "ana", lima("2026-07-28 23:00"))


def test_una_guardia_suelta_vale_en_feriado_y_una_ausencia_gana_a_todo() -> None:
    desde, hasta = lima("2026-07-28 08:00"), lima("2026-07-28 20:00")
    suelta = TurnoSuelto("bea", desde, hasta)
    falta = Ausencia("bea", lima("2026-07-28 12:00"), lima("2026-07-28 14:00"))
    hoy = cuadro(SEMANA, suelta, ausencias=(falta,))
    assert en_turno(hoy, "bea", desde)
    assert not en_turno(hoy, "bea", lima("2026-07-28 12:00"))
    assert en_turno(hoy, "bea", lima("2026-07-28 14:00"))
    assert not en_turno(hoy, "bea", hasta)


def test_el_orden_es_el_del_cuadro_y_cada_equipo_ve_a_los_suyos() -> None:
    nueve = lima("2026-03-16 09:00")
    todo = cuadro(*(TurnoSemanal(p, LABORABLES, OFICINA) for p in ("dora", "bea", "ana", "coco")))
    assert ids(de_guardia(todo, "proteccion", nueve)) == ["ana", "bea"]
    assert ids(de_guardia(todo, "orientacion", nueve)) == ["bea", "dora"]
    assert siguiente(todo, "proteccion", nueve) == ANA
    assert siguiente(todo, "proteccion", nueve, {"ana"}) == BEA
    assert siguiente(todo, "proteccion", nueve, {"ana", "bea"}) is None


def test_quien_solo_coordina_o_administra_no_esta_de_guardia() -> None:
    nueve = lima("2026-03-16 09:00")
    otras = cuadro(*(TurnoSemanal(p, LABORABLES, OFICINA) for p in ("coco", "ada")))
    assert de_guardia(otras, "proteccion", nueve) == ()


def test_coordina_quien_esta_en_su_turno_o_si_no_quien_no_falta() -> None:
    nueve, noche = lima("2026-03-16 09:00"), lima("2026-03-16 23:00")
    eva = Persona("eva", frozenset({"coordina"}))
    semana = tuple(TurnoSemanal(p, LABORABLES, OFICINA) for p in ("coco", "dora"))
    todo = Cuadro((COCO, DORA, eva), semana)
    assert ids(coordinan(todo, "proteccion", nueve)) == ["coco"]
    assert ids(coordinan(todo, "orientacion", nueve)) == ["dora"]
    assert ids(coordinan(todo, "proteccion", noche)) == ["coco", "eva"]
    sin_coco = Cuadro((COCO, DORA), semana, (), (Ausencia("coco", nueve, noche),))
    assert ids(coordinan(sin_coco, "proteccion", nueve)) == ["dora"]


def test_todas_son_las_que_reciben_avisos_y_no_faltan() -> None:
    noche = lima("2026-03-16 23:00")
    falta = Ausencia("ana", noche, noche + timedelta(hours=1))
    assert ids(todas(cuadro(ausencias=(falta,)), noche)) == ["bea", "coco", "dora"]
    sola = Cuadro((ANA, ADA), ausencias=(falta,))
    assert ids(todas(sola, noche)) == ["ana"]


def test_fuera_de_turno_se_llama_antes_a_quien_entra_antes() -> None:
    noche = lima("2026-03-16 23:00")
    todo = cuadro(
        TurnoSemanal("ana", LABORABLES, (TARDE,)), TurnoSemanal("bea", LABORABLES, (MANANA,))
    )
    assert ids(orden_de_llamada(todo, "proteccion", noche, True)) == ["bea", "ana"]
    assert orden_de_llamada(todo, "proteccion", noche, False) == ()
    sin_bea = cuadro(TurnoSemanal("ana", LABORABLES, (TARDE,)))
    assert ids(orden_de_llamada(sin_bea, "proteccion", noche, True)) == ["ana", "bea"]
    solo_bea = cuadro(TurnoSemanal("bea", LABORABLES, (TARDE,)))
    assert ids(orden_de_llamada(solo_bea, "proteccion", noche, True)) == ["bea", "ana"]
    tarde = lima("2026-03-16 14:00")
    assert ids(orden_de_llamada(todo, "proteccion", tarde, True)) == ["ana", "bea"]


@pytest.mark.parametrize(
    ("ahora", "entra"),
    [
        ("2026-03-16 07:00", "2026-03-16 08:00"),
        ("2026-03-16 08:00", "2026-03-16 13:00"),  # quien ya está no entra
        ("2026-03-13 17:00", "2026-03-16 08:00"),  # el fin de semana
        ("2026-07-27 17:00", "2026-07-30 08:00"),  # 28 y 29 de julio
    ],
)
def test_el_proximo_turno_salta_noches_domingos_y_feriados(ahora: str, entra: str) -> None:
    assert proximo_turno(cuadro(SEMANA), "proteccion", lima(ahora)) == lima(entra)


def test_dos_tramos_pegados_son_uno_y_quien_vuelve_entra() -> None:
    seguido = TurnoSemanal("ana", frozenset({0}), (MANANA, Tramo(time(12), time(17))))
    falta = Ausencia("ana", lima("2026-03-16 09:00"), lima("2026-03-16 15:30"))
    assert proximo_turno(cuadro(seguido), "proteccion", lima("2026-03-16 08:30")) == lima(
        "2026-03-23 08:00"
    )
    assert proximo_turno(
        cuadro(seguido, ausencias=(falta,)), "proteccion", lima("2026-03-16 08:30")
    ) == lima("2026-03-16 15:30")


def test_sin_turnos_no_entra_nadie() -> None:
    assert proximo_turno(cuadro(), "proteccion", lima("2026-03-16 09:00")) is None
    assert proximo_turno(cuadro(SEMANA), "orientacion", lima("2026-03-16 09:00")) is None


# ---- cualquier cuadro ---------------------------------------------------------

INICIO = lima("2026-07-26 00:00")
MEDIAS = st.integers(0, 2 * 24 * 7).map(lambda medias: INICIO + timedelta(minutes=30 * medias))
HORAS = st.sampled_from([time(h, m) for h in range(24) for m in (0, 30)])
QUIEN = st.sampled_from(["ana", "bea"])
SEMANALES = st.builds(
    TurnoSemanal,
    QUIEN,
    st.frozensets(st.integers(0, 6), max_size=4),
    st.lists(st.builds(Tramo, HORAS, HORAS), max_size=2).map(tuple),
    st.booleans(),
)
CUADROS = st.builds(
    lambda semanales, sueltos, ausencias: cuadro(
        *semanales, *(TurnoSuelto(*s) for s in sueltos), ausencias=tuple(ausencias)
    ),
    st.lists(SEMANALES, max_size=3),
    st.lists(st.tuples(QUIEN, MEDIAS, MEDIAS), max_size=2),
    st.lists(st.builds(Ausencia, QUIEN, MEDIAS, MEDIAS), max_size=2),
)


def _a_mano(todo: Cuadro, quien: str, ahora: datetime) -> bool:
    """Lo mismo, contado de otra manera: en minutos de la semana y sin rangos de fechas."""
    local = ahora.astimezone(LIMA)

    def empezo(turno: TurnoSemanal, dia: date) -> bool:
        if dia.weekday() not in turno.dias:
            return False
        return turno.en_feriado or not todo.es_feriado(dia)

    if any(a.persona == quien and a.desde <= ahora < a.hasta for a in todo.ausencias):
        return False
    if any(s.persona == quien and s.desde <= ahora < s.hasta for s in todo.sueltos):
        return True
    hoy, ayer = local.date(), local.date() - timedelta(days=1)
    for turno in todo.semanales:
        for tramo in turno.tramos if turno.persona == quien else ():
            cruza = tramo.hasta <= tramo.desde
            falta = cruza or local.time() < tramo.hasta
            if empezo(turno, hoy) and local.time() >= tramo.desde and falta:
                return True
            if cruza and empezo(turno, ayer) and local.time() < tramo.hasta:
                return True
    return False


@settings(max_examples=60, deadline=None)
@given(CUADROS, MEDIAS)
def test_estar_en_turno_es_lo_que_dice_el_cuadro(todo: Cuadro, ahora: datetime) -> None:
    for quien in ("ana", "bea"):
        assert en_turno(todo, quien, ahora) == _a_mano(todo, quien, ahora)


@settings(max_examples=40, deadline=None)
@given(CUADROS, MEDIAS)
def test_el_proximo_turno_es_el_primero_en_que_entra_alguien(todo: Cuadro, ahora: datetime) -> None:
    media, semana = timedelta(minutes=30), timedelta(days=8)
    entra = proximo_turno(todo, "proteccion", ahora)
    cuando = ahora + media
    while cuando <= ahora + semana:
        nuevas = [
            quien
            for quien in ("ana", "bea")
            if _a_mano(todo, quien, cuando) and not _a_mano(todo, quien, cuando - media)
        ]
        if nuevas:
            assert entra == cuando
            return
        cuando += media
    assert entra is None or entra > ahora + semana

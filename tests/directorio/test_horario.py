from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directorio import LIMA, abre, estado_de_horario, horario_legible, texto_de_horario

OFICINA = "Mo-Fr 08:00-16:00"


@pytest.fixture
def estado(directorio, servicio, lima):
    def preguntar(horario, *partes, feriados=None):
        uno = servicio("uno", horario=horario)
        return estado_de_horario(directorio(uno, feriados=feriados), uno, lima(*partes))

    return preguntar


@pytest.fixture
def apertura(directorio, servicio, lima):
    def preguntar(horario, *partes, feriados=None):
        uno = servicio("uno", horario=horario)
        return abre(directorio(uno, feriados=feriados), uno, lima(*partes))

    return preguntar


@pytest.mark.parametrize(
    ("hora", "minuto", "segundo", "esperado"),
    [
        (7, 59, 59, "cerrado"),
        (8, 0, 0, "abierto"),
        (15, 59, 59, "abierto"),
        (16, 0, 0, "cerrado"),
    ],
)
def test_abre_y_cierra_en_punto(estado, hora, minuto, segundo, esperado):
    assert estado(OFICINA, 2026, 3, 13, hora, minuto, segundo) == esperado


def test_el_sabado_esta_cerrado_si_no_lo_dice(estado):
    assert estado(OFICINA, 2026, 3, 14, 10) == "cerrado"
    assert estado(f"{OFICINA}; Sa 09:00-12:00", 2026, 3, 14, 10) == "abierto"


@pytest.mark.parametrize(
    "feriado",
    [
        (2027, 6, 7),
        (2026, 7, 23),
        (2026, 8, 6),
        (2026, 12, 9),
        (2026, 7, 28),
        (2026, 7, 29),
        (2026, 12, 25),
        (2027, 1, 1),
    ],
)
def test_los_feriados_del_pais_estan_cerrados_y_son_dias_de_semana(estado, feriado):
    assert date(*feriado).weekday() < 5
    assert estado(OFICINA, *feriado, 10) == "cerrado"
    assert estado("24/7", *feriado, 10) == "abierto"


def test_un_dia_corriente_junto_a_un_feriado_abre(estado):
    assert estado(OFICINA, 2026, 7, 27, 10) == "abierto"
    assert estado(OFICINA, 2026, 7, 30, 10) == "abierto"
    assert estado(OFICINA, 2026, 12, 31, 10) == "abierto"


def test_la_oficina_declara_sus_feriados(estado, apertura):
    propios = {date(2026, 3, 13): "mudanza"}
    assert estado(OFICINA, 2026, 3, 13, 10, feriados=propios) == "cerrado"
    assert estado("24/7", 2026, 3, 13, 10, feriados=propios) == "abierto"
    assert apertura(OFICINA, 2026, 3, 12, 17, feriados=propios) == datetime(
        2026, 3, 16, 8, tzinfo=LIMA
    )


def test_ph_dice_que_pasa_en_feriado(estado):
    horario = f"{OFICINA}; PH 09:00-12:00"
    assert estado(horario, 2026, 7, 28, 10) == "abierto"
    assert estado(horario, 2026, 7, 28, 13) == "cerrado"
    assert estado(horario, 2026, 7, 27, 13) == "abierto"
    assert estado("Mo-Su,PH 08:00-20:00", 2026, 7, 28, 19) == "abierto"
    assert estado("24/7; PH off", 2026, 7, 28, 10) == "cerrado"


def test_sin_horario_nunca_esta_abierto(directorio, servicio, lima):
    uno = servicio("uno")
    assert estado_de_horario(directorio(uno), uno, lima(2026, 3, 13, 10)) == "desconocido"
    assert abre(directorio(uno), uno, lima(2026, 3, 13, 10)) is None


def test_la_medianoche_es_la_de_lima(directorio, servicio):
    uno = servicio("uno", horario="Fr 00:00-24:00")
    casa = directorio(uno)
    # 13 de marzo de 2026, viernes en Lima, va de las 05:00 UTC a las 05:00 UTC del sábado.
    for hora_utc, esperado in (
        (datetime(2026, 3, 13, 4, 59, tzinfo=UTC), "cerrado"),
        (datetime(2026, 3, 13, 5, 0, tzinfo=UTC), "abierto"),
        (datetime(2026, 3, 14, 4, 59, tzinfo=UTC), "abierto"),
        (datetime(2026, 3, 14, 5, 0, tzinfo=UTC), "cerrado"),
    ):
        assert estado_de_horario(casa, uno, hora_utc) == esperado


@pytest.mark.parametrize(
    ("ahora", "esperado"),
    [
        ((2026, 3, 13, 7), (2026, 3, 13, 8)),
        ((2026, 3, 13, 8), (2026, 3, 16, 8)),
        ((2026, 3, 13, 16), (2026, 3, 16, 8)),
        ((2026, 3, 15, 23), (2026, 3, 16, 8)),
        ((2026, 7, 22, 17), (2026, 7, 24, 8)),
        ((2026, 7, 27, 17), (2026, 7, 30, 8)),
        ((2026, 12, 31, 17), (2027, 1, 4, 8)),
    ],
)
def test_dice_cuando_abre(apertura, ahora, esperado):
    assert apertura(OFICINA, *ahora) == datetime(*esperado, tzinfo=LIMA)


def test_lo_que_no_cierra_no_abre_y_lo_demas_cierra_en_semana_santa(apertura):
    assert apertura("24/7", 2026, 3, 13, 10) is None
    assert apertura("Mo-Su 00:00-24:00", 2026, 3, 13, 10) == datetime(2026, 4, 4, tzinfo=LIMA)
    assert apertura("Mo-Su,PH 00:00-24:00", 2026, 3, 13, 10) is None


def test_un_turno_de_noche_no_abre_otra_vez_a_medianoche(apertura):
    assert apertura("Mo-Su 22:00-06:00", 2026, 3, 13, 23) == datetime(2026, 3, 14, 22, tzinfo=LIMA)


@pytest.mark.parametrize(
    ("horario", "palabras"),
    [
        (OFICINA, "lunes a viernes, 8:00 a 16:00"),
        ("24/7", "24 horas, todos los días"),
        ("Mo-Su 00:00-24:00", "todos los días, 24 horas"),
        ("Mo-Fr 08:00-12:30,14:00-17:00", "lunes a viernes, 8:00 a 12:30 y 14:00 a 17:00"),
        ("Mo,We 08:00-10:00; PH off", "lunes y miércoles, 8:00 a 10:00; feriados, cerrado"),
        ("Mo-Fr,Su,PH 10:00-11:00", "lunes a viernes, domingo y feriados, 10:00 a 11:00"),
    ],
)
def test_el_horario_se_dice_en_palabras(horario, palabras):
    assert horario_legible(horario)
    assert texto_de_horario(horario) == palabras


@pytest.mark.parametrize(
    "horario",
    ["", "lunes a viernes", "Mo-Fr 8-16", "Mo-Fr 25:00-26:00", "Mo-Fr 08:00+", "sunrise-sunset",
     "SH 08:00-10:00", '"previa cita"', "Mo-Fr 08:00-16:00;", "unknown"],
)  # fmt: skip
def test_lo_que_no_se_puede_decir_no_es_legible(horario):
    assert not horario_legible(horario)


_DIA = st.sampled_from(["Mo", "Tu-Th", "Mo-Su", "Fr-Mo", "Sa,Su", "We,PH"])
_HORA = st.integers(0, 23).map(lambda h: f"{h:02}:00")
_HORAS = st.one_of(st.just("off"), st.tuples(_HORA, _HORA).map("-".join))
_HORARIO = st.lists(
    st.one_of(st.just("24/7"), st.tuples(_DIA, _HORAS).map(" ".join)), min_size=1, max_size=3
).map("; ".join)
_INSTANTE = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutos: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutos)
)


@given(horario=_HORARIO, ahora=_INSTANTE)
def test_cuando_abre_pasa_de_cerrado_a_abierto(directorio, servicio, horario, ahora):
    uno = servicio("uno", horario=horario)
    casa = directorio(uno)
    assert horario_legible(horario)
    assert texto_de_horario(horario)
    instante = abre(casa, uno, ahora)
    if instante is None:
        return
    assert instante > ahora
    assert estado_de_horario(casa, uno, instante) == "abierto"
    assert estado_de_horario(casa, uno, instante - timedelta(minutes=1)) == "cerrado"

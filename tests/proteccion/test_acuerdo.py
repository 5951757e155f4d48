"""Nadie la contacta por donde no dijo, ni a otra hora, ni con palabras que la delaten."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.modelo import LIMA
from bot.proteccion.acuerdo import (
    LABORABLES,
    MANANA,
    TARDE,
    TODOS,
    Acuerdo,
    Concedido,
    Consentimiento,
    Excepcion,
    Franja,
    Negado,
    Permiso,
    acuerdo_a_json,
    acuerdo_de_json,
    delatan,
    exceptuar,
    puede_devolver_llamada,
    puede_escribir,
)

MINUTO = timedelta(minutes=1)


def lima(texto: str) -> datetime:
    return datetime.fromisoformat(texto).replace(tzinfo=LIMA)


LUNES = lima("2026-03-16 10:00")
SI = Consentimiento("2026-03", lima("2026-03-14 22:30"))
ELLA = Acuerdo(SI)
CHAT = Acuerdo(SI, como="chat", franjas=(MANANA,))
LLAMADA = Acuerdo(SI, como="llamada", franjas=(TARDE,), telefono="+51999000111")


def test_lo_que_se_guarda_si_no_elige_es_que_contacta_ella() -> None:
    assert ELLA.como == "ella"
    assert ELLA.franjas == ()
    assert not ELLA.devolver_llamada
    assert ELLA.presentacion != "oficina"
    assert ELLA.conviene_que_contacte_ella
    assert not replace(ELLA, telefono_compartido="no").conviene_que_contacte_ella


def test_un_aviso_no_se_contesta_nunca() -> None:
    for via in ("chat", "llamada"):
        assert puede_escribir(None, via, LUNES, LUNES) == Negado("sin_consentimiento")


@pytest.mark.parametrize("acuerdo", [ELLA, CHAT, LLAMADA, replace(ELLA, como="en_persona")])
def test_mientras_escribe_se_le_contesta_diez_minutos_y_ni_uno_mas(acuerdo: Acuerdo) -> None:
    noche = lima("2026-03-14 23:00")
    fin = noche + 10 * MINUTO
    for ahora in (noche, noche + 3 * MINUTO, fin):
        assert puede_escribir(acuerdo, "chat", ahora, noche) == Concedido("relevo", fin)
    tarde = puede_escribir(acuerdo, "chat", fin + timedelta(microseconds=1), noche)
    assert isinstance(tarde, Negado)


def test_mientras_escribe_no_se_la_llama_si_no_lo_acordo() -> None:
    assert puede_escribir(ELLA, "llamada", LUNES, LUNES) == Negado("ella_contacta")
    assert puede_escribir(CHAT, "llamada", LUNES, LUNES) == Negado("otro_canal")


def test_un_reloj_adelantado_no_alarga_el_plazo() -> None:
    assert puede_escribir(ELLA, "chat", LUNES, LUNES + timedelta(hours=1)) == Concedido(
        "relevo", LUNES + 10 * MINUTO
    )


def test_si_su_franja_dura_mas_que_los_diez_minutos_la_respuesta_vive_hasta_su_fin() -> None:
    assert puede_escribir(CHAT, "chat", LUNES, LUNES - MINUTO) == Concedido(
        "acuerdo", lima("2026-03-16 12:00")
    )
    casi = lima("2026-03-16 11:55")
    assert puede_escribir(CHAT, "chat", casi, casi) == Concedido("relevo", lima("2026-03-16 12:05"))


@pytest.mark.parametrize(
    ("ahora", "permiso"),
    [
        ("2026-03-16 07:59:59", Negado("fuera_de_hora", lima("2026-03-16 08:00"))),
        ("2026-03-16 08:00:00", Concedido("acuerdo", lima("2026-03-16 12:00"))),
        ("2026-03-16 12:00:00", Concedido("acuerdo", lima("2026-03-16 12:00"))),
        ("2026-03-16 12:00:01", Negado("fuera_de_hora", lima("2026-03-17 08:00"))),
        ("2026-03-13 15:00:00", Negado("fuera_de_hora", lima("2026-03-16 08:00"))),  # viernes
        ("2028-02-29 08:00:00", Concedido("acuerdo", lima("2028-02-29 12:00"))),
        ("2028-02-29 13:00:00", Negado("fuera_de_hora", lima("2028-03-01 08:00"))),
    ],
)
def test_los_bordes_de_la_franja_en_hora_de_lima(ahora: str, permiso: Permiso) -> None:
    assert puede_escribir(CHAT, "chat", lima(ahora), None) == permiso
    assert puede_escribir(CHAT, "chat", lima(ahora).astimezone(UTC), None) == permiso


def test_por_donde_no_dijo_no() -> None:
    tarde = lima("2026-03-16 15:00")
    hasta = lima("2026-03-16 17:00")
    assert puede_escribir(LLAMADA, "llamada", tarde, None) == Concedido("acuerdo", hasta)
    assert puede_escribir(LLAMADA, "chat", tarde, None) == Negado("otro_canal")
    assert puede_escribir(ELLA, "chat", tarde, None) == Negado("ella_contacta")
    en_persona = replace(ELLA, como="en_persona")
    assert puede_escribir(en_persona, "llamada", tarde, None) == Negado("ella_contacta")


def test_si_avisara_ella_no_hay_hora_buena() -> None:
    sin_hora = replace(CHAT, franjas=())
    assert puede_escribir(sin_hora, "chat", LUNES, None) == Negado("sin_hora")


def test_el_acuerdo_acaba_el_dia_que_dijo() -> None:
    hasta_hoy = replace(CHAT, hasta=date(2026, 3, 16))
    assert isinstance(puede_escribir(hasta_hoy, "chat", LUNES, None), Concedido)
    tarde = lima("2026-03-16 12:01")
    assert puede_escribir(hasta_hoy, "chat", tarde, None) == Negado("fuera_de_hora")
    # Ya es martes en Londres y todavía lunes en Tumbes.
    noche = lima("2026-03-16 23:59").astimezone(UTC)
    assert puede_escribir(hasta_hoy, "chat", noche, None) == Negado("fuera_de_hora")
    manana = LUNES + timedelta(days=1)
    assert puede_escribir(hasta_hoy, "chat", manana, None) == Negado("acuerdo_vencido")


def test_dos_franjas_que_se_tocan_son_una() -> None:
    todo = replace(CHAT, franjas=(TARDE, MANANA))
    assert puede_escribir(todo, "chat", lima("2026-03-16 11:59"), None) == Concedido(
        "acuerdo", lima("2026-03-16 17:00")
    )
    dentro = replace(CHAT, franjas=(MANANA, Franja(LABORABLES, time(9), time(10))))
    assert puede_escribir(dentro, "chat", lima("2026-03-16 09:30"), None) == Concedido(
        "acuerdo", lima("2026-03-16 12:00")
    )


def test_si_se_corta_no_se_devuelve_la_llamada_salvo_acuerdo() -> None:
    tarde = lima("2026-03-16 15:00")
    assert puede_devolver_llamada(LLAMADA, tarde) == Negado("ella_contacta")
    si = replace(LLAMADA, devolver_llamada=True)
    assert isinstance(puede_devolver_llamada(si, tarde), Concedido)
    assert isinstance(puede_devolver_llamada(si, lima("2026-03-16 18:00")), Negado)
    assert puede_devolver_llamada(None, tarde) == Negado("sin_consentimiento")


# ---- la excepción -------------------------------------------------------------

NEGADO = Negado("fuera_de_hora")


def test_una_excepcion_pide_motivo_y_otra_persona_y_dura_diez_minutos() -> None:
    excepcion = Excepcion("vida_en_riesgo", "ana", "coco")
    assert exceptuar(NEGADO, excepcion, LUNES) == Concedido(
        "excepcion", LUNES + 10 * MINUTO, excepcion
    )


@pytest.mark.parametrize(
    ("pide", "autoriza"), [("ana", "ana"), ("ana", " "), ("", "coco"), ("ana", "ana ")]
)
def test_nadie_se_autoriza_a_si_misma(pide: str, autoriza: str) -> None:
    excepcion = Excepcion("vida_en_riesgo", pide, autoriza)
    assert exceptuar(NEGADO, excepcion, LUNES) == Negado("misma_persona")


def test_sin_consentimiento_no_hay_excepcion_y_a_lo_concedido_no_le_hace_falta() -> None:
    excepcion = Excepcion("vida_en_riesgo", "ana", "coco")
    aviso = Negado("sin_consentimiento")
    assert exceptuar(aviso, excepcion, LUNES) == aviso
    concedido = Concedido("relevo", LUNES)
    assert exceptuar(concedido, excepcion, LUNES) == concedido


# ---- lo que se escribe --------------------------------------------------------

LEXICO = ("violen*", "denunci*")
NEUTRO_ARRIBA = "Hola, le escribo por su trámite.\n\nLa Defensoría recibió su denuncia."


def test_si_no_quiere_que_se_diga_quien_llama_no_se_dice_en_ninguna_linea() -> None:
    assert delatan(ELLA, NEUTRO_ARRIBA, LEXICO) == ("defensoria", "denuncia")
    assert delatan(ELLA, "Hola, le escribo por su trámite.", LEXICO) == ()


@pytest.mark.parametrize("acuerdo", [None, replace(ELLA, presentacion="oficina")])
def test_si_puede_decirse_solo_cuida_la_primera_linea(acuerdo: Acuerdo | None) -> None:
    assert delatan(acuerdo, NEUTRO_ARRIBA, LEXICO) == ()
    assert delatan(acuerdo, "Su denuncia está lista.", LEXICO) == ("denuncia",)


# ---- lo que se guarda ---------------------------------------------------------


def test_se_guarda_lo_que_se_pregunta_y_nada_mas() -> None:
    assert {campo.name for campo in fields(Acuerdo)} == {
        "consentimiento",
        "como",
        "telefono_compartido",
        "franjas",
        "presentacion",
        "si_contesta_otra",
        "devolver_llamada",
        "hasta",
        "telefono",
    }


def test_el_telefono_se_guarda_solo_si_eligio_que_la_llamen() -> None:
    for como, telefono in (
        ("chat", "999000111"),
        ("llamada", ""),
        ("llamada", "llámame, soy Rosa"),
    ):
        with pytest.raises(ValueError, match="teléfono"):
            replace(CHAT, como=como, telefono=telefono)
    assert "999000111" not in repr(LLAMADA)


@pytest.mark.parametrize(
    ("dias", "desde", "hasta"),
    [(set(), 8, 12), ({7}, 8, 12), ({0}, 12, 12), ({0}, 22, 6)],
)
def test_una_franja_sin_dias_o_que_no_acaba_no_es_una_franja(
    dias: set[int], desde: int, hasta: int
) -> None:
    with pytest.raises(ValueError, match="franja"):
        Franja(frozenset(dias), time(desde), time(hasta))


HORAS = st.times().map(lambda hora: hora.replace(fold=0))
FRANJAS = (
    st.tuples(st.frozensets(st.sampled_from(sorted(TODOS)), min_size=1), HORAS, HORAS)
    .filter(lambda f: f[1] < f[2])
    .map(lambda f: Franja(*f))
)
INSTANTES = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)).map(  # noqa: DTZ001
    lambda instante: instante.replace(tzinfo=UTC)
)
ACUERDOS = st.builds(
    lambda como, telefono, **resto: Acuerdo(
        como=como, telefono=telefono if como == "llamada" else "", **resto
    ),
    como=st.sampled_from(["ella", "chat", "llamada", "en_persona"]),
    telefono=st.from_regex(r"\A\+?[0-9]{6,15}\Z"),
    consentimiento=st.builds(Consentimiento, st.text(), INSTANTES),
    telefono_compartido=st.sampled_from(["no", "si", "no_se"]),
    franjas=st.lists(FRANJAS, max_size=3).map(tuple),
    presentacion=st.sampled_from(["oficina", "encuesta", "tramite", "numero_equivocado"]),
    si_contesta_otra=st.sampled_from(["colgar", "numero_equivocado"]),
    devolver_llamada=st.booleans(),
    hasta=st.none() | st.dates(date(2026, 1, 1), date(2029, 1, 1)),
)


@given(ACUERDOS)
def test_a_json_y_de_vuelta(acuerdo: Acuerdo) -> None:
    assert acuerdo_de_json(acuerdo_a_json(acuerdo)) == acuerdo


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("como", "correo"),
        ("telefono_compartido", "a veces"),
        ("presentacion", "soy tu prima"),
        ("si_contesta_otra", "insistir"),
        ("devolver_llamada", "si"),
        ("nombre", "Rosa"),
    ],
)
def test_un_campo_o_un_valor_de_mas_no_se_guarda(campo: str, valor: str) -> None:
    crudo = json.loads(acuerdo_a_json(CHAT)) | {campo: valor}
    with pytest.raises(ValueError, match=r"ofrecen|preguntan"):
        acuerdo_de_json(json.dumps(crudo))


@given(
    ACUERDOS, st.sampled_from(["chat", "llamada"]), INSTANTES, st.none() | st.integers(-60, 3600)
)
def test_lo_concedido_siempre_esta_en_su_franja_o_ella_esta_escribiendo(
    acuerdo: Acuerdo, via: str, ahora: datetime, hace: int | None
) -> None:
    ultimo = None if hace is None else ahora - timedelta(seconds=hace)
    permiso = puede_escribir(acuerdo, via, ahora, ultimo)
    if isinstance(permiso, Negado):
        assert permiso.hasta is None or permiso.hasta > ahora
        if permiso.hasta is not None:  # y entonces sí se puede
            assert isinstance(puede_escribir(acuerdo, via, permiso.hasta, None), Concedido)
        return
    assert permiso.hasta >= ahora
    if permiso.por == "relevo":
        assert via == "chat"
        assert hace is not None
        assert hace <= 600
        assert permiso.hasta <= ahora + 10 * MINUTO
        return
    local, fin = ahora.astimezone(LIMA), permiso.hasta.astimezone(LIMA)
    assert acuerdo.como == via
    assert fin.date() == local.date()
    assert any(
        local.weekday() in f.dias and f.desde <= local.time() <= f.hasta for f in acuerdo.franjas
    )
    assert any(fin.time() == f.hasta for f in acuerdo.franjas)
    assert acuerdo.hasta is None or local.date() <= acuerdo.hasta

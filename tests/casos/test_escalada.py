"""A quién se avisa y cuándo, con la guardia de día, de noche, corta o vacía."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot import casos
from bot.casos import Caso, Oficina
from bot.guardia import Ausencia
from bot.modelo import LIMA, Urgencia
from tests.casos.taller import (
    ADA,
    ANA,
    BEA,
    COCO,
    DEJA,
    DIA,
    HORA,
    LUNES,
    MINUTO,
    NOCHE,
    OFICINA,
    OLGA,
    TODAS,
    abrir,
    alertas,
    con_cuadro,
    hacer,
    reloj,
    seguir,
)


def historia(
    caso: Caso, desde: datetime, oficina: Oficina = OFICINA
) -> list[tuple[float, list[str]]]:
    """Minuto y alertas de cada plazo, hasta que se dice que no hay respuesta."""
    dicho = []
    while not caso.sin_respuesta:
        hecho, cuando = reloj(caso, oficina)
        caso = hecho.caso
        dicho.append(((cuando - desde) / MINUTO, alertas(hecho.efectos)))
    return dicho


def test_lo_critico_a_los_5_15_y_20_minutos() -> None:
    nace = abrir()
    assert alertas(nace.efectos) == ["ana abre", "#proteccion abre"]
    assert historia(nace.caso, LUNES) == [
        (5, ["bea siguiente", "#proteccion siguiente"]),
        (15, ["coco coordina", "#proteccion coordina"]),
        (
            20,
            [
                "ana sin_respuesta",
                "bea sin_respuesta",
                "coco sin_respuesta",
                "olga sin_respuesta",
                "#proteccion sin_respuesta",
            ],
        ),
    ]


@pytest.mark.parametrize(("urgencia", "plazo"), [("alta", HORA), ("normal", DIA)])
def test_lo_demas_espera_su_plazo(urgencia: Urgencia, plazo: object) -> None:
    nace = abrir(urgencia)
    assert alertas(nace.efectos) == ["ana abre", "#proteccion abre"]
    assert nace.caso.plazos["escalada"] == nace.caso.vence == LUNES + plazo  # type: ignore[operator]


def test_lo_alto_va_a_la_siguiente_y_despues_a_quien_coordina() -> None:
    assert historia(abrir("alta").caso, LUNES) == [
        (60, ["bea siguiente", "#proteccion siguiente"]),
        (75, ["coco coordina", "#proteccion coordina"]),
        (120, ["coco sin_respuesta", "#proteccion sin_respuesta"]),
    ]


def test_el_plazo_del_flujo_gana_al_del_equipo() -> None:
    abre = casos.Abre("TUM-1", "alta", "violencia", "proteccion", 4 * HORA)
    assert casos.abrir(abre, OFICINA, LUNES).caso.vence == LUNES + 4 * HORA


def test_el_tema_elige_el_equipo_si_nadie_lo_dice() -> None:
    def equipo(tema: str) -> str:
        return casos.abrir(casos.Abre("TUM-1", "alta", tema), OFICINA, LUNES).caso.equipo

    assert (equipo("trata"), equipo("trabajo")) == ("proteccion", "orientacion")


def test_de_noche_lo_critico_llama_igual_y_dice_que_no_hay_guardia() -> None:
    nace = abrir(ahora=NOCHE)
    manana = datetime(2026, 3, 17, 8, tzinfo=LIMA)
    assert casos.SinGuardia(manana) in nace.efectos
    assert alertas(nace.efectos) == ["ana abre", "#proteccion abre"]
    assert [quienes for _, quienes in historia(nace.caso, NOCHE)][:2] == [
        ["bea siguiente", "#proteccion siguiente"],
        ["coco coordina", "#proteccion coordina"],
    ]


def test_de_noche_lo_demas_no_despierta_a_nadie_y_lo_ve_quien_entra() -> None:
    nace = abrir("normal", ahora=NOCHE)
    assert alertas(nace.efectos) == ["#proteccion abre"]
    hecho, cuando = reloj(nace.caso)
    assert cuando == datetime(2026, 3, 17, 8, tzinfo=LIMA)
    assert alertas(hecho.efectos) == ["ana abre"]
    assert hecho.caso.vence == nace.caso.vence


def test_con_alguien_de_guardia_no_se_dice_que_no_hay_nadie() -> None:
    assert not [e for e in abrir().efectos if isinstance(e, casos.SinGuardia)]


def test_quien_ya_fue_avisada_en_ese_peldano_no_lo_es_otra_vez_al_entrar() -> None:
    nace = abrir(ahora=datetime(2026, 3, 16, 7, 58, tzinfo=LIMA))
    hecho, cuando = reloj(nace.caso)
    assert cuando == datetime(2026, 3, 16, 8, tzinfo=LIMA)
    assert alertas(hecho.efectos) == []


def test_tras_no_haber_respuesta_se_empieza_otra_vez_cuando_entra_alguien() -> None:
    caso = abrir(ahora=NOCHE).caso
    while not caso.sin_respuesta:
        caso = reloj(caso)[0].caso
    assert set(caso.plazos) == {"turno"}
    hecho, cuando = reloj(caso)
    assert cuando == datetime(2026, 3, 17, 8, tzinfo=LIMA)
    assert alertas(hecho.efectos) == ["ana abre", "#proteccion abre"]
    assert hecho.caso.vuelta == 2
    assert hecho.caso.plazos["escalada"] == cuando + 5 * MINUTO


SOLA = con_cuadro(ANA, turnos=("ana",))
COORDINA = con_cuadro(COCO)
NADIE = con_cuadro(ADA)


@pytest.mark.parametrize(
    ("oficina", "dicho"),
    [
        # Sin siguiente ni quien coordine, cada peldaño va a quien haya.
        (SOLA, [["ana siguiente"], ["ana coordina"], ["ana sin_respuesta"]]),
        (COORDINA, [["coco siguiente"], ["coco coordina"], ["coco sin_respuesta"]]),
        (NADIE, [[], [], []]),
    ],
)
def test_con_poca_gente_no_se_salta_el_final(oficina: Oficina, dicho: list[list[str]]) -> None:
    nace = abrir(oficina=oficina)
    pasos = historia(nace.caso, LUNES, oficina)
    assert [minuto for minuto, _ in pasos] == [5, 15, 20]
    assert [quienes[:-1] for _, quienes in pasos] == dicho
    assert all(quienes[-1].startswith("#") for _, quienes in pasos)


def test_a_quien_falta_no_se_la_llama() -> None:
    falta = Ausencia("ana", LUNES - HORA, LUNES + HORA)
    oficina = replace(OFICINA, cuadro=replace(OFICINA.cuadro, ausencias=(falta,)))
    assert alertas(abrir(oficina=oficina).efectos) == ["bea abre", "#proteccion abre"]


def test_se_le_dice_a_ella_que_nadie_contesta_solo_si_oye() -> None:
    for oye in (True, False):
        caso = abrir().caso
        for _ in range(3):
            hecho, _cuando = reloj(caso, oye=oye)
            caso = hecho.caso
            dichas = [e for e in hecho.efectos if isinstance(e, casos.DiAElla)]
            esperadas = [casos.DiAElla("sin_respuesta")] if oye and caso.sin_respuesta else []
            assert dichas == esperadas
        assert caso.sin_respuesta


def test_si_el_reloj_se_atrasa_se_suben_todos_los_peldanos_y_cada_quien_recibe_uno() -> None:
    hecho = hacer(abrir().caso, casos.Vence("escalada"), LUNES + HORA)
    assert hecho.caso.sin_respuesta
    quienes = [linea.split()[0] for linea in alertas(hecho.efectos)]
    assert sorted(quienes) == ["#proteccion", "ana", "bea", "coco", "olga"]
    assert all(linea.endswith("sin_respuesta") for linea in alertas(hecho.efectos))


def test_un_plazo_repetido_no_avisa_dos_veces() -> None:
    cinco = LUNES + 5 * MINUTO
    hecho = hacer(abrir().caso, casos.Vence("escalada"), cinco)
    otra = casos.mover(hecho.caso, casos.Vence("escalada"), OFICINA, cinco)
    assert otra == casos.Movimiento(hecho.caso)


def test_tomarlo_para_la_escalada_y_empieza_a_contar_la_demora() -> None:
    hecho = hacer(abrir().caso, casos.Toma("bea"), LUNES + 4 * MINUTO)
    assert {casos.Cancela("escalada"), casos.Cancela("turno")} <= set(hecho.efectos)
    assert casos.Programa("demora", LUNES + 24 * MINUTO) in hecho.efectos
    demora = hacer(hecho.caso, casos.Vence("demora"), LUNES + 24 * MINUTO)
    assert alertas(demora.efectos) == ["bea demora", "coco demora"]
    assert demora.caso.plazos == {}


def test_la_primera_que_toca_se_lo_queda() -> None:
    gestos = [casos.Toma(quien) for quien in ("ana", "bea", "coco", "olga")] * 12
    caso, duenas = abrir().caso, set()
    for gesto in gestos:
        hecho = casos.mover(caso, gesto, OFICINA, LUNES)
        if isinstance(hecho, casos.Movimiento):
            caso = hecho.caso
        duenas.add(caso.por)
    assert duenas == {"ana"}
    assert caso.version == 2


# ---- lo que no llega ----------------------------------------------------------


def test_lo_que_no_llega_va_a_la_siguiente_sin_repetir_a_nadie() -> None:
    caso, llamadas = abrir().caso, ["ana abre"]
    for _ in range(6):
        hecho = hacer(caso, casos.NoLlega(llamadas[-1].split()[0]))
        caso = hecho.caso
        nuevas = alertas(hecho.efectos)
        if not nuevas:
            break
        llamadas += nuevas
    assert llamadas == ["ana abre", "bea abre", "coco abre", "olga abre"]


def test_si_no_le_llega_a_quien_lo_tiene_lo_sabe_quien_coordina() -> None:
    tomado = seguir(abrir().caso, casos.Toma("ana"))
    assert alertas(hacer(tomado, casos.NoLlega("ana")).efectos) == ["coco demora"]
    assert casos.mover(tomado, casos.NoLlega("coco"), OFICINA, LUNES) == casos.Movimiento(tomado)


# ---- otra alarma ---------------------------------------------------------------


def test_otra_alarma_igual_no_avisa_mientras_se_esta_avisando_y_anade_su_tema() -> None:
    hecho = hacer(abrir().caso, casos.Sube("critica", "trata"), LUNES + 12 * MINUTO)
    assert alertas(hecho.efectos) == []
    assert hecho.caso.temas == ("violencia", "trata")
    assert seguir(hecho.caso, casos.Sube("critica", "trata")).temas == ("violencia", "trata")


def test_mas_grave_avisa_otra_vez_desde_el_principio_y_al_equipo_de_su_tema() -> None:
    normal = casos.Abre("TUM-1", "normal", "trabajo")
    caso = seguir(casos.abrir(normal, OFICINA, LUNES).caso, casos.Toma("olga"))
    hecho = hacer(caso, casos.Sube("critica", "violencia"), LUNES + MINUTO)
    assert alertas(hecho.efectos) == ["olga abre", "ana abre", "#proteccion abre"]
    assert (hecho.caso.equipo, hecho.caso.nivel, hecho.caso.estado) == ("proteccion", 1, "abierto")
    assert hecho.caso.plazos["escalada"] == LUNES + 6 * MINUTO
    assert hecho.caso.vence == LUNES + 21 * MINUTO


def test_menos_grave_no_baja_el_nivel_ni_el_equipo() -> None:
    tomado = seguir(abrir().caso, casos.Toma("ana"))
    hecho = hacer(tomado, casos.Sube("normal", "trabajo"), LUNES + DIA)
    assert (hecho.caso.nivel, hecho.caso.equipo) == (1, "proteccion")
    # Pero se avisa otra vez con su prisa, no con la de entonces.
    assert hecho.caso.ronda == "normal"
    assert hecho.caso.vence == LUNES + 2 * DIA
    assert alertas(hecho.efectos)[0] == "ana abre"


def test_en_un_caso_recien_tomado_otra_alarma_igual_no_avisa() -> None:
    tomado = seguir(abrir().caso, casos.Toma("ana"))
    casi = LUNES + 10 * MINUTO - MINUTO / 60
    assert alertas(hacer(tomado, casos.Sube("critica", "violencia"), casi).efectos) == []
    diez = hacer(tomado, casos.Sube("critica", "violencia"), LUNES + 10 * MINUTO)
    assert alertas(diez.efectos) == ["ana abre", "#proteccion abre"]
    assert diez.caso.estado == "abierto"


def test_mientras_la_atienden_en_el_chat_otra_igual_no_avisa_y_una_mas_grave_si() -> None:
    caso = seguir(abrir("alta").caso, casos.Responde("ana", DEJA))
    tarde = LUNES + DIA
    assert alertas(hacer(caso, casos.Sube("alta", "violencia"), tarde).efectos) == []
    hecho = hacer(caso, casos.Sube("critica", "violencia"), tarde)
    assert "ana abre" in alertas(hecho.efectos)
    # Quien la atiende la sigue atendiendo, y contestarle es tomarlo.
    assert casos.bot_callado(hecho.caso)
    assert seguir(hecho.caso, casos.Responde("ana", DEJA)).por == "ana"


def test_despues_de_no_haber_respuesta_otra_alarma_vuelve_a_avisar() -> None:
    caso = abrir().caso
    while not caso.sin_respuesta:
        caso = reloj(caso)[0].caso
    hecho = hacer(caso, casos.Sube("critica", "violencia"), LUNES + 25 * MINUTO)
    assert alertas(hecho.efectos) == ["ana abre", "#proteccion abre"]


def test_de_noche_lo_tomo_alguien_que_ya_se_fue_y_se_avisa_tambien_a_otra() -> None:
    tomado = seguir(abrir().caso, casos.Toma("bea"))
    hecho = hacer(tomado, casos.Sube("critica", "violencia"), NOCHE)
    assert alertas(hecho.efectos)[:2] == ["bea abre", "ana abre"]
    assert [e for e in hecho.efectos if isinstance(e, casos.SinGuardia)]


# ---- pasarlo ------------------------------------------------------------------


def test_pasarlo_a_una_persona_avisa_a_esa_y_si_no_lo_toma_sigue() -> None:
    tomado = seguir(abrir().caso, casos.Toma("ana"))
    hecho = hacer(tomado, casos.PasaAPersona("ana", "olga"), LUNES + MINUTO)
    assert alertas(hecho.efectos) == ["olga abre", "#proteccion abre"]
    assert historia(hecho.caso, LUNES)[0] == (6, ["ana siguiente", "#proteccion siguiente"])


def test_pasarlo_a_un_equipo_avisa_a_su_guardia() -> None:
    hecho = hacer(abrir().caso, casos.PasaAEquipo("bea", "orientacion"))
    assert alertas(hecho.efectos) == ["olga abre", "#orientacion abre"]


def test_pasarlo_no_alarga_el_plazo() -> None:
    caso = abrir("alta").caso
    pasado = seguir(caso, casos.PasaAPersona("ana", "bea"), ahora=LUNES + 30 * MINUTO)
    assert pasado.vence == caso.vence
    vencido = seguir(caso, casos.PasaAPersona("ana", "bea"), ahora=LUNES + 2 * HORA)
    assert vencido.vence == LUNES + 3 * HORA
    justo = seguir(caso, casos.PasaAPersona("ana", "bea"), ahora=caso.vence)
    assert justo.vence == caso.vence + HORA


def test_una_edicion_puede_quitar_el_equipo_de_un_caso_vivo() -> None:
    equipos = replace(
        OFICINA.equipos,
        equipos={"orientacion": OFICINA.equipos.equipos["orientacion"]},
    )
    oficina = casos.Oficina(equipos, con_cuadro(*TODAS[:3], OLGA).cuadro)
    caso = seguir(abrir().caso, casos.Toma("ana"))
    assert seguir(caso, casos.Sube("critica", "violencia"), ahora=LUNES + DIA, oficina=oficina)
    assert BEA.recibe

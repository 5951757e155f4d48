"""La tabla entera: de cada estado, con cada evento, a cuál se va o por qué no."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot import casos
from bot.casos import Caso, DesenlaceDeCaso, EstadoDeCaso, Evento, Rechazo
from bot.proteccion.acuerdo import Concedido, Consentimiento, Excepcion
from tests.casos.taller import (
    DEJA,
    DIA,
    HORA,
    LUNES,
    MINUTO,
    NO_DEJA,
    OFICINA,
    SI,
    abrir,
    alertas,
    hacer,
    seguir,
)

TARDE = LUNES + HORA

ABIERTO = abrir().caso
TOMADO = seguir(ABIERTO, casos.Toma("ana"))
CONTACTADO = seguir(TOMADO, casos.Responde("ana", DEJA))
SIN_CONTACTO = seguir(TOMADO, casos.NoContacta())
NADIE_LO_TOMO = seguir(ABIERTO, casos.NoContacta())
CERRADO = seguir(CONTACTADO, casos.Cierra("ana", "resuelto"))

DESDE: dict[str, Caso] = {
    "abierto": ABIERTO,
    "tomado": TOMADO,
    "contactado": CONTACTADO,
    "no_contactar": SIN_CONTACTO,
    "no_contactar, sin tomar": NADIE_LO_TOMO,
    "cerrado": CERRADO,
}
"""Los cinco estados; ``no_contactar``, con dueña y sin ella. Los tiene «ana»."""

EVENTOS: dict[str, Evento] = {
    "sube, más grave": casos.Sube("critica", "trata"),
    "sube, igual": casos.Sube("normal", "trata"),
    "consiente": casos.Consiente(SI),
    "escribe": casos.Escribe(),
    "sale": casos.Sale(),
    "no contacta, ella": casos.NoContacta(),
    "no contacta, ana": casos.NoContacta("ana"),
    "toma ana": casos.Toma("ana"),
    "toma bea": casos.Toma("bea"),
    "pasa a equipo": casos.PasaAEquipo("ana", "orientacion"),
    "pasa a persona": casos.PasaAPersona("ana", "bea"),
    "llama": casos.Contacta("ana", "llamada", DEJA),
    "llama sin permiso": casos.Contacta("ana", "llamada", NO_DEJA),
    "ella llama": casos.Contacta("bea", "ella_llama"),
    "en persona": casos.Contacta("bea", "en_persona"),
    "responde": casos.Responde("ana", DEJA),
    "responde sin permiso": casos.Responde("ana", NO_DEJA),
    "responde otra": casos.Responde("bea", DEJA),
    "cierra": casos.Cierra("ana", "resuelto"),
    "cierra otra": casos.Cierra("bea", "resuelto"),
    "cierra quien coordina": casos.Cierra("coco", "resuelto"),
    "no llega": casos.NoLlega("ana"),
    "vence escalada": casos.Vence("escalada"),
    "vence turno": casos.Vence("turno"),
    "vence demora": casos.Vence("demora"),
    "vence relevo": casos.Vence("relevo"),
    "vence retencion": casos.Vence("retencion"),
}

TABLA = """
evento                | abierto    | tomado     | contactado | no_c    | sin tomar  | cerrado
sube, más grave       | abierto    | abierto    | abierto    | no_c    | no_c       | ¡cerrado
sube, igual           | abierto    | abierto    | contactado | no_c    | no_c       | ¡cerrado
consiente             | abierto    | tomado     | contactado | tomado  | abierto    | ¡cerrado
escribe               | =          | =          | contactado | =       | =          | =
sale                  | abierto    | tomado     | contactado | no_c    | no_c       | ¡cerrado
no contacta, ella     | no_c       | no_c       | no_c       | =       | =          | no_c
no contacta, ana      | no_c       | no_c       | no_c       | =       | no_c       | no_c
toma ana              | tomado     | =          | =          | =       | no_c       | ¡cerrado
toma bea              | tomado     | ¡tomado    | ¡tomado    | ¡tomado | no_c       | ¡cerrado
pasa a equipo         | abierto    | abierto    | abierto    | no_c    | no_c       | ¡cerrado
pasa a persona        | abierto    | abierto    | abierto    | no_c    | no_c       | ¡cerrado
llama                 | contactado | contactado | contactado | ¡no_c   | ¡no_c      | ¡cerrado
llama sin permiso     | ¡permiso   | ¡permiso   | ¡permiso   | ¡no_c   | ¡no_c      | ¡cerrado
ella llama            | contactado | contactado | contactado | no_c    | no_c       | ¡cerrado
en persona            | contactado | contactado | contactado | no_c    | no_c       | ¡cerrado
responde              | contactado | contactado | contactado | ¡no_c   | ¡no_c      | ¡cerrado
responde sin permiso  | ¡permiso   | ¡permiso   | ¡permiso   | ¡no_c   | ¡no_c      | ¡cerrado
responde otra         | contactado | ¡tomado    | ¡tomado    | ¡no_c   | ¡no_c      | ¡cerrado
cierra                | ¡sin_tomar | cerrado    | cerrado    | cerrado | ¡sin_tomar | ¡cerrado
cierra otra           | ¡sin_tomar | ¡tomado    | ¡tomado    | ¡tomado | ¡sin_tomar | ¡cerrado
cierra quien coordina | ¡sin_tomar | cerrado    | cerrado    | cerrado | ¡sin_tomar | ¡cerrado
no llega              | abierto    | tomado     | contactado | no_c    | no_c       | =
vence escalada        | abierto    | =          | =          | =       | no_c       | =
vence turno           | =          | =          | =          | =       | =          | =
vence demora          | =          | tomado     | =          | =       | =          | =
vence relevo          | =          | =          | =          | =       | =          | =
vence retencion       | =          | =          | =          | =       | =          | =
"""
"""A dónde se va; ``=``, no pasa nada; ``¡motivo``, se rechaza. Una hora después de abrir."""

ABREVIADO = {
    "no_c": "no_contactar",
    "¡no_c": "¡no_contactar",
    "¡permiso": "¡sin_permiso",
    "¡tomado": "¡ya_tomado",
}
FILAS = [[celda.strip() for celda in fila.split("|")] for fila in TABLA.strip().splitlines()]
CELDAS = [
    (nombre, desde, ABREVIADO.get(esperado, esperado))
    for nombre, *fila in FILAS[1:]
    for desde, esperado in zip(DESDE, fila, strict=True)
]


def test_la_tabla_esta_entera() -> None:
    assert [fila[0] for fila in FILAS[1:]] == list(EVENTOS)
    assert {caso.estado for caso in DESDE.values()} == set(get_args(EstadoDeCaso))
    clases = {type(evento) for evento in EVENTOS.values()}
    assert clases == set(get_args(casos.Evento))


@pytest.mark.parametrize(("nombre", "desde", "esperado"), CELDAS)
def test_cada_casilla(nombre: str, desde: str, esperado: str) -> None:
    caso = DESDE[desde]
    if nombre == "sube, más grave":
        caso = replace(caso, urgencia="alta", ronda="alta")
    hecho = casos.mover(caso, EVENTOS[nombre], OFICINA, TARDE)
    if esperado.startswith("¡"):
        assert isinstance(hecho, Rechazo)
        assert hecho.motivo == esperado[1:]
        assert hecho.por == ("ana" if hecho.motivo == "ya_tomado" else "")
    elif esperado == "=":
        assert hecho == casos.Movimiento(caso)
    else:
        assert isinstance(hecho, casos.Movimiento)
        assert hecho.caso.estado == esperado
        assert hecho.caso.version == caso.version + 1


@pytest.mark.parametrize("quien", ["ada", "nadie", ""])
@pytest.mark.parametrize(
    "gesto",
    [
        casos.Toma("?"),
        casos.PasaAEquipo("?", "orientacion"),
        casos.PasaAPersona("?", "ana"),
        casos.Contacta("?", "en_persona"),
        casos.Responde("?", DEJA),
        casos.Cierra("?", "prueba"),
    ],
)
def test_quien_no_atiende_ni_coordina_no_toca_un_caso(gesto: Evento, quien: str) -> None:
    hecho = casos.mover(TOMADO, replace(gesto, quien=quien), OFICINA, LUNES)
    assert hecho == Rechazo("no_es_del_equipo")


def test_tampoco_dice_que_no_la_contacten() -> None:
    hecho = casos.mover(TOMADO, casos.NoContacta("ada"), OFICINA, LUNES)
    assert hecho == Rechazo("no_es_del_equipo")


def test_no_se_pasa_a_una_misma_ni_a_quien_no_recibe_ni_a_un_equipo_que_no_existe() -> None:
    def motivo(evento: Evento) -> str:
        hecho = casos.mover(TOMADO, evento, OFICINA, LUNES)
        assert isinstance(hecho, Rechazo)
        return hecho.motivo

    assert motivo(casos.PasaAPersona("ana", "ana")) == "a_si_misma"
    assert motivo(casos.PasaAPersona("ana", "ada")) == "no_es_del_equipo"
    assert motivo(casos.PasaAEquipo("ana", "juridico")) == "equipo_desconocido"
    assert motivo(casos.PasaAEquipo("bea", "orientacion")) == "ya_tomado"


def test_quien_coordina_puede_pasar_y_contestar_lo_de_otra() -> None:
    assert seguir(TOMADO, casos.PasaAPersona("coco", "bea")).por == ""
    contestado = seguir(TOMADO, casos.Responde("coco", DEJA))
    assert contestado.por == "ana"
    assert contestado.relevo == casos.Relevo("coco")


# ---- un aviso: sin consentimiento ---------------------------------------------

AVISO = abrir(consentimiento=None).caso


def test_un_aviso_se_toma_y_se_cierra_y_no_se_le_escribe() -> None:
    tomado = seguir(AVISO, casos.Toma("ana"))
    for gesto in (casos.Responde("ana", DEJA), casos.Contacta("ana", "llamada", DEJA)):
        assert casos.mover(tomado, gesto, OFICINA, LUNES) == Rechazo("sin_permiso")
    assert seguir(tomado, casos.Cierra("ana", "sin_contacto")).estado == "cerrado"


def test_cuando_acepta_lo_sabe_quien_lo_tomo_y_ya_puede_contestarle() -> None:
    tomado = seguir(AVISO, casos.Toma("ana"))
    hecho = hacer(tomado, casos.Consiente(SI), LUNES + MINUTO)
    assert alertas(hecho.efectos) == ["ana consiente"]
    assert hecho.caso.plazos["demora"] == LUNES + 21 * MINUTO
    assert seguir(hecho.caso, casos.Responde("ana", DEJA)).estado == "contactado"
    # Aceptar otra versión no es noticia; sin dueña, la escalada ya avisa.
    otra = casos.Consiente(Consentimiento("2026-04", LUNES))
    assert alertas(hacer(hecho.caso, otra).efectos) == []
    assert alertas(hacer(AVISO, casos.Consiente(SI)).efectos) == []


def test_llamar_sin_decir_que_dijo_el_acuerdo_no_se_puede() -> None:
    hecho = casos.mover(TOMADO, casos.Contacta("ana", "llamada"), OFICINA, LUNES)
    assert hecho == Rechazo("sin_permiso")


def test_una_excepcion_queda_anotada_con_las_dos_personas() -> None:
    def con(pide: str, autoriza: str) -> casos.Movimiento | Rechazo:
        excepcion = Excepcion("vida_en_riesgo", pide, autoriza)
        permiso = Concedido("excepcion", LUNES, excepcion)
        return casos.mover(TOMADO, casos.Responde("ana", permiso), OFICINA, LUNES)

    hecho = con("ana", "coco")
    assert isinstance(hecho, casos.Movimiento)
    assert casos.Anota("excepcion", "ana", "vida_en_riesgo:coco") in hecho.efectos
    for pide, autoriza in (("bea", "coco"), ("ana", "ada"), ("ana", "nadie")):
        assert con(pide, autoriza) == Rechazo("sin_permiso")


# ---- no contactar --------------------------------------------------------------


def test_no_contactar_retira_el_consentimiento_y_olvida_como_hacerlo() -> None:
    hecho = hacer(CONTACTADO, casos.NoContacta("ana"))
    assert hecho.caso.consentimiento is None
    assert hecho.caso.relevo is None
    assert {casos.SueltaChat(), casos.OlvidaContacto()} <= set(hecho.efectos)


def test_si_nadie_lo_tomo_se_sigue_avisando_y_quien_lo_oye_se_da_por_enterada() -> None:
    assert "escalada" in NADIE_LO_TOMO.plazos
    oido = hacer(ABIERTO, casos.NoContacta("ana")).caso
    assert oido.por == "ana"
    assert "escalada" not in oido.plazos
    despues = hacer(NADIE_LO_TOMO, casos.NoContacta("bea")).caso
    assert despues.por == "bea"
    assert not set(despues.plazos) & {"escalada", "turno"}


def test_solo_ella_lo_levanta() -> None:
    assert seguir(SIN_CONTACTO, casos.Consiente(SI)).estado == "tomado"
    assert seguir(NADIE_LO_TOMO, casos.Consiente(SI)).estado == "abierto"
    atendida = seguir(SIN_CONTACTO, casos.Contacta("bea", "en_persona"))
    assert atendida.estado == "no_contactar"


# ---- cerrar --------------------------------------------------------------------


@pytest.mark.parametrize("desenlace", get_args(DesenlaceDeCaso))
def test_cerrar_no_dice_nada_suelta_el_chat_y_a_los_treinta_dias_destruye(
    desenlace: DesenlaceDeCaso,
) -> None:
    cierre = LUNES + 5 * HORA
    hecho = hacer(CONTACTADO, casos.Cierra("ana", desenlace), cierre)
    assert casos.SueltaChat() in hecho.efectos
    assert not [e for e in hecho.efectos if isinstance(e, casos.DiAElla | casos.Alerta)]
    assert set(hecho.caso.plazos) == {"retencion"}
    antes = casos.mover(hecho.caso, casos.Vence("retencion"), OFICINA, cierre + 29 * DIA)
    assert antes == casos.Movimiento(hecho.caso)
    final = hacer(hecho.caso, casos.Vence("retencion"), cierre + 30 * DIA)
    assert casos.Destruye() in final.efectos
    assert final.caso.plazos == {}


def test_de_un_caso_cerrado_queda_el_dia_y_no_la_hora() -> None:
    instantes = (CERRADO.abierto, CERRADO.desde, CERRADO.vence, *CERRADO.plazos.values())
    assert CERRADO.consentimiento is not None
    for instante in (*instantes, CERRADO.consentimiento.cuando):
        assert (instante.hour, instante.minute, instante.second, instante.microsecond) == (0,) * 4


def test_cerrado_y_despues_no_contactar_se_destruye_igual() -> None:
    despues = seguir(CERRADO, casos.NoContacta())
    assert not despues.vive
    assert despues.plazos == CERRADO.plazos


# ---- el relevo -----------------------------------------------------------------


def test_tomar_no_calla_al_bot_y_contestar_si() -> None:
    assert not casos.bot_callado(TOMADO)
    assert casos.bot_callado(CONTACTADO)
    llamada = seguir(TOMADO, casos.Contacta("ana", "llamada", DEJA))
    assert not casos.bot_callado(llamada)


def test_su_mensaje_sin_contestar_devuelve_el_bot_a_los_diez_minutos() -> None:
    espera = seguir(CONTACTADO, casos.Escribe())
    insiste = seguir(espera, casos.Escribe(), ahora=LUNES + 9 * MINUTO)
    assert insiste.plazos["relevo"] == LUNES + 10 * MINUTO  # cuenta desde el primero
    pronto = casos.mover(insiste, casos.Vence("relevo"), OFICINA, LUNES + 9 * MINUTO)
    assert pronto == casos.Movimiento(insiste)
    hecho = hacer(insiste, casos.Vence("relevo", oye=True), LUNES + 10 * MINUTO)
    assert not casos.bot_callado(hecho.caso)
    assert hecho.caso.estado == "contactado"
    assert alertas(hecho.efectos) == ["ana sin_contestar"]
    assert casos.DiAElla("vuelve_el_bot") in hecho.efectos
    callado = hacer(insiste, casos.Vence("relevo"), LUNES + 10 * MINUTO)
    assert not [e for e in callado.efectos if isinstance(e, casos.DiAElla)]


def test_contestar_a_tiempo_vuelve_a_empezar_la_cuenta() -> None:
    espera = seguir(CONTACTADO, casos.Escribe(), casos.Responde("ana", DEJA))
    assert "relevo" not in espera.plazos
    assert casos.bot_callado(espera)
    assert seguir(espera, casos.Escribe(), ahora=LUNES + HORA).plazos["relevo"] == (
        LUNES + HORA + 10 * MINUTO
    )


def test_callar_dos_veces_se_avisa_dos_veces() -> None:
    claves = set()
    caso = CONTACTADO
    for vez in range(2):
        ahora = LUNES + vez * HORA
        caso = seguir(caso, casos.Responde("ana", DEJA), casos.Escribe(), ahora=ahora)
        hecho = hacer(caso, casos.Vence("relevo"), ahora + 10 * MINUTO)
        suyas = [e for e in hecho.efectos if isinstance(e, casos.Alerta)]
        assert [e.vez for e in suyas] == [hecho.caso.version]
        claves |= {e.clave for e in suyas}
        caso = hecho.caso
    assert len(claves) == 2


@pytest.mark.parametrize(
    "evento",
    [
        casos.Sale(),
        casos.NoContacta(),
        casos.PasaAPersona("ana", "bea"),
        casos.PasaAEquipo("ana", "orientacion"),
        casos.Cierra("ana", "resuelto"),
    ],
)
def test_el_bot_vuelve_al_salir_al_pasarlo_y_al_cerrar(evento: Evento) -> None:
    espera = seguir(CONTACTADO, casos.Escribe())
    despues = seguir(espera, evento)
    assert not casos.bot_callado(despues)
    assert "relevo" not in despues.plazos


def test_salir_suelta_el_chat_y_el_caso_sigue() -> None:
    hecho = hacer(CONTACTADO, casos.Sale())
    assert casos.SueltaChat() in hecho.efectos
    assert hecho.caso.estado == "contactado"


# ---- quién lo ve ---------------------------------------------------------------


def test_a_quien_trae_el_codigo_se_le_dice_una_palabra() -> None:
    palabras = {nombre: casos.palabra_de_estado(caso) for nombre, caso in DESDE.items()}
    assert palabras == {
        "abierto": "recibido",
        "tomado": "en_atencion",
        "contactado": "en_atencion",
        "no_contactar": "en_atencion",
        "no_contactar, sin tomar": "recibido",
        "cerrado": "cerrado",
    }


def test_lo_abren_su_equipo_quien_coordina_y_a_quien_se_llamo() -> None:
    assert casos.quienes_abren(ABIERTO, OFICINA.cuadro) == {"ana", "bea", "coco"}
    pasado = seguir(TOMADO, casos.PasaAEquipo("ana", "orientacion"))
    # A «ana» se la llamó; «bea» ya no tiene por qué.
    assert casos.quienes_abren(pasado, OFICINA.cuadro) == {"ana", "coco", "olga"}
    tomado = seguir(ABIERTO, casos.Toma("olga"))
    assert casos.quienes_abren(tomado, OFICINA.cuadro) == {"ana", "bea", "coco", "olga"}


def test_atender_lo_que_nadie_tomo_es_tomarlo_y_lo_de_otra_sigue_siendo_suyo() -> None:
    for gesto in (casos.Responde("bea", DEJA), casos.Contacta("bea", "en_persona")):
        hecho = seguir(ABIERTO, gesto)
        assert hecho.por == "bea"
        assert hecho.plazos == {}
    assert seguir(TOMADO, casos.Contacta("bea", "ella_llama")).por == "ana"

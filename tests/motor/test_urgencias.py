"""Ante una sospecha se pregunta, y lo que llega partido en dos mensajes se lee junto."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.comprension import Saber
from bot.comprension.lexico import Listas, Parte, Patron
from bot.comprension.saber import armar
from bot.modelo import Alarma, Avisa, Programa, Sospecha
from tests.motor.taller import LUNES, Charla, burbujas, libro, opciones

SOSPECHA = Sospecha("violencia", 0.6, ("raro",))


def saber() -> Saber:
    patron = Patron("pareja_pega", "violencia", "critica", (Parte(("pareja",)), Parte(("pegar",))))
    listas = Listas(
        {}, {"pareja": ["marido"], "pegar": ["pega"]}, [patron], [], {}, *[[]] * 6, {}, []
    )
    return armar({"es": listas}, [])


def test_una_sospecha_pregunta_y_no_avisa() -> None:
    charla = Charla()
    charla.di("hola")
    antes = charla.estado.pila
    assert charla.di("algo raro", ("salud", 0.9), sospecha=SOSPECHA) == "<sospecha>"
    assert opciones(charla.turno) == ["<sospecha_si>", "<sospecha_no>"]
    assert charla.estado.pila == antes
    assert not [e for e in charla.turno.efectos if isinstance(e, Avisa)]


def test_a_quien_llega_se_le_saluda_antes_de_preguntar() -> None:
    charla = Charla()
    assert charla.di("algo raro", sospecha=SOSPECHA) == "<saludo_breve>\n\n<sospecha>"


def test_si_es_urgente_entra_en_el_flujo_de_su_tema() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("algo raro", sospecha=SOSPECHA)
    assert charla.di("<sospecha_si>").startswith("Línea 100.\n\n¿Estás bien?")
    assert charla.estado.urgencia == "critica"
    assert [e for e in charla.turno.efectos if isinstance(e, Avisa)] == [Avisa("violencia")]


def test_si_no_esta_claro_de_que_trata_los_temas_van_en_la_misma_pregunta() -> None:
    charla = Charla()
    temas = (("saludo", 0.6), ("documentos", 0.5), ("salud", 0.3), ("embarazo", 0.2))
    charla.di("algo raro", *temas, sospecha=SOSPECHA)
    assert opciones(charla.turno) == ["<sospecha_si>", "Documentos", "Salud", "<sospecha_no>"]
    assert "¿Qué documento?" in charla.di("Documentos")


def test_el_paso_urgente_de_un_tema_puede_estar_en_otro_flujo() -> None:
    urgente: dict[str, str] = {"critica": "animo.ahora", "alta": "violencia.escucha"}
    salud = replace(libro().flujos["salud"], urgente=urgente)
    charla = Charla(libro(salud))
    charla.di("salud")
    charla.di("se me acabó", alarma=Alarma("alta", "salud"))
    assert charla.estado.pila[-1].flujo == "violencia"
    assert charla.di("ya no tengo", alarma=Alarma("alta", "salud")).startswith("<sigo_aqui>")
    assert charla.di("me desmayo", alarma=Alarma("critica", "salud")).startswith("Línea 100.")
    assert charla.estado.pila[-1].flujo == "animo"


def test_era_otra_cosa_sigue_como_si_no_se_hubiera_preguntado() -> None:
    con, sin = Charla(), Charla()
    for charla in (con, sin):
        charla.di("hola")
        charla.di("papeles")
    con.di("dni viejo", sospecha=SOSPECHA)
    dicho = con.di("<sospecha_no>")
    assert dicho == sin.di("dni viejo")
    assert con.estado.pila == sin.estado.pila
    assert con.estado.datos == sin.estado.datos


def test_lo_que_se_pregunto_solo_se_recuerda_un_turno_y_caduca_pronto() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("algo muy raro", sospecha=SOSPECHA)
    assert charla.estado.pendiente == "algo muy raro"
    assert burbujas(charla.turno)[0].sensible
    assert Programa("inactividad", LUNES + timedelta(minutes=20)) in charla.turno.efectos
    charla.di("salud")
    assert charla.estado.pendiente == ""


def test_una_alarma_o_una_opcion_ganan_a_la_sospecha() -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di("salud", sospecha=SOSPECHA) == "¿Qué pasa?"
    alarma = Alarma("critica", "violencia")
    assert charla.di("me pega", alarma=alarma, sospecha=SOSPECHA).startswith("Línea 100.")


def test_dentro_de_lo_sensible_no_se_pregunta() -> None:
    charla = Charla()
    charla.di("me grita", alarma=Alarma("alta", "violencia"))
    assert charla.di("algo raro", sospecha=SOSPECHA).startswith("<sigo_aqui>")


def test_sin_flujo_que_la_atienda_no_se_pregunta() -> None:
    charla = Charla()
    charla.di("hola")
    assert (
        charla.di("algo raro", sospecha=Sospecha("salud", 0.6)) == "<no_entendi>\n\n¿Qué necesitas?"
    )


@pytest.mark.parametrize(("pasan", "hay"), [(20, True), (61, False)])
def test_un_mensaje_partido_en_dos_se_lee_junto_si_llega_enseguida(pasan: int, hay: bool) -> None:
    charla = Charla(replace(libro(), saber=saber()))
    charla.di("hola")
    charla.di("mi marido")
    charla.ahora += timedelta(seconds=pasan)
    assert charla.di("me pega").startswith("Línea 100.") is hay


def test_lo_reciente_es_poco_y_se_borra_al_turno_siguiente() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("x " * 500)
    assert charla.estado.reciente is not None
    assert len(charla.estado.reciente.normal) == 200
    charla.di("salud")
    assert charla.estado.reciente is None

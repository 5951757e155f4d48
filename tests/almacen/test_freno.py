"""Quien escribe sin parar: la puerta deja de contestarle y la base no crece."""

from __future__ import annotations

from typing import Any

import pytest

from bot.almacen.sql import Almacen
from bot.canales.base import Corregido
from bot.comprension import comprender
from bot.modelo import Escribe, Estado, Turno
from bot.motor.avanzar import avanzar
from bot.proteccion.freno import RESPUESTAS, Freno
from bot.turno import Puerta
from tests.almacen.taller import AHORA, Reloj, dichos, entrante, filas, puerta
from tests.oficina import libro_de_la_oficina


class EstanteDeVerdad:
    libro = libro_de_la_oficina()


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def una(almacen: Almacen, reloj: Reloj) -> Puerta:
    estante: Any = EstanteDeVerdad()
    return Puerta(almacen, estante, reloj)


def escribe(una: Puerta, *textos: str, quien: str = "ana") -> list[str]:
    """Lo que se contesta a todo eso."""
    for futuro in [una.atender(entrante(texto, quien)) for texto in textos]:
        futuro.result()
    return dichos(una, quien)


def cuanto_hay(almacen: Almacen) -> dict[str, int]:
    tablas = ("conversaciones", "salientes", "plazos", "derivaciones", "incidencias")
    return {tabla: len(filas(almacen, tabla)) for tabla in tablas}


def test_trece_respuestas_y_la_base_no_crece(una: Puerta, almacen: Almacen, reloj: Reloj) -> None:
    assert len(escribe(una, "hola", *["no se"] * (RESPUESTAS - 1))) >= RESPUESTAS
    antes = cuanto_hay(almacen)
    [aviso] = escribe(una, *["no se"] * 100)
    assert "muchos mensajes" in aviso
    assert "105" in aviso
    assert cuanto_hay(almacen) == antes
    assert len(filas(almacen, "entrantes")) == RESPUESTAS + 100
    assert escribe(una, "hola", quien="eva"), "a los demás se les contesta"
    reloj.pasan(minutes=1)
    assert escribe(una, "menu"), "y a ella, en un minuto"


def test_lo_urgente_se_atiende_aunque_llegue_partido(una: Puerta, almacen: Almacen) -> None:
    escribe(una, "hola", *["no se"] * 30)
    assert escribe(una, "mi pareja") == []
    assert "105" in "".join(escribe(una, "tiene un cuchillo"))
    assert "avisa" in [f["clase"] for f in filas(almacen, "derivaciones")]


def test_salir_vale_siempre_y_no_quita_el_freno(una: Puerta, almacen: Almacen) -> None:
    escribe(una, "hola", *["no se"] * 30)
    [adios] = escribe(una, "salir")
    assert "terminamos" in adios
    assert filas(almacen, "conversaciones") == []
    assert escribe(una, *["hola", "salir"] * 20) == []
    assert filas(almacen, "conversaciones") == []


def test_la_baja_vale_aunque_no_se_conteste(una: Puerta, almacen: Almacen) -> None:
    escribe(una, "hola", *["no se"] * 30)
    assert escribe(una, "baja") == []
    assert len(filas(almacen, "bajas")) == 1


def test_lo_repetido_por_el_proveedor_no_frena(una: Puerta) -> None:
    for futuro in [una.atender(entrante("hola", id="el mismo")) for _ in range(50)]:
        futuro.result()
    assert escribe(una, *["menu"] * (RESPUESTAS - 1))[-1].count("muchos mensajes") == 0


def test_lo_que_no_cambia_nada_no_se_guarda(una: Puerta, almacen: Almacen) -> None:
    una.atender(entrante("hola")).result()
    [antes] = filas(almacen, "conversaciones")
    corrige = entrante("x")
    corrige = type(corrige)("web", "ana", "c1", Corregido("buenas"), AHORA)
    una.atender(corrige).result()
    assert filas(almacen, "conversaciones") == [antes]


def test_un_turno_roto_dice_los_numeros_tambien_frenado(almacen: Almacen, reloj: Reloj) -> None:
    def romper(libro: Any, estado: Estado, evento: Any, ahora: Any, *_: Any) -> Turno:
        if isinstance(evento, Escribe) and evento.texto == "rompe":
            raise LookupError
        return avanzar(libro, estado, evento, ahora)

    una = puerta(almacen, reloj, avanzar=romper, freno=Freno(0))
    assert escribe(una, "rompe") != []


def test_el_motor_dice_que_contesta_a_una_alarma() -> None:
    libro, estado = libro_de_la_oficina(), Estado(canal="web")
    for texto, urgente in (("mi marido me pega con un cuchillo", True), ("hola", False)):
        turno = avanzar(libro, estado, Escribe(texto, comprender(texto, libro.saber)), AHORA)
        assert turno.urgente is urgente

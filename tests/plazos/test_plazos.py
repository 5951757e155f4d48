"""Los plazos vencen una vez, en silencio; un vigía no se cae por un fallo."""

from __future__ import annotations

import io
from datetime import timedelta
from threading import Event

import pytest

from bot import registro
from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.plazos import revisar
from bot.vigia import Vigia
from tests.almacen.taller import AHORA, Reloj, dichos, entrante, filas, puerta


def test_revisar_atiende_solo_lo_vencido_y_una_vez(almacen: Almacen) -> None:
    reloj = Reloj()
    una = puerta(almacen, reloj)
    una.atender(entrante("hola", "ana")).result()
    reloj.pasan(hours=1)
    una.atender(entrante("hola", "eva", recibido=reloj.ahora)).result()
    reloj.ahora = AHORA + timedelta(hours=6, milliseconds=-1)
    assert revisar(una, reloj.ahora) == 0
    reloj.pasan(milliseconds=1)
    assert revisar(una, reloj.ahora) == 1
    assert len(filas(almacen, "plazos")) == len(filas(almacen, "conversaciones")) == 1
    assert revisar(una, reloj.ahora) == 0
    assert una.recoger("web", "ana").result() == []


def test_el_reloj_que_vale_es_el_de_la_puerta(almacen: Almacen) -> None:
    reloj = Reloj()
    una = puerta(almacen, reloj)
    una.atender(entrante("hola")).result()
    dichos(una)
    assert revisar(una, AHORA + timedelta(hours=7)) == 0
    assert len(filas(almacen, "conversaciones")) == 1


def test_revisar_con_la_base_cerrada_lo_dice(almacen: Almacen) -> None:
    una = puerta(almacen)
    una.atender(entrante("hola")).result()
    una.cerrar()
    with pytest.raises(AlmacenCaido):
        revisar(una, AHORA + timedelta(hours=7))


def test_el_vigia_cuenta_los_fallos_y_sigue() -> None:
    salida = io.StringIO()
    registro.configurar(salida)
    vueltas: list[int] = []
    tres = Event()

    def tarea() -> None:
        vueltas.append(1)
        if len(vueltas) == 3:
            tres.set()
        if len(vueltas) < 3:
            raise ValueError("RumboMarca")

    vigia = Vigia("prueba", tarea, timedelta(milliseconds=1))
    vigia.empezar()
    assert tres.wait(30)
    vigia.parar()
    assert vigia.fallos == 2
    assert salida.getvalue().count("tarea_fallida") == 2
    assert "RumboMarca" not in salida.getvalue()
    dadas = len(vueltas)
    vigia.parar()
    assert len(vueltas) == dadas

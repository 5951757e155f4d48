"""Matar el proceso entre el caso y su alerta: o están los dos, o ninguno; y al repetirlo, uno."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.almacen.sql import Almacen
from tests.almacen.taller import Reloj, filas
from tests.turno.proceso import ALARMA, lanzar
from tests.turno.taller import Oficina, abrir_puerta


@pytest.mark.parametrize(("orden", "guardado"), [("antes de guardar", 0), ("tras guardar", 1)])
def test_la_alarma_deja_su_caso_y_su_alerta_o_nada(
    url: str,
    carpeta: Path,
    abrir_almacen: Callable[[], Almacen],
    orden: str,
    guardado: int,
) -> None:
    antes = abrir_almacen()
    oficina = Oficina(abrir_puerta(antes), Reloj())
    with lanzar(url, carpeta, orden) as proceso:
        assert proceso.wait() == -signal.SIGKILL
    assert len(oficina.casos()) == guardado
    assert len(oficina.avisadas()) == 2 * guardado
    assert len(filas(antes, "derivaciones")) == guardado
    # El proveedor la repite: se ve una sola vez.
    otra = abrir_puerta(abrir_almacen())
    assert otra.atender(ALARMA).result() is not bool(guardado)
    assert len(oficina.casos()) == 1
    assert oficina.avisadas() == [("abre", "eva", "espera"), ("abre", "proteccion", "espera")]

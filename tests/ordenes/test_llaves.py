"""La llave de recuperación se enseña una vez, y devuelve los casos."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.ajustes import leer_ajustes
from bot.almacen import oficina, sellos
from bot.almacen.sql import Almacen
from bot.cli import main
from bot.montaje import abrir_almacen
from tests.almacen.oficina import sumar


@pytest.fixture
def entorno(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("DATOS", str(tmp_path))


def _almacen() -> Almacen:
    return abrir_almacen(leer_ajustes())


def _hacer(*opciones: str) -> str:
    salida = CliRunner().invoke(main, ["llaves", "recuperacion", *opciones])
    assert salida.exit_code == 0, salida.output
    hallada = re.search(r"(?:\w{5}-)+\w+", salida.output)
    assert hallada
    return hallada[0]


def test_se_ensena_una_vez_y_solo_queda_la_mitad_publica(entorno: None, tmp_path: Path) -> None:
    privada = sellos.privada_de_papel(_hacer())
    almacen = _almacen()
    with almacen.leer() as conexion:
        assert oficina.recuperacion(conexion) == sellos.publica_de(privada)
    almacen.cerrar()
    assert all(privada not in a.read_bytes() for a in tmp_path.rglob("*") if a.is_file())
    otra_vez = CliRunner().invoke(main, ["llaves", "recuperacion"])
    assert otra_vez.exit_code == 1 and "--otra" in otra_vez.output
    assert sellos.privada_de_papel(_hacer("--otra")) != privada


def test_recuperar_pide_la_de_papel(entorno: None) -> None:
    papel = _hacer()
    almacen = _almacen()
    sumar(almacen, "ana")
    almacen.cerrar()
    otra = sellos.privada_a_papel(sellos.nuevo_par().privada)
    for escrita, usuario, dice in (
        ("no es", "ana", "mal copiada"),
        (otra, "ana", "llave"),
        (papel, "nadie", "nadie"),
    ):
        mal = CliRunner().invoke(main, ["llaves", "recuperar", usuario], input=f"{escrita}\n")
        assert mal.exit_code == 1 and dice in mal.output
    bien = CliRunner().invoke(main, ["llaves", "recuperar", "ana"], input=f"{papel}\n")
    assert bien.exit_code == 0 and "0 casos" in bien.output
    assert papel not in bien.output

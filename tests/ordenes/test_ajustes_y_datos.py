"""Las órdenes que abren la carpeta de datos: con ajustes malos, y sin nada guardado."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli import main


def test_los_ajustes_malos_se_dicen_todos_y_sale_con_2(tmp_path: Path) -> None:
    abierta = tmp_path / "datos"
    abierta.mkdir()
    abierta.chmod(0o755)
    entorno = {"PUERTO": "x", "DATOS": str(abierta), "URL_PUBLICA": "http://a"}
    resultado = CliRunner().invoke(main, ["servir"], env=entorno, catch_exceptions=False)
    assert resultado.exit_code == 2
    assert all(ajuste in resultado.output for ajuste in entorno)


def test_informe_sin_nadie_no_falla(tmp_path: Path) -> None:
    dias = ["--desde", "2026-03-01", "--hasta", "2026-03-31"]
    entorno = {"DATOS": str(tmp_path / "datos"), "BASE_DE_DATOS": ""}
    resultado = CliRunner().invoke(main, ["informe", *dias], env=entorno, catch_exceptions=False)
    assert resultado.exit_code == 0
    assert (tmp_path / "datos").stat().st_mode & 0o777 == 0o700

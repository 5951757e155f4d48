"""Los comandos de los canales: dicen qué pasa y qué hacer."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from bot.ajustes import leer_ajustes
from bot.almacen.tablas import salientes
from bot.canales.base import Entrante
from bot.cli import main
from bot.montaje import montar


@pytest.fixture(autouse=True)
def carpeta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "datos").mkdir(mode=0o700)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BASE_DE_DATOS", f"sqlite:///{tmp_path}/datos/rumbo.sqlite")
    return tmp_path


def orden(*argumentos: str) -> Result:
    return CliRunner().invoke(main, argumentos)


def test_migrar_pone_la_base_al_dia(carpeta: Path) -> None:
    for _ in range(2):
        dicho = orden("migrar")
        assert (dicho.exit_code, dicho.output) == (0, "La base está al día.\n")
    assert (carpeta / "datos" / "rumbo.sqlite").exists()


@pytest.mark.parametrize(
    ("argumentos", "sale"),
    [(("entregar",), 2), (("canales", "probar"), 1), (("whatsapp", "plantillas"), 2)],
)
def test_sin_canales_dice_que_falta(argumentos: tuple[str, ...], sale: int) -> None:
    dicho = orden(*argumentos)
    assert dicho.exit_code == sale
    assert "TWILIO" in dicho.output or "Twilio" in dicho.output


def test_un_ajuste_malo_sale_con_dos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "corto")
    for argumentos in (("entregar",), ("migrar",), ("bandeja",), ("canales", "probar")):
        dicho = orden(*argumentos)
        assert dicho.exit_code == 2
        assert "TELEGRAM_TOKEN" in dicho.output


def test_la_bandeja_dice_que_no_salio_y_nunca_a_quien() -> None:
    montaje = montar(leer_ajustes())
    entrante = Entrante("telegram", "987654", "1", "hola", montaje.reloj())
    montaje.puerta.atender(entrante).result()
    quieta = update(salientes).values(estado="muerta", motivo="400")
    montaje.puerta.almacen.hacer(lambda c: c.execute(quieta)).result()
    montaje.puerta.cerrar()
    dicho = orden("bandeja")
    assert dicho.exit_code == 0
    assert "No salieron: 1." in dicho.output
    assert "telegram: 1 muerta (400), la última el " in dicho.output
    assert "987654" not in dicho.output

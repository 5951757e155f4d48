"""Lo que el banco de medida juzga. Las cifras, solo con ``make banco``."""

from __future__ import annotations

import pytest

from bot.comprension import Saber
from tests.banco.comprension import MEGAS, Peso, Tiempo, excesos, medir_tiempo, tabla, variados

BUENO, LIGERO = Tiempo(100, 3000, 1.0, 5.0, 50.0, 0.25), Peso(40.0, 80.0, 1.0, 1.0)


def test_lo_que_esta_dentro_no_se_dice() -> None:
    assert list(excesos(BUENO, (LIGERO, LIGERO))) == []


@pytest.mark.parametrize(
    ("tiempo", "peso", "dice"),
    [
        (Tiempo(100, 3000, 1.3, 5.0, 50.0, 0.25), LIGERO, "mediana es 5.2"),
        (Tiempo(100, 3000, 1.0, 6.5, 50.0, 0.25), LIGERO, "p99 es 26.0"),
        (BUENO, Peso(MEGAS + 1, 80.0, 1.0, 1.0), "ocupa 61 MB"),
    ],
)
def test_lo_que_pasa_de_su_maximo_se_dice(tiempo: Tiempo, peso: Peso, dice: str) -> None:
    (exceso,) = excesos(tiempo, (LIGERO, peso))
    assert dice in exceso


def test_los_mensajes_son_muchos_y_de_todos_los_largos() -> None:
    largos = sorted(map(len, variados()))
    assert len(largos) > 1000
    assert largos[0] < 10
    assert largos[len(largos) * 97 // 100] > 250


def test_se_mide_cada_mensaje_y_la_vara() -> None:
    tiempo = medir_tiempo(Saber(), ["una frase", "otra"], ["hola", "buenas"])
    assert (tiempo.mensajes, tiempo.frases) == (2, 2)
    assert 0 < tiempo.mediana <= tiempo.p99
    assert tiempo.maximo > tiempo.mediana
    assert "| entender, mediana |" in "\n".join(tabla(tiempo, LIGERO, LIGERO, 2))

"""Lo que no depende de cuánto pese cada frase: entradas exactas, morir, un sí suelto."""

from __future__ import annotations

import pytest

from bot.comprension import comprender
from tests.oficina import libro_de_la_oficina


def test_la_frase_que_escribio_la_oficina_no_se_adivina() -> None:
    saber = libro_de_la_oficina().saber
    assert len(saber.exactas) > 100
    for normal, tema in saber.exactas.items():
        lectura = comprender(normal.upper() + "!", saber)
        if lectura.alarma is None:
            assert (lectura.temas[0].tema, lectura.temas[0].certeza) == (tema, 1.0), normal
            assert lectura.sospecha is None, normal


@pytest.mark.parametrize(
    "dicho",
    [
        "no quiero vivir más",
        "quiero morirme",
        "mwen vle mouri",
        "mwen ta renmen mouri",
        "mwen vle touye tèt mwen",
        "je veux mourir",
        "i want to die",
        "quero morrer",
        "não quero mais viver",
    ],
)
def test_lo_que_alguien_dice_de_morir_no_se_pone_en_duda(dicho: str) -> None:
    lectura = comprender(dicho, libro_de_la_oficina().saber)
    assert lectura.alarma is not None
    assert lectura.alarma.tema == "salud_mental"


@pytest.mark.parametrize(
    ("dicho", "nivel"),
    [
        ("me amenaza con matarme", "critica"),
        ("li di l ap touye m", "critica"),
        ("my husband beats me", "alta"),
    ],
)
def test_lo_que_hace_otra_persona_sigue_siendo_violencia(dicho: str, nivel: str) -> None:
    lectura = comprender(dicho, libro_de_la_oficina().saber)
    assert lectura.alarma is not None
    assert (lectura.alarma.tema, lectura.alarma.nivel) == ("violencia", nivel)


@pytest.mark.parametrize("dicho", ["sí", "si", "no", "wi", "non", "yes", "não"])
def test_un_si_o_un_no_sueltos_no_dicen_nada(dicho: str) -> None:
    lectura = comprender(dicho, libro_de_la_oficina().saber)
    assert (lectura.alarma, lectura.sospecha, lectura.temas) == (None, None, ())

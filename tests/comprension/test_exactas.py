"""Una frase de entrada, tal cual, entra por su flujo; con otras palabras se entiende igual."""

from __future__ import annotations

from bot.comprension import comprender
from tests.ordenes.conftest import libro_de_la_oficina


def test_la_frase_que_escribio_la_oficina_no_se_adivina() -> None:
    saber = libro_de_la_oficina().saber
    assert len(saber.exactas) > 100
    for normal, tema in saber.exactas.items():
        lectura = comprender(normal.upper() + "!", saber)
        if lectura.alarma is None:
            assert (lectura.temas[0].tema, lectura.temas[0].certeza) == (tema, 1.0), normal
            assert lectura.sospecha is None, normal

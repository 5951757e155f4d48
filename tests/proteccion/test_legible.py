"""Frases cortas y una sola pregunta."""

from __future__ import annotations

from bot.proteccion.legible import frases_largas, preguntas


def test_una_frase_acaba_en_punto_signo_o_linea() -> None:
    texto = "Uno dos tres. Cuatro cinco\nseis siete ocho nueve"
    assert frases_largas(texto, 3) == ("seis siete ocho nueve",)
    assert frases_largas(texto, 4) == ()


def test_ni_una_raya_ni_una_hora_parten_o_suman() -> None:
    assert frases_largas("Abre 8.30 - cierra 16.00", 4) == ()
    assert frases_largas("Abre 8.30 - cierra 16.00", 3) == ("Abre 8.30 - cierra 16.00",)


def test_un_hueco_es_una_palabra() -> None:
    assert frases_largas("Llama al {oficina.telefono} ya", 4) == ()


def test_cuenta_las_preguntas() -> None:
    assert preguntas("¿Estás bien? Dime. ¿Puedes leer?") == 2
    assert preguntas("Dime.") == 0

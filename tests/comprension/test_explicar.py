"""La explicación dice todo lo que decidió, en español."""

from __future__ import annotations

from bot.comprension import Saber
from bot.comprension.explicar import explicar


def test_cuenta_la_urgencia_con_su_patron_y_sus_palabras(saber: Saber) -> None:
    dicho = explicar("Mi esposo me golpió anoche", saber)
    assert "Leído como: golpio →" in dicho
    assert "Urgencia: crítica (nivel 1), violencia" in dicho
    assert "patrón «me_golpean»" in dicho
    assert "sube por «reciente»" in dicho


def test_cuenta_lo_que_no_conto(saber: Saber) -> None:
    assert "es parte de un dicho" in explicar("me muero de hambre", saber)
    assert "está negada" in explicar("no me ha golpeado", saber)
    assert "es sobre una cosa" in explicar("pega la foto", saber)
    assert "la calla" not in explicar("hola", saber)
    assert "lo calla la guarda «estudio»" in explicar("mi tesis es sobre mujeres golpeadas", saber)


def test_cuenta_el_idioma_y_los_temas_con_sus_palabras(saber: Saber) -> None:
    dicho = explicar("necesito un médico para mi hija", saber)
    assert "Idioma: español" in dicho
    assert "salud: pesan las palabras medico" in dicho

"""Lo que llega después de lo dicho: un mensaje corregido, o un bloqueo."""

from __future__ import annotations

from bot.modelo import Alarma, Avisa, Bloquea, Corrige, Estado, Olvida, Turno
from tests.motor.taller import Charla, dicho, escribe


def corrige(texto: str, alarma: Alarma | None = None) -> Corrige:
    return Corrige(texto, escribe(texto, ("papeles", 1.0), alarma=alarma).lectura)


def test_lo_corregido_no_cambia_nada_si_no_es_urgente() -> None:
    charla = Charla()
    charla.di("hola")
    antes = charla.estado
    assert charla.da(corrige("papeles")) == Turno(antes, ())


def test_lo_corregido_cuenta_si_ahora_es_urgente() -> None:
    charla = Charla()
    charla.di("hola")
    turno = charla.da(corrige("x", Alarma("critica", "violencia")))
    assert Avisa("violencia") in turno.efectos
    assert "Línea 100." in dicho(turno)


def test_de_quien_bloquea_no_queda_nada_ni_se_le_dice_nada() -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.da(Bloquea()) == Turno(Estado(canal="web"), (Olvida(),))


def test_al_salir_de_algo_sensible_se_borra_tambien_el_rastro() -> None:
    charla = Charla()
    charla.di("x", alarma=Alarma("critica", "violencia"))
    charla.di("salir")
    assert charla.turno.efectos[-1] == Olvida(rastro=True)

"""BAJA y ALTA: nadie le escribe primero, o sí, y se le contesta igual."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.modelo import Alarma, DaBaja, Efecto, Turno
from bot.motor.libro import Libro, Siempre
from tests.motor.taller import Charla, flujo, libro, paso


def con_bajas() -> Libro:
    uno = libro(
        flujo("_baja", paso("texto", "Anotado: baja.")),
        flujo("_alta", paso("texto", "Anotado: alta.")),
    )
    palabras = (
        Siempre("baja", {"es": ("baja",), "en": ("stop",)}, "_baja"),
        Siempre("alta", {"es": ("alta",)}, "_alta"),
    )
    return replace(uno, ficha=replace(uno.ficha, siempre=(*uno.ficha.siempre, *palabras)))


def bajas(turno: Turno) -> list[Efecto]:
    return [efecto for efecto in turno.efectos if isinstance(efecto, DaBaja)]


@pytest.mark.parametrize(
    ("palabra", "efecto"),
    [("baja", DaBaja()), ("stop", DaBaja()), ("alta", DaBaja(vuelve=True))],
)
def test_el_mensaje_entero_lo_pide_y_la_conversacion_sigue(palabra: str, efecto: DaBaja) -> None:
    charla = Charla(con_bajas())
    charla.di("médico", ("salud", 0.9))
    assert charla.di(palabra).endswith("\n\n¿Qué pasa?")
    assert bajas(charla.turno) == [efecto]
    assert charla.di("cita") == "¿En qué distrito?"
    assert bajas(charla.turno) == []


def test_dentro_de_una_frase_no_es_una_baja() -> None:
    charla = Charla(con_bajas())
    charla.di("hola")
    charla.di("la presión baja")
    assert bajas(charla.turno) == []


def test_quien_llega_pidiendo_la_baja_sabe_con_que_habla() -> None:
    charla = Charla(con_bajas())
    assert charla.di("baja").startswith("<saludo_breve>\n\nAnotado: baja.")
    assert bajas(charla.turno) == [DaBaja()]


def test_lo_urgente_se_atiende_aunque_pidiera_la_baja() -> None:
    charla = Charla(con_bajas())
    charla.di("baja")
    assert "Línea 100." in charla.di("me pega", alarma=Alarma("critica", "violencia", ("pega",)))


def test_repetir_no_lo_pide_otra_vez() -> None:
    charla = Charla(con_bajas())
    charla.di("hola")
    charla.di("baja")
    charla.di("repetir")
    assert bajas(charla.turno) == []

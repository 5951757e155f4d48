"""La conversación del banco pasa por sus ocho pasos, con todo lo que Rumbo entiende puesto."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.comprension import comprender
from bot.modelo import Di, Escribe, Estado, Olvida
from bot.motor.avanzar import avanzar
from tests.banco.conversacion import poner_conversacion
from tests.oficina import libro_de_la_oficina

AHORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
TURNOS = (
    ("hola", "inicio.lengua"),
    ("1", "inicio.menu"),
    ("2", "inicio.de_salud"),
    ("1", "inicio.contar"),
    ("nesesito un medico para mi hija", "salud.confirmar"),
    ("si", "salud.ficha"),
    ("menu", "inicio.menu"),
    ("gracias", "_salir.despedida"),
)


def test_cada_mensaje_lleva_a_su_paso_y_dice_una_sola_cosa() -> None:
    libro, estado = poner_conversacion(libro_de_la_oficina()), Estado(canal="telegram")
    for mensaje, paso in TURNOS:
        evento = Escribe(mensaje, comprender(mensaje, libro.saber))
        turno = avanzar(libro, estado, evento, AHORA)
        dichos = [efecto for efecto in turno.efectos if isinstance(efecto, Di)]
        assert (turno.camino[-1], len(dichos)) == (paso, 1), mensaje
        assert not dichos[0].burbuja.sensible, mensaje
        estado = turno.estado
    assert any(isinstance(efecto, Olvida) for efecto in turno.efectos)


def test_nada_mas_cambia_en_el_libro() -> None:
    antes, libro = libro_de_la_oficina(), poner_conversacion(libro_de_la_oficina())
    cambiados = {n for n, flujo in libro.flujos.items() if antes.flujos[n] != flujo}
    assert cambiados == {"inicio", "salud", "_salir"}
    assert libro.saber is antes.saber

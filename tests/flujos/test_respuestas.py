"""En lo urgente, cada opción se contesta con palabras de los cinco idiomas."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.comprension.normalizar import normalizar
from bot.contenido.respuestas import leer_respuestas
from bot.modelo import Ofrecida
from bot.motor.pasos import Menu
from bot.motor.respuestas import formas_de
from tests.oficina import RAIZ, libro_de_la_oficina


@pytest.mark.parametrize("idioma", ["ht", "fr", "en", "pt"])
def test_cada_opcion_de_un_flujo_sensible_tiene_respuestas(idioma: str) -> None:
    leidas = leer_respuestas(RAIZ, [])
    tienen = {
        una.etiqueta.valor
        for una in leidas
        if Path(una.etiqueta.lugar.archivo).parent.name == idioma and una.formas
    }
    etiquetas = {
        salida.etiqueta.es
        for flujo in libro_de_la_oficina().flujos.values()
        if flujo.sensible
        for paso in flujo.pasos.values()
        if isinstance(paso.accion, Menu)
        for salida in paso.accion.opciones
    }
    assert etiquetas - tienen == set()


@pytest.mark.parametrize(
    ("paso", "dice", "opcion"),
    [
        ("emergencia.ahora", "ensilin", "Sin mi tratamiento"),
        ("ninez.ahora", "it's me", "Me pasa a mí"),
        ("trata.ver", "papiers", "Permiso para quedarme"),
        ("salud_mental.pregunta", "talvez", "No sé"),
    ],
)
def test_la_palabra_elige_su_opcion(paso: str, dice: str, opcion: str) -> None:
    flujo, _, nombre = paso.partition(".")
    leido = libro_de_la_oficina().flujos[flujo].pasos[nombre]
    assert isinstance(leido.accion, Menu)
    salidas = leido.accion.opciones
    formas = formas_de(
        libro_de_la_oficina(), leido, [Ofrecida(s.etiqueta.es, s.destino) for s in salidas]
    )
    dicen = [
        salida.etiqueta.es
        for salida, unas in zip(salidas, formas, strict=True)
        if normalizar(dice) in map(normalizar, unas)
    ]
    assert dicen == [opcion]

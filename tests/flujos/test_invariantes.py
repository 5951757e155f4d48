"""Lo que tiene que cumplirse en todos los flujos de la oficina, sin escribir charlas."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.charlas.correr import revisar
from bot.comprension import comprender
from bot.modelo import (
    Burbuja,
    Di,
    Escribe,
    Estado,
    Manda,
    Marco,
    NombreCanal,
    Olvida,
    Pulsa,
    Turno,
    a_json,
    de_json,
)
from bot.motor.avanzar import avanzar
from bot.motor.pasos import Menu, Preguntar
from bot.motor.textos import fijo
from tests.oficina import libro_de_la_oficina

RAIZ = Path(__file__).resolve().parents[2]
LUNES = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
CRITICAS = ("mi pareja me esta golpeando ahorita", "me voy a matar esta noche")
ALTAS = ("mi esposo me grita y me controla el telefono", "ya no tengo ganas de vivir")


def que_esperan() -> Iterator[tuple[str, str]]:
    for flujo in libro_de_la_oficina().flujos.values():
        for paso in flujo.pasos.values():
            if isinstance(paso.accion, Menu | Preguntar):
                yield flujo.nombre, paso.nombre


def en(flujo: str, paso: str, canal: NombreCanal = "whatsapp") -> Estado:
    return Estado(canal=canal, turno=3, pila=(Marco(flujo, paso),))


def decir(estado: Estado, texto: str) -> Turno:
    turno = avanzar(
        libro_de_la_oficina(),
        estado,
        Escribe(texto, comprender(texto, libro_de_la_oficina().saber)),
        LUNES,
    )
    assert de_json(a_json(turno.estado)) == turno.estado
    return turno


def dichas(turno: Turno) -> list[Burbuja]:
    return [efecto.burbuja for efecto in turno.efectos if isinstance(efecto, Di)]


def texto(turno: Turno) -> str:
    return "\n".join(burbuja.texto for burbuja in dichas(turno))


def test_desde_todo_paso_se_sale_en_un_turno_y_no_queda_nada() -> None:
    despedida = texto(decir(Estado(canal="whatsapp"), "salir"))
    for flujo, paso in que_esperan():
        turno = decir(en(flujo, paso), "SALIR")
        assert isinstance(turno.efectos[-1], Olvida), f"{flujo}.{paso}"
        assert turno.estado == Estado(canal="whatsapp")
        assert texto(turno) == despedida


def test_todo_lo_que_lleva_a_una_alarma_existe() -> None:
    for flujo in libro_de_la_oficina().flujos.values():
        for destino in flujo.urgente.values():
            nombre, _, paso = destino.partition(".")
            assert paso in libro_de_la_oficina().flujos[nombre].pasos


def test_toda_alarma_que_puede_sonar_tiene_quien_la_atienda() -> None:
    lenguas = libro_de_la_oficina().saber.lenguas.values()
    patrones = [patron for lengua in lenguas for patron in lengua.reglas.patrones]
    alarmas = {(patron.tema, patron.nivel) for patron in patrones}
    assert len(alarmas) > 8
    for tema, nivel in sorted(alarmas):
        flujo = libro_de_la_oficina().flujos[libro_de_la_oficina().flujo_de_tema(tema) or ""]
        assert nivel in flujo.urgente, f"{tema}, {nivel}"


def test_la_frase_de_fallo_lleva_los_numeros() -> None:
    frase = fijo(libro_de_la_oficina(), "fallo", "es")
    for nombre in ("policia", "samu"):
        telefono = libro_de_la_oficina().directorio.servicios[nombre].telefono
        assert telefono is not None
        assert telefono.valor in frase


PASEOS = ["1", "2", "3", "4", "5", "0", "9", "no", "si", "menu", "repetir", "zarumilla", "", "asdf"]


@pytest.mark.parametrize("semilla", range(40))
@pytest.mark.parametrize("canal", ["whatsapp", "telegram", "web"])
def test_un_paseo_al_azar_nunca_se_queda_callado(semilla: int, canal: NombreCanal) -> None:
    azar = random.Random(semilla)
    estado = Estado(canal=canal)
    for _ in range(60):
        if azar.random() < 0.1:
            turno = avanzar(libro_de_la_oficina(), estado, Manda("audio"), LUNES)
        elif azar.random() < 0.2:
            turno = avanzar(libro_de_la_oficina(), estado, Pulsa("b00000000"), LUNES)
        else:
            turno = decir(estado, azar.choice([*PASEOS, *CRITICAS, *ALTAS]))
        burbujas = dichas(turno)
        assert burbujas
        assert list(revisar(libro_de_la_oficina(), burbujas)) == []
        estado = turno.estado

"""Nadie abre un caso con ella delante sin saber si es seguro y, al teléfono, si es ella."""

from __future__ import annotations

from collections import deque
from itertools import product
from typing import get_args

import pytest

from bot.proteccion.contacto import (
    INTENTOS,
    POR_TELEFONO,
    Acaba,
    Contacto,
    ContestaOtra,
    DicePalabra,
    DicePalabraDeCorte,
    DiceSiEsSeguro,
    Modo,
    Suceso,
    seguir,
)

SI, NO, CALLA = (DiceSiEsSeguro(dice) for dice in ("si", "no", "calla"))
BIEN, MAL = DicePalabra(True), DicePalabra(False)
SUCESOS: tuple[Suceso, ...] = (
    SI,
    NO,
    CALLA,
    BIEN,
    MAL,
    ContestaOtra(),
    DicePalabraDeCorte(),
    Acaba(),
)
CONTACTOS = [Contacto(modo, palabra) for modo, palabra in product(get_args(Modo), (True, False))]


def hacer(contacto: Contacto, *sucesos: Suceso) -> Contacto | None:
    for suceso in sucesos:
        siguiente = seguir(contacto, suceso)
        if siguiente is None:
            return None
        contacto = siguiente
    return contacto


def abierto(contacto: Contacto | None) -> bool:
    return contacto is not None and contacto.se_puede_abrir


@pytest.mark.parametrize("contacto", CONTACTOS)
def test_en_toda_la_tabla_nada_se_abre_sin_su_si_y_sin_su_palabra(contacto: Contacto) -> None:
    cola = deque([(contacto, ())])
    vistos = {contacto}
    while cola:
        actual, dicho = cola.popleft()
        if actual.se_puede_abrir:
            assert SI in dicho
            assert (BIEN in dicho) == (contacto.con_palabra and contacto.modo in POR_TELEFONO)
            assert not set(dicho) & {NO, CALLA, ContestaOtra(), DicePalabraDeCorte(), Acaba()}
        for suceso in SUCESOS:
            siguiente = seguir(actual, suceso)
            if actual.paso == "terminado":
                assert siguiente is None
                assert actual.final is not None
            elif siguiente is not None and siguiente not in vistos:
                vistos.add(siguiente)
                cola.append((siguiente, (*dicho, suceso)))
    assert {visto.paso for visto in vistos} >= {"seguro", "adelante", "terminado"}


def test_por_telefono_se_reconocen_y_en_persona_o_por_el_chat_no_hace_falta() -> None:
    assert not abierto(hacer(Contacto("llamada", True), SI))
    assert abierto(hacer(Contacto("llamada", True), SI, BIEN))
    assert abierto(hacer(Contacto("llamada", False), SI))
    assert abierto(hacer(Contacto("en_persona", True), SI))
    assert abierto(hacer(Contacto("chat", True), SI))


def test_la_palabra_no_se_dice_antes_de_saber_si_es_seguro() -> None:
    assert seguir(Contacto("llamada", True), BIEN) is None


@pytest.mark.parametrize("respuesta", [NO, CALLA])
def test_si_no_es_seguro_o_calla_se_termina(respuesta: Suceso) -> None:
    for antes in ((), (SI,), (SI, BIEN)):
        fin = hacer(Contacto("llamada", True), *antes, respuesta)
        assert fin is not None
        assert fin.final == "no_es_seguro"


def test_tres_palabras_equivocadas_cierran_la_llamada() -> None:
    llamada = Contacto("ella_llama", True)
    assert abierto(hacer(llamada, SI, *[MAL] * (INTENTOS - 1), BIEN))
    fin = hacer(llamada, SI, *[MAL] * INTENTOS)
    assert fin is not None
    assert fin.final == "no_era_ella"
    assert seguir(fin, BIEN) is None


@pytest.mark.parametrize("contacto", CONTACTOS)
def test_la_palabra_de_corte_corta_en_cualquier_momento(contacto: Contacto) -> None:
    for antes in ((), (SI,)):
        fin = hacer(contacto, *antes, DicePalabraDeCorte())
        assert fin is not None
        assert fin.final == "corto"


def test_si_contesta_otra_no_se_sigue() -> None:
    fin = hacer(Contacto("llamada", True), ContestaOtra())
    assert fin is not None
    assert fin.final == "contesto_otra"

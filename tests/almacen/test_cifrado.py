"""Lo cifrado solo se abre entero, en su lugar y con su llave."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.almacen.cifrado import CUBETA, Cifrado, NoDescifra
from bot.almacen.llaves import Llaves

LLAVES = Llaves(os.urandom(32), (os.urandom(32), os.urandom(32)))
CIFRADO = Cifrado(LLAVES)
LUGAR = ("conversaciones", "estado", b"fila")


@given(st.text())
def test_ida_y_vuelta(texto: str) -> None:
    limpio = texto.encode("utf-8", "replace").decode()
    assert CIFRADO.descifrar(CIFRADO.cifrar(texto, *LUGAR), *LUGAR) == limpio


def test_medio_caracter_no_rompe() -> None:
    assert CIFRADO.descifrar(CIFRADO.cifrar("a\ud83d", *LUGAR), *LUGAR) == "a?"


def test_el_largo_se_esconde_en_cubetas() -> None:
    largos = [len(CIFRADO.cifrar("x" * n, *LUGAR)) for n in range(2001)]
    fijo = largos[0] - CUBETA
    assert {(largo - fijo) % CUBETA for largo in largos} == {0}
    assert len(set(largos)) == 8


def test_no_se_repite() -> None:
    assert CIFRADO.cifrar("igual", *LUGAR) != CIFRADO.cifrar("igual", *LUGAR)


@pytest.mark.parametrize(
    "otro",
    [
        ("salientes", "estado", b"fila"),
        ("conversaciones", "otra", b"fila"),
        ("conversaciones", "estado", b"otra"),
    ],
)
def test_en_otro_lugar_no_abre(otro: tuple[str, str, bytes]) -> None:
    with pytest.raises(NoDescifra):
        CIFRADO.descifrar(CIFRADO.cifrar("secreto", *LUGAR), *otro)


def test_roto_o_cortado_no_da_ni_un_trozo() -> None:
    bueno = CIFRADO.cifrar("secreto", *LUGAR)
    for puesto in range(len(bueno)):
        roto = bytearray(bueno)
        roto[puesto] ^= 1
        with pytest.raises(NoDescifra):
            CIFRADO.descifrar(bytes(roto), *LUGAR)
        with pytest.raises(NoDescifra):
            CIFRADO.descifrar(bueno[:puesto], *LUGAR)


def test_rotar_la_llave() -> None:
    viejo = Cifrado(replace(LLAVES, estado=LLAVES.estado[1:]))
    escrito = viejo.cifrar("secreto", *LUGAR)
    assert CIFRADO.descifrar(escrito, *LUGAR) == "secreto"
    with pytest.raises(NoDescifra):
        viejo.descifrar(CIFRADO.cifrar("nuevo", *LUGAR), *LUGAR)


def test_la_huella_depende_de_todo_y_de_la_pimienta() -> None:
    otra = Cifrado(replace(LLAVES, pimienta=os.urandom(32)))
    huellas = {
        CIFRADO.huella("a", "bc"),
        CIFRADO.huella("ab", "c"),
        CIFRADO.huella("abc"),
        CIFRADO.huella("a", "bc", ""),
        otra.huella("a", "bc"),
    }
    assert len(huellas) == 5
    assert CIFRADO.huella("a", "bc") == CIFRADO.huella("a", b"bc")
    assert len(CIFRADO.huella("\ud83d")) == 32

"""Lo sellado se abre en su sitio y con su llave, o no se abre."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.almacen import sellos
from bot.almacen.sellos import Lugar, NoAbre
from tests.almacen.oficina import BARATO

CASO = sellos.nuevo_par()
LUGAR = Lugar("caso1", "nota", "ana", 3)
MARCA = "RUMBO-MARCA-TEXTO-7f3a ñandú 🦆"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=2000))
def test_ida_y_vuelta(texto: str) -> None:
    llano = texto.encode("utf-8", "replace").decode()
    assert sellos.abrir(CASO.privada, sellos.cerrar(CASO.publica, texto, LUGAR), LUGAR) == llano


def test_el_largo_solo_se_sabe_por_cubetas() -> None:
    largos = {len(sellos.cerrar(CASO.publica, "x" * n, LUGAR)) for n in range(1, 2001, 7)}
    base = min(largos) - sellos.CUBETA
    assert len(largos) == 8
    assert all((largo - base) % sellos.CUBETA == 0 for largo in largos)


@pytest.mark.parametrize(
    "otro",
    [
        replace(LUGAR, caso="caso2"),
        replace(LUGAR, clase="ella"),
        replace(LUGAR, quien="bea"),
        replace(LUGAR, n=4),
    ],
)
def test_en_otro_lugar_no_se_abre(otro: Lugar) -> None:
    with pytest.raises(NoAbre):
        sellos.abrir(CASO.privada, sellos.cerrar(CASO.publica, MARCA, LUGAR), otro)


def test_roto_no_da_ni_un_trozo() -> None:
    sellado = sellos.cerrar(CASO.publica, MARCA, LUGAR)
    rotos = [sellado[:n] for n in range(0, len(sellado), 9)] + [sellado + b"x"]
    for n in range(0, len(sellado), 5):
        rotos.append(sellado[:n] + bytes([sellado[n] ^ 1]) + sellado[n + 1 :])
    for roto in rotos:
        with pytest.raises(NoAbre):
            sellos.abrir(CASO.privada, roto, LUGAR)


def test_la_mitad_publica_no_abre() -> None:
    with pytest.raises(NoAbre):
        sellos.abrir(CASO.publica, sellos.cerrar(CASO.publica, MARCA, LUGAR), LUGAR)


def test_un_sello_es_de_una_persona_y_de_un_caso() -> None:
    ana, bea = sellos.nuevo_par(), sellos.nuevo_par()
    sello = sellos.sellar_llave(CASO.privada, ana.publica, "caso1")
    assert sellos.abrir_llave(sello, ana.privada, "caso1") == CASO.privada
    for privada, caso in ((bea.privada, "caso1"), (ana.privada, "caso2")):
        with pytest.raises(NoAbre):
            sellos.abrir_llave(sello, privada, caso)


def test_solo_la_contrasena_desenvuelve() -> None:
    par = sellos.nuevo_par()
    envuelta = sellos.envolver(par.privada, "una clave larga", BARATO)
    assert sellos.desenvolver(envuelta, "una clave larga") == par.privada
    assert par.privada not in envuelta
    for clave in ("", "una clave larga ", "Una clave larga"):
        with pytest.raises(NoAbre):
            sellos.desenvolver(envuelta, clave)
    with pytest.raises(NoAbre, match="demasiado"):
        sellos.desenvolver(b"\xff" * len(envuelta), "una clave larga")


def test_por_defecto_cuesta_lo_de_verdad() -> None:
    envuelta = sellos.envolver(b"x" * 32, "clave")
    assert (envuelta[0], int.from_bytes(envuelta[1:5], "big")) == (3, 64 * 1024)


def test_la_llave_de_papel_se_copia_a_mano() -> None:
    par = sellos.nuevo_par()
    escrita = sellos.privada_a_papel(par.privada)
    assert sellos.privada_de_papel(escrita.lower().replace("-", " ")) == par.privada
    assert sellos.publica_de(par.privada) == par.publica
    errata = escrita.replace(escrita[0], "A" if escrita[0] != "A" else "B", 1)
    for mala in (errata, escrita[:-1], escrita[:20], "", "esto no es"):
        with pytest.raises(NoAbre):
            sellos.privada_de_papel(mala)

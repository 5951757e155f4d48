"""La referencia y el código: no se parecen, se leen como se escriban y no se adivinan."""

from __future__ import annotations

import math
import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.proteccion.codigos import (
    ALFABETO,
    BYTES,
    LARGO,
    hacer_codigo,
    hacer_referencia,
    leer_codigo,
    leer_referencia,
)

AZAR = st.binary(min_size=BYTES, max_size=BYTES)
SIGNOS = st.sampled_from(ALFABETO)


def test_no_se_adivina() -> None:
    assert len(set(ALFABETO)) ** LARGO >= 2**40
    # Con más bits que el código, ninguno sale mucho más que otro.
    assert 8 * BYTES - LARGO * math.log2(len(ALFABETO)) >= 16


def test_ningun_signo_se_confunde_con_otro() -> None:
    assert not set(ALFABETO) & set("OQDILZSGBNUV")


def test_cien_mil_no_se_repiten_ni_van_en_orden_y_usan_todo_por_igual() -> None:
    azar = random.Random(7)
    hechos = [hacer_codigo(azar.randbytes(BYTES)) for _ in range(100_000)]
    assert len(set(hechos)) == len(hechos)
    suben = sum(antes < despues for antes, despues in pairwise(hechos))
    assert 49_000 < suben < 51_000
    for lugar in range(LARGO):
        veces = [0] * len(ALFABETO)
        for codigo in hechos:
            veces[ALFABETO.index(codigo.replace("-", "")[lugar])] += 1
        esperado = len(hechos) / len(ALFABETO)
        # Ji cuadrado con 22 grados de libertad: pasa de 60 una vez en cien mil.
        assert sum((n - esperado) ** 2 / esperado for n in veces) < 60


def test_cada_byte_cuenta() -> None:
    base = hacer_codigo(bytes(BYTES))
    assert all(hacer_codigo(bytes(i) + b"\1" + bytes(BYTES - i - 1)) != base for i in range(BYTES))


@pytest.mark.parametrize("azar", [b"", bytes(BYTES - 1), bytes(BYTES + 1)])
def test_con_poco_azar_no_se_hace(azar: bytes) -> None:
    with pytest.raises(ValueError, match="bytes"):
        hacer_codigo(azar)


@given(AZAR)
def test_parece_un_numero_de_tramite_y_no_una_referencia(azar: bytes) -> None:
    codigo = hacer_codigo(azar)
    assert len(codigo) == 11
    assert codigo[5] == "-"
    assert leer_codigo(codigo) == codigo
    assert leer_referencia(codigo) is None


@given(AZAR)
def test_se_lee_aunque_se_escriba_de_otra_manera(azar: bytes) -> None:
    codigo = hacer_codigo(azar)
    confundido = codigo.translate(str.maketrans("01258M", "OLZSBN"))
    assert leer_codigo(confundido) == codigo
    ancho = "".join(chr(ord(c) + 0xFEE0) for c in codigo)
    for escrito in (
        codigo.lower(),
        codigo.replace("-", ""),
        f"  {codigo.replace('-', ' – ')} ",
        " ".join(codigo),
        codigo.replace("-", "\u200b-\u200b"),
        f"\u202e{codigo}",
        codigo.replace("-", "."),
        ancho,
    ):
        assert leer_codigo(escrito) == codigo


@given(AZAR, st.integers(0, LARGO), SIGNOS)
def test_un_signo_equivocado_se_nota(azar: bytes, lugar: int, otro: str) -> None:
    codigo = hacer_codigo(azar)
    signos = list(codigo.replace("-", ""))
    mismo = signos[lugar] == otro
    signos[lugar] = otro
    assert leer_codigo("".join(signos)) == (codigo if mismo else None)


@given(AZAR)
def test_dos_signos_cambiados_de_sitio_se_notan(azar: bytes) -> None:
    codigo = hacer_codigo(azar)
    for uno, otro in combinations(range(LARGO + 1), 2):
        signos = list(codigo.replace("-", ""))
        if signos[uno] != signos[otro]:
            signos[uno], signos[otro] = signos[otro], signos[uno]
            assert leer_codigo("".join(signos)) is None


@pytest.mark.parametrize(
    "escrito", ["", "-", "hola", "7K3F9", "TUM-0412", "7K3F9-40M2C1", "🙂" * 10, "1" * 5000]
)
def test_lo_que_no_es_un_codigo_no_se_lee(escrito: str) -> None:
    assert leer_codigo(escrito) is None


@given(st.text())
def test_nada_de_lo_que_escriba_una_persona_rompe_la_lectura(escrito: str) -> None:
    leido = leer_codigo(escrito)
    assert leido is None or leer_codigo(leido) == leido
    referencia = leer_referencia(escrito)
    assert referencia is None or leer_referencia(referencia) == referencia


@pytest.mark.parametrize(
    ("escrito", "referencia"),
    [
        ("TUM-0412", "TUM-0412"),
        ("tum 412", "TUM-0412"),
        (" tum0412 ", "TUM-0412"),
        ("TUM–12345", "TUM-12345"),
        ("TUM-1", "TUM-0001"),
        ("TUM-0", None),
        ("TU-0412", None),
        ("0412", None),
        ("TUM-٤١٢", None),
        ("TUM-7K3F", None),
    ],
)
def test_la_referencia_se_lee_sin_ceros_ni_mayusculas(escrito: str, referencia: str | None) -> None:
    assert leer_referencia(escrito) == referencia


def test_la_referencia_es_de_una_sede_y_un_numero() -> None:
    assert hacer_referencia("TUM", 412) == "TUM-0412"
    for sede, numero in (("tum", 1), ("TU", 1), ("TUMB", 1), ("TUM", 0)):
        with pytest.raises(ValueError, match="referencia"):
            hacer_referencia(sede, numero)

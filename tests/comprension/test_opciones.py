"""Elegir de un menú con números, etiquetas, sinónimos, idiomas y erratas."""

from __future__ import annotations

import pytest

from bot.comprension.normalizar import normalizar
from bot.comprension.opciones import elegir, es_palabra

LARGO = "mi hermano trabajaba en salud y ahora no sabe qué hacer con sus papeles"

MENU = (
    ("Salud", "médico"),
    ("Pedir refugio", "asilo"),
    ("Sí, puedo hablar",),
    ("No",),
    ("Comida o dónde dormir", "albergue"),
)


@pytest.mark.parametrize(
    ("texto", "indice"),
    [
        ("2", 1),
        ("2.", 1),
        ("2)", 1),
        ("(2)", 1),
        ("2️⃣", 1),
        ("２", 1),
        ("02", 1),
        ("el 2", 1),
        ("la opción 2 por favor", 1),
        ("opcion dos", 1),
        ("DOS", 1),
        ("two", 1),
        ("deux", 1),
        ("de", 1),
        ("dois", 1),
        ("la primera", 0),
        ("Salud", 0),
        ("salud.", 0),
        ("medico", 0),
        ("saludd", 0),
        ("quiero asilo", 1),
        ("pedir refujio", 1),
        ("refugio", 1),
        ("sí", 2),
        ("sip", 2),
        ("oui", 2),
        ("wi", 2),
        ("yes", 2),
        ("sim", 2),
        ("no", 3),
        ("nop", 3),
        ("não", 3),
        ("dormir", 4),
    ],
)
def test_se_entiende(texto: str, indice: int) -> None:
    assert elegir(normalizar(texto), MENU) == indice


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "   ",
        "😀",
        "0",
        "6",
        "99",
        "100",
        "1 o 2",
        "1 2",
        "no quiero salud",
        "hola",
        "x" * 9000,
        LARGO,
    ],
)
def test_lo_que_no_esta_claro_no_se_adivina(texto: str) -> None:
    assert elegir(normalizar(texto), MENU) is None


def test_dos_opciones_con_la_misma_palabra_no_se_eligen_por_ella() -> None:
    assert elegir(normalizar("carné"), [("Perdí el carné",), ("Renovar el carné",)]) is None


def test_sin_opciones_no_hay_eleccion() -> None:
    assert elegir("1", []) is None


@pytest.mark.parametrize(
    "texto", ["salir", "SALIR!!", "salri", "sali r", "salirr", "saliir", "soti"]
)
def test_salir_se_entiende_con_una_errata(texto: str) -> None:
    assert es_palabra(normalizar(texto), ("salir", "soti"), con_errata=True)


@pytest.mark.parametrize(
    "texto", ["salida", "no puedo salir", "salir del pais", "quiero salir", "sofi", "sol", ""]
)
def test_lo_que_contiene_salir_no_es_salir(texto: str) -> None:
    assert not es_palabra(normalizar(texto), ("salir", "soti"), con_errata=True)


def test_sin_permiso_no_se_perdonan_erratas() -> None:
    assert not es_palabra("salri", ("salir",))

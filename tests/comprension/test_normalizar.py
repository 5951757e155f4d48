"""La forma normal deshace disfraces y no estropea lo que ya estaba bien."""

from __future__ import annotations

import pytest

from bot.comprension.normalizar import fichar, normalizar


@pytest.mark.parametrize(
    "texto",
    [
        "SALIR",
        "sálir",
        "ＳＡＬＩＲ",
        "S\u200bALIR",
        "S\u00adA\u00adLIR",
        "\u202eSALIR",
        "«salir».",
        "𝐒𝐀𝐋𝐈𝐑",
        "SALIR😀",
        "ѕаlir",
        "s a l i r",
        "s.a.l.i.r",
        "S-A-L-I-R",
        "sal1r",
        "saliiiir",
        "s\u0301\u0302\u0303alir",
        "sa\ud800lir",
        "sa\x00lir",
    ],
)
def test_todos_los_disfraces_de_una_palabra_son_la_misma(texto: str) -> None:
    assert normalizar(texto) == "salir"


@pytest.mark.parametrize(
    ("texto", "normal"),
    [
        ("M4ta", "mata"),
        ("me v10l0", "me violo"),
        ("ayudaaaa", "ayuda"),
        ("perrrro", "perro"),
        ("niñ@s", "ninas"),
        ("45dias", "45 dias"),
        ("3hijos", "3 hijos"),
        ("covid19", "covid 19"),
        ("945083692", "945083692"),
        ("tengo 2 o 3", "tengo 2 o 3"),
        ("a y o", "a y o"),
        ("m e  p e g a", "me pega"),
        ("2️⃣", "2"),
        ("escríbeme a x@correo.pe ya", "escribeme a ya"),
        ("¿¡...!?", ""),
        ("😀👨‍👩‍👧🇵🇪", ""),
        ("hola\u2028chau", "hola chau"),
    ],
)
def test_cada_cosa_queda_como_debe(texto: str, normal: str) -> None:
    assert normalizar(texto) == normal


def test_las_fichas_saben_su_frase_y_su_clausula() -> None:
    fichas = fichar("Hola, soy yo. Me caí\nen la calle")
    assert [(f.palabra, f.frase, f.clausula) for f in fichas] == [
        ("hola", 0, 0),
        ("soy", 0, 1),
        ("yo", 0, 1),
        ("me", 1, 2),
        ("cai", 1, 2),
        ("en", 2, 3),
        ("la", 2, 3),
        ("calle", 2, 3),
    ]

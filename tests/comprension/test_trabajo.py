"""Cualquier texto, de cualquier clase y largo, se decide con un trabajo acotado.

El trabajo se cuenta en líneas de ``bot/comprension`` que corren, no en tiempo: así una
máquina lenta no falla y un bucle de más no se esconde.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.comprension
from bot.comprension import Saber, comprender
from bot.modelo import Lectura
from tests.comprension.regresion import mensajes

CUARTO = str(Path(bot.comprension.__file__).parent)
UN_MEGA = 10**6

POR_PALABRA = 4_000
"""Líneas que cuesta una palabra, como mucho: hay unas mil entradas y patrones en las listas."""

UN_MENSAJE = 3_000_000
"""Lo más que cuesta un mensaje de 4 096 letras, lo más que deja escribir WhatsApp."""

COMO_MUCHO = 12_000_000
"""Lo más que cuesta cualquier texto: lo que se tarda en leer un millón de letras y poco más."""

ENORMES = {
    "invisible": "\u200b",
    "tildes sueltas": "\u0301",
    "letra con tilde": "a\u0301",
    "una palabra larga": "abcdefghijklmnopqrst",
    "cifras": "7",
    "espacios": " ",
    "letras separadas": "a b ",
    "un carácter que son dieciocho": "\ufdfa",
    "la misma alarma": "me pega ",
    "no y no": "no me ",
    "alarmas en cinco idiomas": "me pega bat mwen hits me bate frappe ",
    "palabras que nadie conoce": " ".join(
        f"xk{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}q{chr(97 + i // 676)}" for i in range(17_000)
    ),
}
LARGOS = ENORMES | {
    "cifras y letras": "1a",
    "renglones": "\n",
    "puntos": ". ",
    "arrobas": "a@",
    "dibujos": "😀",
    "ideogramas": "\u4e00~",
    "de otro idioma": "mari m ap bat mwen kouto ",
    "alarmas entre palabras distintas": " ".join(f"x{i}y me pega" for i in range(400)),
}


class Cuenta:
    """Cuenta las líneas de este cuarto mientras está abierta."""

    def __init__(self) -> None:
        self.lineas = 0

    def __enter__(self) -> Cuenta:
        self._de_antes = sys.gettrace()
        sys.settrace(self._llamada)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._de_antes)

    def _llamada(self, marco: FrameType, _: str, __: object) -> object:
        return self._linea if marco.f_code.co_filename.startswith(CUARTO) else None

    def _linea(self, _: FrameType, que: str, __: object) -> object:
        self.lineas += que == "line"
        return self._linea


def trabajo(texto: str, saber: Saber) -> tuple[Lectura, int]:
    saber.estudiar()
    with Cuenta() as cuenta:
        lectura = comprender(texto, saber)
    return lectura, cuenta.lineas


def llenar(trozo: str, cuanto: int) -> str:
    """El trozo repetido hasta esos octetos."""
    return trozo * (cuanto // len(trozo.encode()) + 1)


def test_se_cuenta_lo_que_corre(saber: Saber) -> None:
    _, corto = trabajo("mi esposo me pega", saber)
    _, largo = trabajo("mi esposo me pega y no sé qué hacer ni a dónde ir", saber)
    assert 1_000 < corto < largo


@pytest.mark.parametrize("clase", ENORMES)
def test_un_texto_enorme_de_cualquier_clase(clase: str, saber: Saber) -> None:
    lectura, lineas = trabajo(llenar(ENORMES[clase], UN_MEGA), saber)
    assert lineas <= COMO_MUCHO
    assert len(lectura.normal) <= 4_000


def test_lo_que_pasa_del_mega_no_cuesta_mas(saber: Saber) -> None:
    _, uno = trabajo(llenar("mi marido cuchillo ", UN_MEGA), saber)
    _, cuatro = trabajo(llenar("mi marido cuchillo ", 4 * UN_MEGA), saber)
    assert cuatro <= uno * 1.1


@pytest.mark.parametrize("clase", LARGOS)
def test_un_mensaje_de_los_que_caben(clase: str, saber: Saber) -> None:
    _, lineas = trabajo(llenar(LARGOS[clase], 4_096)[:4_096], saber)
    assert lineas <= UN_MENSAJE


@settings(deadline=None)
@given(
    texto=st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=400),
        st.lists(
            st.sampled_from([u.texto for u in mensajes("violencia") + mensajes("enganosos")]),
            max_size=4,
        ).map(" ".join),
    )
)
def test_cuesta_segun_cuantas_palabras_tiene(texto: str, saber: Saber) -> None:
    lectura, lineas = trabajo(texto, saber)
    assert lineas <= 5_000 + POR_PALABRA * (len(lectura.normal.split()) + len(texto) // 10)


def test_la_alarma_se_busca_en_todas_partes_y_el_tema_en_los_extremos(saber: Saber) -> None:
    relleno = "lorem ipsum dolor sit amet " * 8_000
    alarma = comprender(f"{relleno} mi marido me pega con un palo {relleno}", saber).alarma
    assert alarma is not None and alarma.tema == "violencia"
    pide = "quiero saber como se pide asilo en este pais. "
    en_medio, solo = comprender(f"{relleno}{pide}{relleno}", saber), comprender(relleno, saber)
    assert en_medio.temas == solo.temas

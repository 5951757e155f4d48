"""Lo que no puede esperar se halla, y lo que puede esperar no asusta: caso por caso.

Lo que se halla de cada clase se cuenta en ``test_regresion.py``.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.comprension import Saber, comprender
from bot.comprension.leer import leer
from tests.comprension.regresion import URGENTES, hallado, mensajes


@pytest.mark.parametrize(
    "texto",
    [
        "mi mari\u200bdo me pe\u200bga",
        "ｍｉ ｍａｒｉｄｏ ｍｅ ｐｅｇａ",
        "mi marido me pеga",
        "𝐦𝐢 𝐦𝐚𝐫𝐢𝐝𝐨 𝐦𝐞 𝐩𝐞𝐠𝐚",
        "mi marido me p e g a",
        "mi marido me p3g4",
        "MI MARIDO ME PEGAAAA!!!",
        "\u202emi marido me pega\u202c",
        "mi marido mepega",
        "mi marido me golpia",
        "mi marido me golpeaa mucho",
        "hola necesito info de papeles y tambien mi marido me pega chau",
        "mi marido me pega, estoy bien, no se preocupe",
    ],
)
def test_los_disfraces_no_esconden_una_alarma(texto: str, saber: Saber) -> None:
    lectura = comprender(texto, saber)
    hallado = lectura.alarma or lectura.sospecha
    assert hallado is not None and hallado.tema == "violencia"


@pytest.mark.parametrize(
    ("texto", "nivel"),
    [
        ("me pega", "alta"),
        ("me está pegando", "critica"),
        ("está pegándome", "critica"),
        ("me pegó anoche", "critica"),
        ("anoche. él me pegó", "critica"),
        ("me pegó hoy en mi país", "alta"),
        ("nos pega con un palo", "alta"),
        ("no para de pegarme", "alta"),
        ("todavía no me ha pegado pero ya me empujó", "alta"),
        ("no me pega, me amenaza con matarme", "critica"),
        ("que no me pegue más", None),
        ("no me pega", None),
        ("nunca me ha pegado", None),
        ("no, me pega", "alta"),
        ("llevo dos días sin insulina", "alta"),
        ("sin mi marido no me pega nadie", None),
        ("tiene insulina", None),
        ("le estoy pegando la foto", None),
        ("tengo que pegarle una foto al formulario", None),
    ],
)
def test_formas_negacion_y_tiempo(texto: str, nivel: str | None, saber: Saber) -> None:
    alarma = comprender(texto, saber).alarma
    assert (alarma.nivel if alarma else None) == nivel


@pytest.mark.parametrize(
    ("texto", "hay"),
    [
        ("hago una tesis sobre mujeres golpeadas por sus parejas", False),
        ("soy periodista, busco casos de trata de personas", False),
        ("soy voluntaria y doy charlas de violencia familiar", False),
        ("hago mi tesis pero mi esposo me pega", True),
        ("soy voluntaria y a mi vecina la golpean", True),
        ("para una tarea, y además mi novio me pegó ayer", True),
    ],
)
def test_las_guardas_nunca_callan_a_quien_le_pasa(texto: str, hay: bool, saber: Saber) -> None:
    assert (comprender(texto, saber).alarma is not None) is hay


def test_una_frase_lejos_de_otra_no_hace_alarma(saber: Saber) -> None:
    lejos = "mi marido trabaja. " + "vendemos jugos de fruta en la plaza. " * 3 + "hay un cuchillo"
    assert leer(lejos, saber).vista.alarma is None
    assert comprender("mi marido tiene un cuchillo", saber).alarma is not None


def test_la_alarma_dice_que_palabras_decidieron(saber: Saber) -> None:
    alarma = comprender("buenas, mi pareja me amenazó con una navaja", saber).alarma
    assert alarma is not None
    assert alarma.palabras == ("pareja", "navaja")


def test_se_busca_en_todo_el_mensaje(saber: Saber) -> None:
    relleno = "quiero saber de mis papeles. " * 3000
    lectura = comprender(relleno + "mi esposo me pega. " + relleno, saber)
    hallado = lectura.alarma or lectura.sospecha
    assert hallado is not None and hallado.tema == "violencia"


@pytest.mark.parametrize(
    ("antes", "texto", "hay"),
    [
        ("mi marido", "me pega", True),
        ("quiero", "matarme", True),
        ("hola buenas tardes", "una consulta de mis papeles", False),
    ],
)
def test_un_mensaje_partido_se_lee_junto(antes: str, texto: str, hay: bool, saber: Saber) -> None:
    lectura = comprender(texto, saber, antes)
    assert hallado(lectura) is hay
    assert lectura.normal == texto


def test_sin_regla_nunca_es_de_nivel_uno(saber: Saber) -> None:
    mudo = replace(saber, lenguas={})
    for clase in URGENTES:
        for uno in mensajes(clase):
            alarma = comprender(uno.texto, mudo).alarma
            assert alarma is None or alarma.nivel == "alta"

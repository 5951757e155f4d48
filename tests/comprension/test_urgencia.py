"""Lo que no puede esperar se halla, y lo que puede esperar no asusta.

Los mensajes viven en ``mensajes/``: uno por línea, con su nivel delante. El
suelo de cada clase es lo que hoy se consigue; si baja, la prueba falla.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.comprension import Saber, comprender
from bot.modelo import Lectura

MENSAJES = Path(__file__).parent / "mensajes"
CLASES = {
    "violencia": 0.95,
    "trata": 0.95,
    "ninez": 0.97,
    "salud_mental": 0.97,
    "emergencia_medica": 1.0,
    "detencion_expulsion": 0.94,
    "albergue_alimentacion": 1.0,
}
"""Parte de los mensajes de cada clase que se hallan: el suelo."""

EXACTAS = 0.95
"""Parte de los hallados que además dan el nivel y el tema de la política."""

FALSAS = 0.05
"""Parte de los mensajes normales que dan alarma: el techo."""

FALSAS_O_PREGUNTAS = 0.2
"""Lo mismo, contando aquellos en que solo se pregunta."""


def _lineas(nombre: str) -> list[tuple[str, str]]:
    lineas = (MENSAJES / f"{nombre}.txt").read_text(encoding="utf-8").splitlines()
    return [(linea.partition(" ")[0], linea.partition(" ")[2]) for linea in lineas if linea]


def _hallada(lectura: Lectura) -> bool:
    return bool(lectura.alarma or lectura.sospecha)


@pytest.mark.parametrize("clase", CLASES)
def test_se_hallan_los_mensajes_urgentes(clase: str, saber: Saber) -> None:
    lineas = _lineas(clase)
    perdidos = [texto for _, texto in lineas if not _hallada(comprender(texto, saber))]
    assert 1 - len(perdidos) / len(lineas) >= CLASES[clase], perdidos


def test_nivel_y_tema_son_los_de_la_politica(saber: Saber) -> None:
    leidos = [
        (nivel, clase, texto, alarma)
        for clase in CLASES
        for nivel, texto in _lineas(clase)
        if (alarma := comprender(texto, saber).alarma)
    ]
    distintos = [uno for uno in leidos if (uno[3].nivel, uno[3].tema) != uno[:2]]
    assert 1 - len(distintos) / len(leidos) >= EXACTAS, distintos


def test_lo_normal_no_da_alarma(saber: Saber) -> None:
    textos = (MENSAJES / "normales.txt").read_text(encoding="utf-8").splitlines()
    falsas = [(texto, alarma) for texto in textos if (alarma := comprender(texto, saber).alarma)]
    assert len(falsas) / len(textos) <= FALSAS, falsas
    halladas = [texto for texto in textos if _hallada(comprender(texto, saber))]
    assert len(halladas) / len(textos) <= FALSAS_O_PREGUNTAS, halladas


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
    assert comprender(lejos, saber).alarma is None
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
    assert _hallada(lectura) is hay
    assert lectura.normal == texto


def test_sin_regla_nunca_es_de_nivel_uno(saber: Saber) -> None:
    mudo = replace(saber, lenguas={})
    for clase in CLASES:
        for _, texto in _lineas(clase):
            alarma = comprender(texto, mudo).alarma
            assert alarma is None or alarma.nivel == "alta"

"""La explicación dice todo lo que decidió, en español y sea cual sea el idioma del mensaje."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from bot.comprension import Saber
from bot.comprension.explicar import explicar
from bot.comprension.leer import Analisis, leer
from bot.modelo import Candidato
from tests.comprension.regresion import CLASES, IDIOMAS, mensajes
from tests.oficina import libro_de_la_oficina

SEGURO, DUDOSO = 0.5, 0.3


def _primero(analisis: Analisis) -> Candidato:
    temas = analisis.lectura.temas
    return temas[0] if temas else Candidato("", 0.0)


MOTIVOS: dict[str, tuple[str, Callable[[Analisis], bool]]] = {
    "una falta corregida": (
        "Leído como: ",
        lambda a: any(m.palabra != m.dicha for m in a.vista.marcas),
    ),
    "algo negado": (
        "está negada, no cuenta",
        lambda a: any(m.negada and not (m.clases or m.modismo) for m in a.vista.marcas),
    ),
    "un dicho": (
        "es parte de un dicho, no cuenta",
        lambda a: any(m.modismo and not m.clases for m in a.vista.marcas),
    ),
    "una guarda": ("lo calla la guarda «", lambda a: any(h.guarda for h in a.vista.hallazgos)),
    "sube": (", sube por «", lambda a: any(h.sube for h in a.vista.hallazgos)),
    "lo dice una regla": (
        "  lo dice una regla",
        lambda a: bool(a.alarma and a.vista.alarma),
    ),
    "deriva sin regla": (
        "ninguna regla lo dice: basta lo que se parece",
        lambda a: bool(a.alarma and not a.vista.alarma),
    ),
    "una regla dudosa": (
        "pero se parece poco a las urgentes: antes se pregunta",
        lambda a: bool(a.sospecha and a.vista.alarma),
    ),
    "pregunta sin regla": (
        "ninguna regla lo dice: se pregunta si se parece",
        lambda a: bool(a.sospecha and not a.vista.alarma),
    ),
    "sigue": ("Urgencia: ninguna", lambda a: not (a.alarma or a.sospecha)),
    "tema seguro": (
        ": desde 0.50 es seguro",
        lambda a: a.alarma is None and _primero(a).certeza >= SEGURO,
    ),
    "tema dudoso": (
        "pregunta entre los tres primeros",
        lambda a: a.alarma is None and DUDOSO <= _primero(a).certeza < SEGURO,
    ),
}
"""Cada clase de decisión o de error, la frase que la cuenta y cuándo toca decirla."""

SOLO_EN_ALGUNOS: dict[str, tuple[str, Callable[[Analisis], bool]]] = {
    "baja": (", baja por «", lambda a: any(h.baja for h in a.vista.hallazgos)),
    "una cosa": (
        "es sobre una cosa (",
        lambda a: any(m.cosa and not m.clases for m in a.vista.marcas),
    ),
    "ningún tema": (
        "no se entiende: ninguno llega a 0.30",
        lambda a: a.alarma is None and _primero(a).certeza < DUDOSO,
    ),
    "idioma dudoso": ("Idioma: no está claro", lambda a: a.idioma is None),
}


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_cada_decision_y_cada_clase_de_error_se_explica(idioma: str, saber: Saber) -> None:
    vistos: Counter[str] = Counter()
    for clase in CLASES:
        for uno in mensajes(clase, idioma):
            analisis = leer(uno.texto, saber)
            dicho = explicar(uno.texto, saber, SEGURO, DUDOSO)
            for motivo, (frase, toca) in (MOTIVOS | SOLO_EN_ALGUNOS).items():
                assert (frase in dicho) >= toca(analisis), f"{uno.texto}: {motivo}\n{dicho}"
                vistos[motivo] += toca(analisis)
    assert not [motivo for motivo in MOTIVOS if not vistos[motivo]]


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_de_cada_alarma_se_dicen_el_nivel_el_tema_y_las_palabras(idioma: str, saber: Saber) -> None:
    for uno in mensajes("violencia", idioma):
        alarma = leer(uno.texto, saber).alarma
        if alarma is not None:
            dicho = explicar(uno.texto, saber)
            nivel = {"critica": "crítica (nivel 1)", "alta": "alta (nivel 2)"}[alarma.nivel]
            palabras = " ".join(alarma.palabras)
            assert f"Urgencia: {nivel}, {alarma.tema}, por «{palabras}»; deriva" in dicho


def test_cuenta_la_urgencia_con_su_patron_y_sus_palabras(saber: Saber) -> None:
    dicho = explicar("Mi esposo me golpió anoche", saber)
    assert "Leído como: golpio →" in dicho
    assert "Urgencia: crítica (nivel 1), violencia" in dicho
    assert "patrón «me_golpean»" in dicho
    assert "sube por «reciente»" in dicho


def test_cuenta_lo_que_no_conto(saber: Saber) -> None:
    assert "es parte de un dicho" in explicar("me muero de hambre", saber)
    assert "está negada" in explicar("no me ha golpeado", saber)
    assert "es sobre una cosa" in explicar("pega la foto", saber)
    assert "lo calla la guarda" not in explicar("hola", saber)
    assert "lo calla la guarda «estudio»" in explicar("mi tesis es sobre mujeres golpeadas", saber)


def test_cuenta_el_idioma_y_los_temas_con_sus_palabras(saber: Saber) -> None:
    dicho = explicar("necesito un médico para mi hija", saber)
    assert "Idioma: español" in dicho
    assert "salud: pesan las palabras medico" in dicho


@pytest.mark.parametrize("dicho", ["sí", "wi", "non", "yes", "não"])
def test_de_un_si_o_un_no_dice_que_solo_no_significa_nada(dicho: str, saber: Saber) -> None:
    assert "es solo un sí o un no" in explicar(dicho, saber)


def test_nombra_las_palabras_que_no_conoce(saber: Saber) -> None:
    assert "por no estar en el banco: xqwzt, plokm" in explicar("hola xqwzt plokm", saber)


def test_dice_si_la_oficina_escribio_esa_frase() -> None:
    saber = libro_de_la_oficina().saber
    frase = next(f for f in saber.exactas if leer(f, saber).alarma is None)
    assert "la oficina escribió esta frase para entrar por aquí" in explicar(frase, saber)


def test_de_morir_dice_que_no_se_duda(saber: Saber) -> None:
    assert "de morir no se duda" in explicar("no quiero vivir más", saber)

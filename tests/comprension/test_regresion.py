"""Nada de lo que ya se entendía se deja de entender, por clase y por idioma."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.comprension import Saber
from bot.comprension.normalizar import normalizar
from bot.contenido.banco import leer_banco
from bot.contenido.flujos import leer_flujos
from bot.contenido.libro import entradas
from tests.comprension.regresion import CLASES, IDIOMAS, MENSAJES, URGENTES, medir, mensajes

RAIZ = Path(__file__).parents[2]
SUELOS: dict[str, dict[str, dict[str, int]]] = yaml.safe_load(
    (MENSAJES / "suelos.yaml").read_text(encoding="utf-8")
)
MUCHOS = 40
ALGUNOS = 8


@pytest.mark.parametrize("idioma", IDIOMAS)
@pytest.mark.parametrize("clase", CLASES)
def test_no_se_entiende_menos_que_antes(clase: str, idioma: str, saber: Saber) -> None:
    medidas = list(medir(clase, idioma, saber))
    assert {nombre for nombre, _, _ in medidas} == SUELOS[clase].keys()
    peores = [
        f"{nombre}: {bien} bien, el suelo es {SUELOS[clase][nombre][idioma]}: {mal}"
        for nombre, bien, mal in medidas
        if bien < SUELOS[clase][nombre][idioma]
    ]
    assert not peores, "\n".join(peores)


def test_cada_clase_trae_mucho_y_de_todos_los_idiomas() -> None:
    for clase in CLASES:
        por_idioma = Counter(uno.idioma for uno in mensajes(clase))
        assert por_idioma.total() >= MUCHOS, clase
        assert sorted(por_idioma) == sorted(IDIOMAS), clase
        assert min(por_idioma.values()) >= ALGUNOS, clase


@pytest.mark.parametrize("clase", URGENTES[:-1])
def test_cada_tema_urgente_trae_mucho_de_cada_nivel(clase: str) -> None:
    for nivel in ("critica", "alta"):
        unos = [uno for uno in mensajes(clase) if uno.etiqueta == nivel]
        assert len(unos) >= MUCHOS, nivel


def test_ningun_mensaje_esta_repetido() -> None:
    veces = Counter(normalizar(uno.texto) for clase in CLASES for uno in mensajes(clase))
    disfrazados = {normalizar(uno.texto) for uno in mensajes("disfraces")}
    assert not [texto for texto, n in veces.items() if n > 1 and texto not in disfrazados]


def test_ningun_mensaje_se_aprende_del_banco() -> None:
    """Si estuviera en el banco, acertarlo no diría nada."""
    frases = {normalizar(frase.texto) for frase in leer_banco(RAIZ, (), [])}
    for unas in entradas(leer_flujos(RAIZ, [])).values():
        frases.update(map(normalizar, unas))
    assert len(frases) > 1000
    copiados = [
        f"{clase}: {uno.texto}"
        for clase in CLASES
        for uno in mensajes(clase)
        if normalizar(uno.texto) in frases
    ]
    assert not copiados

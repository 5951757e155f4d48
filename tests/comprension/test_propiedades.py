"""Cualquier texto: sin errores y siempre igual. Cuánto cuesta, en ``test_trabajo.py``."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.comprension import Saber, comprender
from bot.comprension.explicar import explicar
from bot.comprension.normalizar import normalizar
from bot.comprension.opciones import elegir, es_palabra

CARACTERES = st.characters(exclude_categories=())
PALABRAS = st.sampled_from(
    "me mi marido pega no que matar hijo hoy cuchillo de . , hambre pastillas ayer yo se la".split()
)
TEXTOS = st.one_of(st.text(CARACTERES, max_size=400), st.lists(PALABRAS, max_size=60).map(" ".join))


@settings(deadline=None)
@given(texto=TEXTOS)
def test_nunca_falla_y_siempre_responde_igual(texto: str, saber: Saber) -> None:
    lectura = comprender(texto, saber)
    assert comprender(texto, saber) == lectura
    assert all(0 <= candidato.certeza <= 1 for candidato in lectura.temas)
    assert isinstance(explicar(texto, saber), str)
    elegir(normalizar(texto), [("Sí",), ("No", "mejor no"), ("Otra cosa",)])
    es_palabra(normalizar(texto), ("salir",), con_errata=True)


@settings(deadline=None)
@given(texto=TEXTOS)
def test_la_forma_normal_solo_tiene_palabras_y_se_puede_guardar(texto: str) -> None:
    normal = normalizar(texto)
    assert normal == " ".join(normal.split())
    assert all(caracter.isalnum() or caracter == " " for caracter in normal)
    normal.encode("utf-8")

"""Lo que ningún texto puede decir: la lista de la oficina lo reconoce, dicho de varias maneras."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.contenido.ficha import leer_reservado
from bot.contenido.nodo import Problema
from bot.proteccion.promesas import frases_prohibidas

RAIZ = Path(__file__).resolve().parents[2]


def prohibidas(texto: str, idioma: str = "es") -> tuple[str, ...]:
    problemas: list[Problema] = []
    _, prohibido = leer_reservado(RAIZ, problemas)
    assert problemas == []
    return frases_prohibidas(texto, prohibido, idioma)


@pytest.mark.parametrize(
    "texto",
    [
        "Puede pedir refugio por internet o en ACNUR.",
        "Todos los extranjeros pueden afiliarse al SIS con su cédula.",
        "Tu denuncia no tendrá efecto migratorio.",
        "Tu situación es segura.",
        "Estás a salvo aquí.",
        "Nadie lo sabrá.",
        "Este chat es anónimo.",
        "Está cifrado de extremo a extremo.",
        "Salir: esto borra todo.",
        "No te deportarán.",
        "¿Por qué no denunciaste?",
        "Tienes que denunciar.",
        "Cálmate.",
        "Sé lo que sientes.",
        "¡Alerta enviada!",
    ],
)
def test_lo_que_no_se_promete_ni_se_dice_salta(texto: str) -> None:
    assert prohibidas(texto)


@pytest.mark.parametrize(
    "texto",
    [
        "Ya no se puede pedir refugio por internet.",
        "No sé si avisar tiene algún efecto migratorio.",
        "Este chat no es anónimo: la app guarda copias.",
        "Puedes denunciar si quieres. Tú decides.",
        "Con TB o VIH, puedes afiliarte al SIS sin documentos.",
    ],
)
def test_decir_la_verdad_no_salta(texto: str) -> None:
    assert not prohibidas(texto)


@pytest.mark.parametrize(
    ("idioma", "textos"),
    [
        (
            "es",
            [
                "Avisar no trae ningún efecto migratorio.",
                "Es totalmente anónimo y secreto.",
                "Te atienden enseguida.",
                "Piensa en tu familia.",
                "¿Estás segura?",
            ],
        ),
        (
            "ht",
            [
                "Sa pa gen okenn efè sou imigrasyon.",
                "Li totalman anonim epi sekrè.",
                "Lapolis sou wout.",
                "Panse ak fanmi ou.",
                "Èske ou sèten?",
            ],
        ),
        (
            "fr",
            [
                "Ça n'a aucun effet migratoire.",
                "C'est totalement anonyme et secret.",
                "La police arrive.",
                "Pense à ta famille.",
                "Tu es sûre ?",
            ],
        ),
        (
            "en",
            [
                "There is no immigration effect.",
                "It is totally anonymous and secret.",
                "Help is on the way.",
                "Think of your family.",
                "Are you sure?",
            ],
        ),
        (
            "pt",
            [
                "Isso não tem nenhum efeito migratório.",
                "É totalmente anônimo e secreto.",
                "A polícia está a caminho.",
                "Pense na sua família.",
                "Você tem certeza?",
            ],
        ),
    ],
)
def test_en_ningun_idioma_se_promete_ni_se_hace_dudar(idioma: str, textos: list[str]) -> None:
    assert [texto for texto in textos if not prohibidas(texto, idioma)] == []

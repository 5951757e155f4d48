"""Tres respuestas que el bot no da nunca, buscadas en todo lo que puede leer una persona.

Se busca sin la lista de la oficina, para que borrar una línea de la lista no las deje pasar:
en los textos de los flujos, las frases, el directorio, las traducciones, la página y en cada
mensaje que el bot dice en las charlas, ya con sus huecos llenos.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.charlas.archivo import archivos, leer_charla
from bot.charlas.correr import correr
from bot.comprension.normalizar import normalizar
from bot.modelo import Texto
from bot.proteccion.promesas import frases_prohibidas
from tests.oficina import libro_de_la_oficina

RAIZ = Path(__file__).resolve().parents[2]

TRES = {
    "el refugio, por internet o en ACNUR": (
        r"refugio.*\b(?:internet|en linea|virtual|web|acnur|correo)\b",
        r"\b(?:internet|en linea|virtual|web|acnur|correo)\b.*refugio",
        r"\bsolicitud.*\b(?:internet|en linea|acnur)\b",
        r"\bacnur\b.*\b(?:presenta|recibe|tramita|inicia|da)\b",
    ),
    "el SIS, para cualquiera con su cédula": (
        r"\btod[oa]s\b.*\b(?:sis|seguro integral|seguro publico)\b",
        r"\b(?:sis|seguro integral)\b.*\b(?:con tu cedula|cualquier documento|todos los extranj)",
        r"\b(?:afiliar\w*|inscrib\w*|entra\w*)\b.*\bsis\b.*\bcedula\b",
    ),
    "denunciar no trae nada migratorio": (
        r"\bsin (?:consecuencias?|efectos?|riesgo)\b",
        r"\bno (?:habra|tendra|tiene|hay|trae)\b.*\b(?:consecuencias?|efectos?)\b",
        r"\b(?:policia|comisaria|fiscalia|nadie)\b.*\bno\b.*\b(?:avis|comunic|inform)\w*.*migracion",
        r"\b(?:avis|comunic|inform)\w* a migraciones\b",
        r"\b(?:situacion|denuncia|papeles) (?:es|esta|estan|estas) segur[ao]s?\b",
        r"\bno (?:te|lo|la|los) (?:van a |pueden )?(?:deportar|expulsar|devolver)",
    ),
}

SE_DICE_QUE_NO = re.compile(
    r"\b(?:ya no|no|ni|tampoco|nadie)\b[^.;:]*\b(?:internet|en linea|acnur|cedula)\b"
    r"|\bno (?:se|sabemos) si\b"
    r"|\bno deben\b"
    r"|\bno tengo confirmado\b"
    r"|\bno recibe\b"
)
"""Decir que eso no es así, o que no se sabe, es justo lo que hay que decir."""


def textos(valor: Any, donde: str) -> Iterator[tuple[str, str]]:
    """Todo ``Texto`` que haya dentro, esté donde esté."""
    match valor:
        case Texto(es, contexto):
            yield f"{donde} {contexto}", es
        case str() | None:
            return
        case Mapping():
            for clave, dentro in valor.items():
                yield from textos(dentro, f"{donde}.{clave}")
        case tuple() | list():
            for dentro in valor:
                yield from textos(dentro, donde)
        case _ if is_dataclass(valor):
            for campo in fields(valor):
                yield from textos(getattr(valor, campo.name), donde)


@cache
def escritos() -> list[tuple[str, str]]:
    """Los de los flujos, las frases y el directorio, y sus traducciones."""
    todos = [
        *textos(libro_de_la_oficina().flujos, "flujos"),
        *textos(libro_de_la_oficina().frases, "frases"),
        *textos(libro_de_la_oficina().ficha, "ficha"),
        *textos(libro_de_la_oficina().directorio, "directorio"),
    ]
    for idioma, catalogo in libro_de_la_oficina().traducciones.items():
        todos += [(f"{idioma} {contexto}", dicho) for (contexto, _), dicho in catalogo.items()]
    return todos


@cache
def dichos() -> list[tuple[str, str]]:
    """Cada mensaje de cada charla, como lo lee la persona."""
    todos: list[tuple[str, str]] = []
    for ruta, raiz in archivos((RAIZ / "tests" / "charlas",)):
        charla = leer_charla(ruta, raiz, [])
        assert charla is not None, ruta
        for intercambio in correr(libro_de_la_oficina(), charla).dichas:
            todos += [(f"{ruta.name}:{intercambio.linea}", burbuja) for burbuja in intercambio.bot]
    return todos


@cache
def paginas() -> list[tuple[str, str]]:
    web = RAIZ / "bot" / "web"
    return [
        (ruta.name, re.sub(r"<[^>]*>", " ", ruta.read_text(encoding="utf-8")))
        for ruta in sorted(web.glob("*.html"))
    ]


def malas(texto: str) -> list[str]:
    """Las de las tres que dice el texto, frase a frase."""
    halladas: list[str] = []
    for frase in re.split(r"[.;:!?\n]+", texto):
        normal = normalizar(frase)
        for nombre, patrones in TRES.items():
            if any(re.search(p, normal) for p in patrones) and not SE_DICE_QUE_NO.search(normal):
                halladas.append(nombre)
    return halladas


@pytest.mark.parametrize("de", [escritos, dichos, paginas], ids=["escritos", "dichos", "paginas"])
def test_ninguna_de_las_tres_aparece(de: Any) -> None:
    assert len(de()) >= 3
    assert not [f"{donde}: {una}" for donde, texto in de() for una in malas(texto)]


@pytest.mark.parametrize("de", [escritos, dichos, paginas], ids=["escritos", "dichos", "paginas"])
def test_nada_de_la_lista_de_la_oficina_aparece(de: Any) -> None:
    prohibido = libro_de_la_oficina().prohibido
    assert not [
        f"{donde}: {una}" for donde, texto in de() for una in frases_prohibidas(texto, prohibido)
    ]


def test_se_mira_todo() -> None:
    assert len(escritos()) > 800
    assert len(dichos()) > 500
    assert {donde.partition(".")[0].partition(" ")[0] for donde, _ in escritos()} >= {
        "flujos",
        "frases",
        "ficha",
        "directorio",
    }


@pytest.mark.parametrize(
    "texto",
    [
        "Puedes pedir refugio por internet.",
        "El ACNUR presenta tu solicitud.",
        "Manda tu solicitud en línea.",
        "Todas las personas extranjeras pueden entrar al SIS.",
        "Afíliate al SIS con tu cédula.",
        "Puedes denunciar sin consecuencias.",
        "Denunciar no tendrá ningún efecto migratorio.",
        "No habrá consecuencias por denunciar.",
        "La policía no avisa a Migraciones.",
        "Tu situación es segura.",
        "No te van a deportar.",
    ],
)
def test_dichas_de_otra_manera_tambien_se_hallan(texto: str) -> None:
    assert malas(texto)


@pytest.mark.parametrize(
    "texto",
    [
        "Ya no se hace por internet, en ACNUR ni en la Cancillería.",
        "El refugio se pide en persona, en Migraciones.",
        "No sé si la policía avisa a Migraciones.",
        "No deben devolverte al país donde corres peligro.",
        "Es solo si tienes tuberculosis o VIH, y por un tiempo.",
    ],
)
def test_la_verdad_se_puede_decir(texto: str) -> None:
    assert not malas(texto)

"""El idioma de un mensaje, o nada si no está claro."""

from __future__ import annotations

import pytest

from bot.comprension import Saber, comprender


@pytest.mark.parametrize(
    ("texto", "idioma"),
    [
        ("hola necesito ayuda con mis papeles", "es"),
        ("buenos días, ¿dónde queda la oficina?", "es"),
        ("mwen bezwen èd pou pitit mwen", "ht"),
        ("bonjou, mwen pa gen papye", "ht"),
        ("bonjour, j'ai besoin d'un médecin", "fr"),
        ("je ne parle pas espagnol", "fr"),
        ("hello, I need help with my papers", "en"),
        ("where is the doctor", "en"),
        ("olá, preciso de um médico para minha filha", "pt"),
        ("não tenho documentos", "pt"),
        ("", None),
        ("2", None),
        ("ok", None),
        ("no", None),
        ("menu", None),
    ],
)
def test_idioma(texto: str, idioma: str | None, saber: Saber) -> None:
    assert comprender(texto, saber).idioma == idioma

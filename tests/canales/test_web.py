"""El JSON que llega de la página: plano, corto y sin sorpresas."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.canales import web
from bot.canales.base import Entrante
from bot.canales.cuerpo import Ilegible
from bot.modelo import Burbuja, Manda, Opcion, Pulsa, Ubica

AHORA = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)


def leer(campos: Any) -> Entrante:
    return web.leer(json.dumps(campos).encode(), "charla", AHORA)


@pytest.mark.parametrize(
    ("campos", "contenido"),
    [
        ({"texto": "hola"}, "hola"),
        ({"texto": ""}, ""),
        ({"texto": "ho\x00la"}, "hola"),
        ({"texto": "a\ud83d"}, "a\ufffd"),
        ({"texto": "مرحبا 🙂"}, "مرحبا 🙂"),
        ({"texto": "{[{[" * 50}, "{[{[" * 50),
        ({"boton": "3:1"}, Pulsa("3:1")),
        ({"medio": "audio"}, Manda("audio")),
        ({"latitud": -3, "longitud": -80.45}, Ubica(-3.0, -80.45)),
    ],
)
def test_lee_cada_forma(campos: dict[str, Any], contenido: object) -> None:
    entrante = leer({"id": "a-1", **campos})
    assert entrante == Entrante("web", "charla", "charla:a-1", contenido, AHORA)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cuerpo",
    [
        b"",
        b"hola",
        b"[]",
        b"null",
        b'"texto"',
        b'{"id": "a"}',
        b'{"texto": "a"}',
        b'{"id": 1, "texto": "a"}',
        b'{"id": "", "texto": "a"}',
        b'{"id": "a b", "texto": "a"}',
        b'{"id": "a\\n", "texto": "a"}',
        b'{"id": "a", "texto": 1}',
        b'{"id": "a", "texto": null}',
        b'{"id": "a", "texto": {"a": 1}}',
        b'{"id": "a", "texto": ["a"]}',
        b'{"id": "a", "texto": "a", "boton": "b"}',
        b'{"id": "a", "texto": "a", "otro": "b"}',
        b'{"id": "a", "texto": "a", "texto": "b"}',
        b'{"id": "a", "texto": "\xff"}',
        b'\xef\xbb\xbf{"id": "a", "texto": "a"}',
        b'{"id": "a", "boton": ""}',
        b'{"id": "a", "medio": "bomba"}',
        b'{"id": "a", "latitud": 1}',
        b'{"id": "a", "latitud": 91, "longitud": 0}',
        b'{"id": "a", "latitud": true, "longitud": 0}',
        b'{"id": "a", "latitud": NaN, "longitud": 0}',
        b'{"id": "a", "latitud": 1e999, "longitud": 0}',
        b'{"id": "a", "latitud": ' + b"9" * 5000 + b', "longitud": 0}',
        b'{"a":' * 30_000,
        b"[" * 60_000,
        b'"' + b'\\"' * 30_000,
        b'{"id": "a", "texto": "' + b"\\",
    ],
    ids=range(32),
)
def test_lo_ilegible_no_se_lee_ni_se_repite(cuerpo: bytes) -> None:
    with pytest.raises(Ilegible) as atrapado:
        web.leer(cuerpo, "charla", AHORA)
    assert atrapado.value.__cause__ is None
    assert len(str(atrapado.value)) < 60


@given(st.binary(max_size=300))
def test_cualquier_cuerpo_se_lee_o_es_ilegible(cuerpo: bytes) -> None:
    try:
        web.leer(cuerpo, "charla", AHORA)
    except Ilegible:
        return


def test_pinta_el_texto_y_los_botones() -> None:
    burbuja = Burbuja("  Hola\ud800 ", (Opcion("1:0", "Salud\n"),), sensible=True)
    assert web.pintar(burbuja) == {
        "texto": "Hola\ufffd",
        "opciones": [{"boton": "1:0", "etiqueta": "Salud"}],
        "sensible": True,
        "cierra": False,
    }

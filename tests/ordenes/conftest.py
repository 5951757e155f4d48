"""Una copia del contenido de la oficina, para probar sin tocarlo."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from bot.contenido.libro import leer_libro
from bot.motor.libro import Libro

RAIZ = Path(__file__).resolve().parents[2]


@cache
def libro_de_la_oficina() -> Libro:
    libro, problemas = leer_libro(RAIZ)
    assert libro is not None, "\n".join(map(str, problemas))
    return libro


@pytest.fixture
def libro() -> Libro:
    return libro_de_la_oficina()


@pytest.fixture
def copia(tmp_path: Path) -> Path:
    shutil.copytree(RAIZ / "flujos", tmp_path / "flujos")
    shutil.copy(RAIZ / "directorio.yaml", tmp_path)
    return tmp_path

"""Una copia del contenido de la oficina, para probar sin tocarlo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
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


@pytest.fixture(scope="session", autouse=True)
def datos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Una instalación que recuerda el libro: así cada orden no lo aprende otra vez."""
    carpeta = tmp_path_factory.mktemp("datos")
    carpeta.chmod(0o700)
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("DATOS", str(carpeta))
        yield carpeta


@pytest.fixture
def libro() -> Libro:
    return libro_de_la_oficina()


@pytest.fixture
def copia(tmp_path: Path) -> Path:
    shutil.copytree(RAIZ / "flujos", tmp_path / "flujos")
    shutil.copy(RAIZ / "directorio.yaml", tmp_path)
    return tmp_path

"""Una copia del contenido de la oficina, para probar sin tocarlo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.motor.libro import Libro
from tests.oficina import INSTALACION, RAIZ, libro_de_la_oficina


@pytest.fixture(scope="session", autouse=True)
def datos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Una instalación que recuerda el libro: así cada orden no lo aprende otra vez."""
    libro_de_la_oficina()
    carpeta = tmp_path_factory.mktemp("ordenes") / "datos"
    shutil.copytree(INSTALACION, carpeta)
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

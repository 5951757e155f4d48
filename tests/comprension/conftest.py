"""Lo que se sabe de verdad: las listas y el banco de la oficina, leídos una vez."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.comprension import Saber
from bot.contenido.comprension import leer_saber
from bot.contenido.nodo import Problema

RAIZ = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def saber() -> Saber:
    problemas: list[Problema] = []
    leido = leer_saber(RAIZ, {}, problemas)
    assert leido is not None, "\n".join(map(str, problemas))
    return leido

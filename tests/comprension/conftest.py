"""Lo que se sabe de verdad: las listas y el banco de la oficina."""

from __future__ import annotations

import pytest

from bot.comprension import Saber
from tests.oficina import libro_de_la_oficina


@pytest.fixture(scope="session")
def saber() -> Saber:
    return libro_de_la_oficina().saber

"""De qué habla un mensaje."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Banco:
    """Las frases, indexadas."""


def indexar(frases: Mapping[str, Sequence[str]]) -> Banco:
    return Banco()

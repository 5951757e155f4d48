"""Las señales de un mensaje: lo que las reglas vieron en él, dicho de modo que se aprenda.

Una señal es el nombre de algo que está: una clase de palabra y a quién le pasa,
dos clases juntas, un patrón que se cumple, dos conceptos del banco. Los nombres son
los mismos en los cinco idiomas: lo que se aprende de uno sirve en los demás.
Cuánto pesa cada una lo dice ``lineal.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from bot.comprension.marcas import Marca
from bot.comprension.urgencia import CERCA, Hallazgo
from bot.modelo import Alarma

Conceptos = Mapping[str, Sequence[str]]


def de_vista(
    marcas: Sequence[Marca], hallazgos: Sequence[Hallazgo], alarma: Alarma | None
) -> Iterator[str]:
    """Lo que las reglas vieron."""
    for marca in marcas:
        for clase in sorted(marca.clases):
            yield f"clase {clase}"
    yield from sorted({f"{p} {c}" for m in marcas for c in m.clases for p in m.pronombres})
    if any(marca.negada for marca in marcas):
        yield "algo negado"
    if any(marca.modismo for marca in marcas):
        yield "un dicho"
    if any(marca.cosa for marca in marcas):
        yield "una cosa"
    yield from sorted(_juntas([marca for marca in marcas if marca.clases]))
    for hallazgo in hallazgos:
        yield f"patrón {hallazgo.patron.nombre}"
    yield from sorted({f"nivel {h.nivel} {bool(h.guarda)}" for h in hallazgos})
    if alarma:
        yield f"alarma {alarma.nivel}"
        yield f"alarma {alarma.nivel} {alarma.tema}"


def _juntas(marcas: Sequence[Marca]) -> set[str]:
    """Las clases que aparecen cerca una de otra, en cualquier orden."""
    pares: set[str] = set()
    for i, marca in enumerate(marcas):
        cerca = set(marca.clases)
        for otra in marcas[i + 1 : i + 1 + CERCA]:
            if otra.lugar - marca.lugar > CERCA:
                break
            cerca |= otra.clases
        for una in marca.clases:
            pares.update(f"clases {min(una, c)} {max(una, c)}" for c in cerca if c != una)
    return pares


def de_conceptos(palabras: Sequence[str], conceptos: Conceptos) -> Iterator[str]:
    """Los conceptos que el mensaje nombra juntos."""
    nombrados = sorted({uno for palabra in palabras for uno in conceptos.get(palabra, ())})
    for uno, otro in combinations(nombrados, 2):
        yield f"conceptos {uno} {otro}"

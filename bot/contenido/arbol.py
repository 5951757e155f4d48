"""Las formas de lo leído: nodos, lugares y problemas.

Aquí no se lee nada ni se busca ningún problema: eso es de ``nodo.py``, los
lectores y las reglas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process


@dataclass(frozen=True, slots=True, order=True)
class Lugar:
    """Archivo (relativo a la carpeta del contenido), línea y columna desde 1."""

    archivo: str
    linea: int
    columna: int


@dataclass(frozen=True, slots=True, order=True)
class Problema:
    """Qué está mal, dónde y qué regla lo dice. Si no es ``grave``, es un aviso."""

    lugar: Lugar
    texto: str
    regla: str
    grave: bool = True

    def __str__(self) -> str:
        clase = "error" if self.grave else "aviso"
        lugar = f"{self.lugar.archivo}:{self.lugar.linea}:{self.lugar.columna}"
        return f"{lugar}: [{clase}] {self.texto} ({self.regla})"


def quisiste(palabra: str, conocidas: Iterable[str]) -> str:
    """« ¿Quisiste decir «x»?», o nada si ninguna se parece.

    El empate lo gana la primera en orden alfabético: el mensaje no cambia de una
    vez a otra.
    """
    mejor = process.extractOne(palabra, sorted(conocidas), scorer=fuzz.ratio, score_cutoff=60)
    return f" ¿Quisiste decir «{mejor[0]}»?" if mejor else ""


@dataclass(frozen=True, slots=True)
class Escalar:
    valor: str
    lugar: Lugar


@dataclass(frozen=True, slots=True)
class Lista:
    items: tuple[Nodo, ...]
    lugar: Lugar


@dataclass(frozen=True, slots=True)
class Par:
    clave: Escalar
    valor: Nodo


@dataclass(frozen=True, slots=True)
class Mapa:
    """Los pares en el orden del archivo."""

    pares: Mapping[str, Par]
    lugar: Lugar


Nodo = Escalar | Lista | Mapa

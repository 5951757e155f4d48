"""Lo que la oficina sabe y cómo se entra en cada flujo: lo que no está en el libro.

El bot no lo necesita para atender; sirve para comprobar que cada hecho se dice
en alguna parte. Que el contenido valga lo comprueba ``libro.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.contenido.arbol import Problema
from bot.contenido.ficha import leer_ficha
from bot.contenido.flujos import leer_flujos
from bot.contenido.obra import Fuente


@dataclass(frozen=True, slots=True)
class Respaldo:
    """``secciones``: nombre → título. ``fuentes`` y ``entra_con``, por flujo."""

    secciones: Mapping[str, str]
    fuentes: Mapping[str, tuple[Fuente, ...]]
    entra_con: Mapping[str, tuple[str, ...]]


def leer_respaldo(raiz: Path) -> Respaldo:
    problemas: list[Problema] = []
    flujos = leer_flujos(raiz, problemas)
    ficha = leer_ficha(raiz, {}, problemas)
    return Respaldo(
        secciones=ficha.secciones if ficha else {},
        fuentes={nombre: leido.fuentes for nombre, leido in flujos.items()},
        entra_con={
            nombre: tuple(frase.valor for frase in leido.entra_con)
            for nombre, leido in flujos.items()
        },
    )

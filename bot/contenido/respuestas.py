"""Lee otras maneras de decir una opción en cada idioma.

En ``flujos/comprension/<idioma>/_respuestas.yaml``, la etiqueta en español, como está en
los flujos, y debajo cómo la dice quien habla ese idioma; valen en todo menú que la tenga.
Las del español van en el flujo, en «tambien». La etiqueta traducida ya se entiende.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.contenido.arbol import Escalar, Problema
from bot.contenido.lector import abrir_lector
from bot.contenido.nodo import leer_archivo

CARPETA = "flujos/comprension"
ARCHIVO = "_respuestas"


@dataclass(frozen=True, slots=True)
class Respuestas:
    """Las maneras de decir una etiqueta en un idioma."""

    etiqueta: Escalar
    formas: tuple[Escalar, ...]


def leer_respuestas(raiz: Path, problemas: list[Problema]) -> tuple[Respuestas, ...]:
    """Las de todos los idiomas, en orden."""
    leidas: list[Respuestas] = []
    for ruta in sorted((raiz / CARPETA).glob(f"*/{ARCHIVO}.yaml")):
        nodo = leer_archivo(ruta, raiz, problemas)
        lector = abrir_lector(nodo, problemas, "las respuestas") if nodo else None
        if lector is None:
            continue
        for nombre, par in lector.origen.pares.items():
            leidas.append(Respuestas(par.clave, lector.lista_de_textos(nombre)))
    return tuple(leidas)


def por_etiqueta(respuestas: Sequence[Respuestas]) -> dict[str, tuple[str, ...]]:
    """De cada etiqueta a todas sus formas, en cualquier idioma."""
    formas: dict[str, tuple[str, ...]] = {}
    for una in respuestas:
        dichas = tuple(forma.valor for forma in una.formas)
        formas[una.etiqueta.valor] = (*formas.get(una.etiqueta.valor, ()), *dichas)
    return formas

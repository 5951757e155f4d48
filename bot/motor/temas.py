"""Entrar en el flujo de un tema, y preguntar cuál de tres cuando no está claro.

Con qué certeza se hace una cosa u otra lo decide ``avanzar``.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.modelo import Candidato, Ofrecida
from bot.motor.libro import Libro
from bot.motor.recorrido import Recorrido

TEMA = "tema:"
"""Destino de un tema ofrecido."""

NO_SE_OFRECEN = frozenset({"saludo", "gracias_despedida", "otro"})
"""A quien cuenta algo no le sirve que le ofrezcan saludar o dar las gracias."""


def con_flujo(libro: Libro, temas: Sequence[Candidato], desde: float = 0.0) -> list[str]:
    """Los temas que alguien atiende, con esa certeza o más."""
    return [
        candidato.tema
        for candidato in temas
        if candidato.certeza >= desde and libro.flujo_de_tema(candidato.tema)
    ]


def entrar_en_tema(recorrido: Recorrido, tema: str) -> None:
    """Empieza por el flujo que atiende ``tema``; si ya no hay, por el menú."""
    libro = recorrido.libro
    nombre = libro.flujo_de_tema(tema)
    flujo = libro.flujos.get(nombre) if nombre else None
    if flujo is None:
        recorrido.entrar("menu")
        return
    recorrido.cuentas.entrar(libro, flujo, tema)
    recorrido.entrar(f"{flujo.nombre}.{flujo.primero}")


def parecidos(libro: Libro, temas: Sequence[Candidato], maximo: int) -> list[str]:
    """Los más probables que vale la pena ofrecer; ninguno si ni el primero convence."""
    utiles = [candidato for candidato in temas if candidato.tema not in NO_SE_OFRECEN]
    convence = con_flujo(libro, utiles[:1], libro.ficha.dudoso)
    return con_flujo(libro, utiles)[:maximo] if convence else []


def ofrecidos(libro: Libro, idioma: str, temas: Sequence[str]) -> list[Ofrecida]:
    """Un botón por tema."""
    nombres = libro.ficha.temas
    return [Ofrecida(libro.traducir(nombres[tema], idioma), TEMA + tema) for tema in temas]


def ofrecer_temas(recorrido: Recorrido, temas: Sequence[str]) -> None:
    """«¿Te refieres a…?», con esos temas y «otra cosa»."""
    libro, idioma = recorrido.libro, recorrido.idioma
    otra = Ofrecida(libro.traducir(libro.frases["otra_cosa"], idioma), "menu")
    oferta = [*ofrecidos(libro, idioma, temas), otra]
    recorrido.ofrecer(libro.frases["te_refieres"], oferta)

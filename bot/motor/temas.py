"""Entrar en el flujo de un tema, y preguntar cuál de tres cuando no está claro.

Con qué certeza se hace una cosa u otra lo decide ``avanzar``.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.modelo import Candidato, Ofrecida
from bot.motor.libro import Libro
from bot.motor.recorrido import Recorrido

TEMA = "tema:"


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


def ofrecer_temas(recorrido: Recorrido, temas: Sequence[str]) -> None:
    """«¿Te refieres a…?», con esos temas y «otra cosa»."""
    libro, idioma = recorrido.libro, recorrido.idioma
    oferta = [
        Ofrecida(libro.traducir(libro.ficha.temas[tema], idioma), TEMA + tema) for tema in temas
    ]
    otra = libro.traducir(libro.frases["otra_cosa"], idioma)
    recorrido.ofrecer(libro.frases["te_refieres"], [*oferta, Ofrecida(otra, "menu")])

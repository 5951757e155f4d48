"""Leer un mensaje paso a paso, guardando por qué: lo comparten entender y explicar.

Aquí se juntan los demás módulos de la sala; ninguno de ellos conoce a los otros
más de lo que necesita.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.comprension.idioma import reconocer
from bot.comprension.marcas import Marca, marcar
from bot.comprension.normalizar import fichar
from bot.comprension.saber import Saber
from bot.comprension.temas import Puntaje, candidatos, extremos, puntuar
from bot.comprension.urgencia import Hallazgo, decidir, examinar
from bot.modelo import Alarma, Candidato, Lectura

_MAS_LARGA = 4000
"""Un mensaje más largo nunca es una respuesta: no se guarda su forma entera."""


@dataclass(frozen=True, slots=True)
class Analisis:
    """Todo lo que se vio en un mensaje. Vive lo que dura el turno; nunca se guarda."""

    normal: str
    idioma: str | None
    delatan: Mapping[str, tuple[str, ...]]
    marcas: Sequence[Marca]
    hallazgos: Sequence[Hallazgo]
    alarma: Alarma | None
    puntajes: Sequence[Puntaje]

    @property
    def lectura(self) -> Lectura:
        """Lo que el motor necesita."""
        return Lectura(
            self.normal, self.idioma, self.alarma, _temas(self.alarma, candidatos(self.puntajes))
        )


def leer(texto: str, saber: Saber) -> Analisis:
    """Lee el mensaje: nunca falla, sea cual sea el texto."""
    fichas = fichar(texto)
    idioma, delatan = reconocer(ficha.palabra for ficha in fichas)
    marcas = marcar(fichas, saber.reglas, saber.corrector)
    hallazgos = examinar(marcas, saber.reglas)
    return Analisis(
        " ".join(ficha.palabra for ficha in fichas)[:_MAS_LARGA],
        idioma,
        delatan,
        marcas,
        hallazgos,
        decidir(marcas, hallazgos),
        puntuar(extremos([marca.palabra for marca in marcas]), saber.banco),
    )


def _temas(alarma: Alarma | None, temas: tuple[Candidato, ...]) -> tuple[Candidato, ...]:
    """Una alarma nombra su tema primero: lo que pasa pesa más que cómo se parece."""
    if alarma is None:
        return temas
    certeza = max((candidato.certeza for candidato in temas), default=1.0)
    resto = tuple(candidato for candidato in temas if candidato.tema != alarma.tema)
    return (Candidato(alarma.tema, certeza), *resto)

"""¿De qué habla un mensaje? Los temas posibles, con su certeza y las palabras que pesaron.

Las notas vienen de lo que se aprendió del banco (``lineal.py``). Aquí se
vuelven certezas; qué certeza basta lo dice la oficina (``umbrales``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.comprension.lineal import Respuesta
from bot.modelo import Candidato

_EXTREMO = 2000
_CUANTOS = 5
_MENOS = 0.02
"""Por debajo de esta certeza un candidato no se devuelve."""

_CERTEZA = (-0.52, 0.12, 0.84, -0.99)
"""Término fijo, y pesos de la nota, de la ventaja sobre el rival y de lo desconocido.

Ajustados con frases del banco que no se habían aprendido.
"""


@dataclass(frozen=True, slots=True)
class Puntaje:
    """Un tema posible."""

    tema: str
    certeza: float
    respuesta: Respuesta | None

    @property
    def palabras(self) -> tuple[str, ...]:
        """Las que más pesaron. Se buscan solo si alguien pregunta por qué."""
        return self.respuesta.palabras(f"tema:{self.tema}") if self.respuesta else ()


def extremos(palabras: Sequence[str]) -> tuple[int, int]:
    """Hasta qué palabra llegan los primeros 2 000 caracteres, y desde cuál van los últimos."""
    delante = _caben(palabras)
    return delante, len(palabras) - _caben(palabras[delante:][::-1])


def _caben(palabras: Sequence[str]) -> int:
    usados = 0
    for cuantas, palabra in enumerate(palabras):
        usados += len(palabra) + 1
        if usados > _EXTREMO:
            return cuantas
    return len(palabras)


def puntuar(respuesta: Respuesta, conocidas: Set[str]) -> tuple[Puntaje, ...]:
    """Los temas posibles, del más probable al menos.

    Cuantas menos palabras del mensaje sean ``conocidas``, menos certeza.
    """
    nuevas = sum(palabra not in conocidas for palabra in respuesta.dichas)
    parte = nuevas / max(1, len(respuesta.dichas))
    notas = sorted(
        (
            (nota, pregunta.removeprefix("tema:"))
            for pregunta, nota in respuesta.notas.items()
            if pregunta.startswith("tema:")
        ),
        key=lambda par: (-par[0], par[1]),
    )
    if not any(palabra.isalpha() for palabra in respuesta.dichas):
        return ()
    puntajes = []
    for i, (nota, tema) in enumerate(notas[:_CUANTOS]):
        rival = notas[0 if i else 1][0] if len(notas) > 1 else 0.0
        certeza = _certeza(nota, nota - rival, parte)
        if certeza >= _MENOS:
            puntajes.append(Puntaje(tema, certeza, respuesta))
    return tuple(puntajes)


def en_cabeza(tema: str, puntajes: Sequence[Puntaje]) -> tuple[Puntaje, ...]:
    """Ese tema, con toda certeza, delante de los demás."""
    resto = [puntaje for puntaje in puntajes if puntaje.tema != tema]
    suya = next((p.respuesta for p in puntajes if p.tema == tema), None)
    return (Puntaje(tema, 1.0, suya), *resto)


def candidatos(puntajes: Sequence[Puntaje]) -> tuple[Candidato, ...]:
    """Lo que el motor necesita de los puntajes."""
    return tuple(Candidato(puntaje.tema, round(puntaje.certeza, 3)) for puntaje in puntajes)


def _certeza(*senales: float) -> float:
    """De 0 a 1, con los pesos de ``_CERTEZA``."""
    total = _CERTEZA[0] + math.fsum(a * b for a, b in zip(_CERTEZA[1:], senales, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

"""Lo que hace falta saber para entender un mensaje, ya compilado.

``armar`` recibe lo que la oficina escribió; quien lee los archivos es
``bot/contenido/comprension.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.comprension.corrector import Corrector, preparar
from bot.comprension.lexico import Listas, Reglas, compilar
from bot.comprension.marcas import partir
from bot.comprension.normalizar import fichar
from bot.comprension.temas import Banco, indexar


@dataclass(frozen=True, slots=True)
class Saber:
    """Las reglas de urgencia, el banco de frases y el corrector. Vacío, no entiende nada."""

    reglas: Reglas = field(default_factory=Reglas)
    corrector: Corrector = field(default_factory=Corrector)
    banco: Banco = field(default_factory=Banco)


def armar(listas: Listas, frases: Mapping[str, Sequence[str]]) -> Saber:
    """Compila las listas y las frases (tema → frases en español)."""
    fichas = {tema: [fichar(frase) for frase in unas] for tema, unas in frases.items()}
    palabras = {f.palabra for unas in fichas.values() for frase in unas for f in frase}
    reglas = compilar(listas, palabras)
    banco = {
        tema: [[m.palabra for m in partir(frase, reglas, Corrector())] for frase in unas]
        for tema, unas in fichas.items()
    }
    return Saber(
        reglas=reglas,
        corrector=preparar(reglas.alarmantes | {p for p in palabras if len(p) >= 5}),
        banco=indexar(banco),
    )

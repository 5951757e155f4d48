"""Lo que hace falta saber para entender un mensaje, ya leído y listo para usar.

Lo arma ``bot/contenido/comprension.py`` desde los archivos de la oficina.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saber:
    """Las reglas de urgencia y el banco de frases. Vacío, no entiende nada."""

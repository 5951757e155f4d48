"""El directorio de servicios: quién atiende, dónde, cuándo y con qué certeza."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.modelo import Texto

Confianza = Literal["alta", "media"]
Cobertura = Literal["distrito", "provincia", "region", "nacional"]


@dataclass(frozen=True, slots=True)
class Hecho:
    """Un dato de un servicio, con su respaldo.

    ``fecha`` es la de la fuente; ``verificado``, cuándo llamó la oficina.
    """

    valor: str
    fuente: str
    fecha: str
    confianza: Confianza
    verificado: date | None = None

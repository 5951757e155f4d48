"""Qué datos del directorio toca llamar a confirmar, del más viejo al más nuevo.

``ahora`` lo da quien pregunta: una revisión de marzo sale igual en diciembre.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.directorio.servicios import Directorio, Hecho
from bot.modelo import LIMA

DIAS_DE_VIGENCIA = 90
"""Más días que estos sin que la oficina llame, y el dato es viejo."""

SIN_FECHA = "s/f"


@dataclass(frozen=True, slots=True)
class Renglon:
    """Un dato por confirmar, o un servicio al que le falta todo contacto.

    ``dias`` son los que pasaron desde la última llamada de la oficina o, si nunca
    llamó, desde la fuente; ``None``, si la fuente no tiene fecha. ``hecho`` es
    ``None`` cuando lo que falta es el contacto.
    """

    servicio: str
    campo: str
    hecho: Hecho | None
    dias: int | None
    viejo: bool


def fecha_de(texto: str) -> date | None:
    """El primer día de ``2025-11-04``, ``2025-11`` o ``2025``; ``None`` si ``s/f``.

    Levanta ``ValueError`` con cualquier otra cosa.
    """
    if texto == SIN_FECHA:
        return None
    if len(texto) not in (4, 7, 10):
        raise ValueError(f"«{texto}» no es una fecha")
    return date.fromisoformat(texto + "-01-01"[len(texto) - 4 :])


def revisar(directorio: Directorio, ahora: datetime) -> tuple[Renglon, ...]:
    """Los datos de todo el directorio: primero lo que falta, luego lo más viejo."""

    def orden(renglon: Renglon) -> tuple[bool, float, str, str]:
        dias = float("inf") if renglon.dias is None else renglon.dias
        return renglon.hecho is not None, -dias, renglon.servicio, renglon.campo

    return tuple(sorted(_renglones(directorio, ahora.astimezone(LIMA).date()), key=orden))


def pintar_revision(renglones: Sequence[Renglon]) -> str:
    """La revisión como texto llano, un dato por línea, con el total al final."""
    lineas = [_linea(renglon) for renglon in renglones]
    viejos = sum(renglon.viejo for renglon in renglones)
    sin_contacto = sum(renglon.hecho is None for renglon in renglones)
    total = (
        f"{len(renglones) - sin_contacto} datos, {viejos} viejos (más de {DIAS_DE_VIGENCIA} días "
        f"sin que la oficina llame); {sin_contacto} servicios sin contacto confirmado"
    )
    return "\n".join([*lineas, total])


def _renglones(directorio: Directorio, hoy: date) -> Iterator[Renglon]:
    for servicio in directorio.servicios.values():
        if not servicio.confirmado:
            yield Renglon(servicio.id, "contacto", None, None, viejo=False)
        for campo, hecho in servicio.hechos():
            desde = hecho.verificado or fecha_de(hecho.fecha)
            dias = None if desde is None else (hoy - desde).days
            viejo = dias is None or dias > DIAS_DE_VIGENCIA
            yield Renglon(servicio.id, campo, hecho, dias, viejo)


def _linea(renglon: Renglon) -> str:
    nombre = f"{renglon.servicio}.{renglon.campo}"
    if renglon.hecho is None:
        return f"FALTA   {nombre}: no hay teléfono, correo, web ni dirección confirmados"
    hecho = renglon.hecho
    edad = "sin fecha" if renglon.dias is None else f"{renglon.dias} días"
    llamada = f"llamado {hecho.verificado}" if hecho.verificado else "nunca llamado"
    marca = "VIEJO  " if renglon.viejo else "al día "
    return f"{marca} {nombre}: {hecho.valor} ({hecho.confianza}, {edad}, {llamada})"

"""Hasta cuándo puede salir una respuesta: una tardía es un contacto no pedido."""

from __future__ import annotations

from datetime import datetime, timedelta

RESPUESTA = timedelta(minutes=10)
SENSIBLE = timedelta(seconds=120)


def vigente_hasta(sensible: bool, ultimo_mensaje: datetime) -> datetime:
    """El último instante en que puede salir una respuesta a ``ultimo_mensaje``."""
    return ultimo_mensaje + (SENSIBLE if sensible else RESPUESTA)

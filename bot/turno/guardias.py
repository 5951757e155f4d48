"""Quién atiende ahora: el cuadro guardado y los equipos del libro, releídos cada segundo.

Leerlo en cada mensaje costaría más que el propio mensaje.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from bot import casos
from bot.almacen import guardias
from bot.almacen.cifrado import Cifrado
from bot.directorio import es_feriado
from bot.guardia import de_guardia, proximo_turno
from bot.motor.libro import Libro

VALE: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Guardia:
    """``de_guardia``: los equipos con alguien de turno. ``proximo``: cuándo entra alguien."""

    oficina: casos.Oficina
    de_guardia: frozenset[str]
    proximo: tuple[tuple[str, datetime], ...]


class Guardias:
    """La guardia de ahora. Tras editar el cuadro se ve al segundo, o enseguida si se ``olvida``."""

    def __init__(self, cifrado: Cifrado, libro: Callable[[], Libro]) -> None:
        self._cifrado = cifrado
        self._libro = libro
        self._vista: tuple[datetime, Libro, Guardia] | None = None

    def mirar(self, conexion: Connection, ahora: datetime) -> Guardia:
        libro, vista = self._libro(), self._vista
        if vista is not None:
            desde, suyo, guardia = vista
            if suyo is libro and timedelta() <= ahora - desde < VALE:
                return guardia
        guardia = self._leer(conexion, libro, ahora)
        self._vista = (ahora, libro, guardia)
        return guardia

    def olvidar(self) -> None:
        """Lo que se sabía ya no vale: alguien editó el cuadro o el personal."""
        self._vista = None

    def _leer(self, conexion: Connection, libro: Libro, ahora: datetime) -> Guardia:
        feriado = partial(es_feriado, libro.directorio)
        oficina = casos.Oficina(libro.equipos, guardias.cuadro(conexion, self._cifrado, feriado))
        cuadro, equipos = oficina.cuadro, sorted(libro.equipos.equipos)
        proximos = ((equipo, proximo_turno(cuadro, equipo, ahora)) for equipo in equipos)
        return Guardia(
            oficina,
            frozenset(equipo for equipo in equipos if de_guardia(cuadro, equipo, ahora)),
            tuple((equipo, cuando) for equipo, cuando in proximos if cuando is not None),
        )

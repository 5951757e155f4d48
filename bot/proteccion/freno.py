"""El freno: cuántas respuestas se le dan seguidas a una persona, y cuándo ya no se le contesta.

Doce en un minuto, después un solo aviso con los números, y silencio hasta que pase el
minuto. Lo urgente no se calla. No se recuerda nada de lo que dijo, y nada de esto se
guarda: una molestia no deja rastro. Qué es urgente lo dice el motor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

RESPUESTAS: Final = 12
RATO: Final = timedelta(minutes=1)
ENTRE_URGENTES: Final = timedelta(seconds=5)
"""Pasado el tope, lo mismo de urgente se contesta a este ritmo: los números siguen a la vista."""
PERSONAS: Final = 10_000
"""De cuántas se lleva la cuenta; de más, se olvida la que lleva más tiempo sin escribir."""

Decision = Literal["contesta", "avisa", "calla"]


@dataclass(slots=True)
class _Cuenta:
    """Lo contestado en el último rato: a qué mensaje, y cuándo."""

    dadas: dict[bytes, datetime] = field(default_factory=dict)
    aviso: tuple[bytes, datetime] | None = None
    urgente: tuple[bytes, datetime] | None = None


class Freno:
    """Lleva la cuenta de todas. No lo usan dos hilos a la vez."""

    def __init__(self, respuestas: int = RESPUESTAS) -> None:
        self._respuestas = respuestas
        self._cuentas: dict[bytes, tuple[_Cuenta, datetime]] = {}

    def decidir(
        self, quien: bytes, mensaje: bytes, ahora: datetime, *, urgente: bool, nueva: bool
    ) -> Decision:
        """Qué se hace con la respuesta a ese mensaje. Preguntar otra vez por él da lo mismo.

        ``urgente``: contesta a una alarma; ``nueva``: de la que el equipo aún no sabe.
        """
        cuenta = self._tomar(quien, ahora)
        cuenta.dadas = {m: c for m, c in cuenta.dadas.items() if _hace_poco(c, ahora)}
        if mensaje in cuenta.dadas or _es(cuenta.urgente, mensaje):
            return "contesta"
        if _es(cuenta.aviso, mensaje):
            return "avisa"
        if len(cuenta.dadas) < self._respuestas:
            cuenta.dadas[mensaje] = ahora
            return "contesta"
        if urgente and (nueva or _paso(cuenta.urgente, ahora, ENTRE_URGENTES)):
            cuenta.urgente = mensaje, ahora
            return "contesta"
        if _paso(cuenta.aviso, ahora, RATO):
            cuenta.aviso = mensaje, ahora
            return "avisa"
        return "calla"

    def _tomar(self, quien: bytes, ahora: datetime) -> _Cuenta:
        """Su cuenta, que pasa a ser la última en olvidarse."""
        cuenta, _ = self._cuentas.pop(quien, (_Cuenta(), ahora))
        self._cuentas[quien] = cuenta, ahora
        while True:
            primera = next(iter(self._cuentas))
            if len(self._cuentas) <= PERSONAS and _hace_poco(self._cuentas[primera][1], ahora):
                return cuenta
            del self._cuentas[primera]


def _hace_poco(cuando: datetime, ahora: datetime) -> bool:
    # Si el reloj volvió atrás, lo de antes no cuenta: nadie se queda callado por eso.
    return timedelta() <= ahora - cuando < RATO


def _es(dada: tuple[bytes, datetime] | None, mensaje: bytes) -> bool:
    return dada is not None and dada[0] == mensaje


def _paso(dada: tuple[bytes, datetime] | None, ahora: datetime, cuanto: timedelta) -> bool:
    return dada is None or not timedelta() <= ahora - dada[1] < cuanto

"""Los desenlaces de una conversación: uno por tema en que entró, el último vale.

Entrar en un tema cuenta como ``salió`` hasta que se muestra o falta un contacto,
se deriva o no se entiende. Se suma por diferencias, así que la tabla de cuentas
está al día aunque la conversación se quede a medias.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.directorio import LIMA
from bot.modelo import Contado, Cuenta, Desenlace, Estado
from bot.motor.libro import Libro
from bot.motor.pasos import Flujo

SIN_DATO = "sin dato"
SIN_TEMA = "otro"


class Cuentas:
    """Los temas de una conversación y su desenlace, durante un turno."""

    def __init__(self, estado: Estado, ahora: datetime) -> None:
        self._antes = {contado.tema: contado for contado in estado.temas}
        self._ahora = dict(self._antes)
        self._dia = ahora.astimezone(LIMA).date().isoformat()

    @property
    def temas(self) -> tuple[Contado, ...]:
        """Los temas contados; el último es el que se está tratando."""
        return tuple(self._ahora.values())

    def entrar(self, libro: Libro, flujo: Flujo, tema: str = "") -> None:
        """La conversación está en ese flujo; el último tema pasa a ser el suyo."""
        if not flujo.temas or flujo.nombre == libro.ficha.inicio or flujo.nombre.startswith("_"):
            return
        actual = next(reversed(self._ahora), None)
        if not tema and actual in flujo.temas:
            return
        self._poner(tema or flujo.temas[0], None)

    def anotar(self, desenlace: Desenlace) -> None:
        """El tema que se está tratando tuvo ese desenlace."""
        actual = next(reversed(self._ahora), None)
        if actual is not None:
            self._poner(actual, desenlace)

    def anotar_si_falta(self, desenlace: Desenlace) -> None:
        """Igual, pero solo si el tema no tenía desenlace propio."""
        actual = next(reversed(self._ahora), None)
        if actual is not None and self._ahora[actual].desenlace == "salió":
            self._poner(actual, desenlace)

    def sin_entender(self) -> None:
        """No se entendió un mensaje que no era de ningún tema."""
        if not self._ahora:
            self._poner(SIN_TEMA, "no entendido")

    def _poner(self, tema: str, desenlace: Desenlace | None) -> None:
        contado = self._ahora.pop(tema, None) or Contado(tema, self._dia, SIN_DATO, "", "salió")
        self._ahora[tema] = replace(contado, desenlace=desenlace or contado.desenlace)

    def diferencias(self, datos: Mapping[str, str], idioma: str) -> Iterator[Cuenta]:
        """Lo que hay que sumar y restar para que la tabla diga lo de ahora."""
        actual = next(reversed(self._ahora), None)
        if actual is not None:
            self._ahora[actual] = replace(
                self._ahora[actual], distrito=datos.get("distrito", SIN_DATO), idioma=idioma
            )
        for tema, contado in self._ahora.items():
            antes = self._antes.get(tema)
            if antes != contado:
                if antes is not None:
                    yield _cuenta(antes, -1)
                yield _cuenta(contado, 1)


def _cuenta(contado: Contado, suma: int) -> Cuenta:
    return Cuenta(
        date.fromisoformat(contado.dia),
        contado.tema,
        contado.distrito,
        contado.idioma,
        contado.desenlace,
        suma,
    )

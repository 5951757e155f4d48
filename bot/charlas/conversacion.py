"""Una persona y el bot, sin red ni base de datos."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.charlas.oficina import Oficina
from bot.comprension import comprender
from bot.modelo import (
    Burbuja,
    Di,
    Escribe,
    Estado,
    Manda,
    NombreCanal,
    Olvida,
    Programa,
    Pulsa,
    Turno,
    Ubica,
    Vence,
    a_json,
    de_json,
)
from bot.motor.avanzar import avanzar
from bot.motor.libro import Libro

Contenido = str | Pulsa | Manda | Ubica


class Conversacion:
    """Lleva el estado de turno a turno, por JSON. El reloj es de quien la usa."""

    def __init__(
        self,
        libro: Libro,
        canal: NombreCanal,
        ahora: datetime,
        idioma: str = "",
        guardia: frozenset[str] = frozenset(),
    ) -> None:
        self.libro = libro
        self.oficina = Oficina(guardia)
        self.canal = canal
        self.ahora = ahora
        self._idioma = idioma
        self._estado = ""
        self._plazos: dict[str, tuple[datetime, int]] = {}
        self.burbujas: tuple[Burbuja, ...] = ()

    @property
    def estado(self) -> Estado:
        """El estado guardado, o el de alguien que llega."""
        if self._estado:
            return de_json(self._estado)
        return Estado(canal=self.canal, idioma=self._idioma or "es")

    def recibir(self, contenido: Contenido) -> Turno:
        """Lo que pasa cuando la persona manda eso."""
        match contenido:
            case str():
                evento: Escribe | Pulsa | Manda | Ubica = Escribe(
                    contenido, comprender(contenido, self.libro.saber)
                )
            case _:
                evento = contenido
        sabido = self.oficina.mirar(self.libro, contenido if isinstance(contenido, str) else "")
        turno = avanzar(self.libro, self.estado, evento, self.ahora, sabido)
        self.oficina.anotar(turno, sabido)
        return self._aplicar(turno)

    def pulsar(self, etiqueta: str) -> Turno:
        """Toca el botón que dice eso en el último mensaje.

        Levanta ``LookupError`` si no está.
        """
        for burbuja in reversed(self.burbujas):
            for opcion in burbuja.opciones:
                if opcion.etiqueta == etiqueta:
                    return self.recibir(Pulsa(opcion.boton))
        raise LookupError(f"no hay un botón «{etiqueta}»")

    def pasar(self, cuanto: timedelta) -> list[Turno]:
        """Deja pasar el tiempo; vencen los plazos que toque."""
        self.ahora += cuanto
        vencidos = [(n, t) for n, (cuando, t) in self._plazos.items() if cuando <= self.ahora]
        for nombre, _ in vencidos:
            del self._plazos[nombre]
        return [
            self._aplicar(avanzar(self.libro, self.estado, Vence(nombre, turno), self.ahora))
            for nombre, turno in vencidos
        ]

    def _aplicar(self, turno: Turno) -> Turno:
        dichas = tuple(e.burbuja for e in turno.efectos if isinstance(e, Di))
        self.burbujas = dichas or self.burbujas
        self._estado = a_json(turno.estado)
        for efecto in turno.efectos:
            match efecto:
                case Programa(plazo, cuando):
                    self._plazos[plazo] = (cuando, turno.estado.turno)
                case Olvida():
                    self._estado = ""
                    self._plazos = {}
                case _:
                    pass
        return turno

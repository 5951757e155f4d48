"""Lo que un turno deja escrito: de los efectos del motor a filas de las tablas.

Aquí no se decide qué pasa, solo cómo se guarda. Nada toca la base todavía.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from bot.almacen import bandeja
from bot.almacen.cifrado import Cifrado
from bot.almacen.sentencias import Fila
from bot.almacen.tablas import a_ms
from bot.directorio import LIMA
from bot.modelo import Avisa, Burbuja, Cuenta, Deriva, Di, Efecto, Olvida, Programa

Casilla = tuple[str, str, str, str, str]
"""Día, tema, distrito, idioma y desenlace."""


@dataclass(slots=True)
class Cambios:
    """Los de un turno, que nace de un mensaje (o de un plazo) con esa ``huella``.

    ``guardada`` es la fila de la conversación, si cambió. ``empieza``: lo que
    hubiera de una conversación anterior ya no vale. ``olvida``: no queda nada,
    ni lo que esperaba para salir.
    """

    conversacion: bytes
    huella: bytes
    recibido: datetime
    ahora: datetime
    guardada: Fila | None = None
    empieza: bool = False
    olvida: bool = False
    dichos: list[Fila] = field(default_factory=list)
    derivaciones: list[Fila] = field(default_factory=list)
    incidencias: list[Fila] = field(default_factory=list)
    plazos: dict[str, Fila] = field(default_factory=dict)
    cuentas: Counter[Casilla] = field(default_factory=Counter)

    def aplicar(self, efectos: Sequence[Efecto], turno: int, cifrado: Cifrado) -> None:
        """Anota los efectos del turno número ``turno``."""
        for puesto, efecto in enumerate(efectos):
            # La clave sale del mensaje y del puesto: repetir el turno no repite la fila.
            clave = cifrado.huella("efecto", self.huella, str(puesto))
            match efecto:
                case Di(burbuja):
                    self.decir(burbuja, clave, cifrado)
                case Deriva(equipo, urgencia, motivo, plazo, _):
                    segundos = int(plazo.total_seconds())
                    self._derivar(clave, "deriva", equipo, urgencia, motivo, segundos)
                case Avisa(tema):
                    self._derivar(clave, "avisa", "", "critica", tema, 0)
                case Cuenta(dia, tema, distrito, idioma, desenlace, suma):
                    self.cuentas[dia.isoformat(), tema, distrito, idioma, desenlace] += suma
                case Programa(plazo, cuando):
                    self._programar(plazo, turno, cuando)
                case Olvida():
                    self.olvida = True
                case _:
                    assert_never(efecto)

    def decir(self, burbuja: Burbuja, clave: bytes, cifrado: Cifrado) -> None:
        """Deja la burbuja en la bandeja de salida."""
        fila = bandeja.poner(cifrado, self.conversacion, clave, burbuja, self.recibido)
        self.dichos.append(fila)

    def lamentar(self, tipo: str, flujo: str = "", paso: str = "") -> None:
        """Deja una incidencia para quien opera: dónde y qué tipo de error."""
        self.incidencias.append(
            {"cuando": a_ms(self.ahora), "flujo": flujo, "paso": paso, "tipo": tipo}
        )

    def _derivar(
        self, clave: bytes, clase: str, equipo: str, urgencia: str, motivo: str, plazo: int
    ) -> None:
        self.derivaciones.append(
            {
                "clave": clave,
                "dia": self.ahora.astimezone(LIMA).date().isoformat(),
                "clase": clase,
                "equipo": equipo,
                "urgencia": urgencia,
                "motivo": motivo,
                "plazo": plazo,
            }
        )

    def _programar(self, nombre: str, turno: int, cuando: datetime) -> None:
        self.plazos[nombre] = {
            "conversacion": self.conversacion,
            "nombre": nombre,
            "turno": turno,
            "cuando": a_ms(cuando),
        }

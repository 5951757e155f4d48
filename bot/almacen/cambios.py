"""Lo que un turno deja escrito: de los efectos del motor a filas de las tablas.

Aquí no se decide qué pasa, solo cómo se guarda. Nada toca la base todavía.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from bot.almacen import bandeja, rastro
from bot.almacen.bandeja import Sobre
from bot.almacen.cifrado import Cifrado
from bot.almacen.sentencias import Fila
from bot.almacen.tablas import a_ms
from bot.directorio import LIMA
from bot.modelo import (
    Avisa,
    Burbuja,
    Cuenta,
    DaBaja,
    Deriva,
    Di,
    Efecto,
    NombreCanal,
    Olvida,
    Programa,
    Releva,
    Retira,
)

SE_PUEDE_BORRAR: frozenset[NombreCanal] = frozenset({"telegram"})
"""Los canales que dejan quitar del teléfono lo ya dicho."""
GUARDAN_COPIA: frozenset[NombreCanal] = frozenset({"whatsapp"})
"""Los canales cuyo proveedor guarda una copia que se puede borrar."""
GRACIA = timedelta(minutes=2)
"""Lo que se espera antes de pedir que se borre: antes, el proveedor se niega."""

Casilla = tuple[str, str, str, str, str]
"""Día, tema, distrito, idioma y desenlace."""


@dataclass(frozen=True, slots=True)
class Regreso:
    """Por dónde se contesta. ``edita``: el mensaje nuestro cuyo lugar ocupa la respuesta."""

    canal: NombreCanal
    direccion: str = ""
    edita: str = ""


@dataclass(slots=True)
class Cambios:
    """Los de un turno, que nace de un mensaje (o de un plazo) con esa ``huella``.

    ``guardada`` es la fila de la conversación, si cambió. ``empieza``: lo que
    hubiera de una conversación anterior ya no vale. ``olvida``: no queda nada,
    ni lo que esperaba para salir. ``baja``: si pidió que no se le escriba primero,
    o que otra vez sí.
    """

    conversacion: bytes
    huella: bytes
    regreso: Regreso
    recibido: datetime
    ahora: datetime
    guardada: Fila | None = None
    empieza: bool = False
    olvida: bool = False
    baja: bool | None = None
    dichos: list[Fila] = field(default_factory=list)
    remotos: list[Fila] = field(default_factory=list)
    derivaciones: list[Fila] = field(default_factory=list)
    incidencias: list[Fila] = field(default_factory=list)
    plazos: dict[str, Fila] = field(default_factory=dict)
    cuentas: Counter[Casilla] = field(default_factory=Counter)

    def aplicar(
        self, efectos: Sequence[Efecto], turno: int, cifrado: Cifrado, idioma: str = "es"
    ) -> None:
        """Anota los efectos del turno número ``turno``, dichos en ``idioma``."""
        for puesto, efecto in enumerate(efectos):
            # La clave sale del mensaje y del puesto: repetir el turno no repite la fila.
            clave = cifrado.huella("efecto", self.huella, str(puesto))
            match efecto:
                case Di(burbuja):
                    self.decir(burbuja, clave, cifrado, idioma)
                case Deriva(equipo, urgencia, motivo, plazo):
                    segundos = int(plazo.total_seconds())
                    self._derivar(clave, "deriva", equipo, urgencia, motivo, segundos)
                case Avisa(tema):
                    self._derivar(clave, "avisa", "", "critica", tema, 0)
                case Cuenta(dia, tema, distrito, idioma, desenlace, suma):
                    self.cuentas[dia.isoformat(), tema, distrito, idioma, desenlace] += suma
                case Programa(plazo, cuando):
                    self._programar(plazo, turno, cuando)
                case Olvida(con_rastro):
                    self.olvida = True
                    if con_rastro and self.regreso.canal in SE_PUEDE_BORRAR:
                        # Primero se limpia el chat; la despedida llega a un chat ya limpio.
                        sobre = Sobre(self.regreso.direccion, None, idioma)
                        self.dichos.insert(0, self._fila(sobre, clave, cifrado))
                case Releva() | Retira():
                    # Son del caso: los atiende ``bot/turno``.
                    pass
                case DaBaja(vuelve):
                    self.baja = not vuelve
                case _:
                    assert_never(efecto)

    def decir(self, burbuja: Burbuja, clave: bytes, cifrado: Cifrado, idioma: str) -> None:
        """Deja la burbuja en la bandeja de salida."""
        # Solo lo sensible ocupa el lugar de lo anterior: un número de teléfono tiene que quedar.
        reemplaza = burbuja.sensible and not self.dichos
        sobre = Sobre(
            self.regreso.direccion, burbuja, idioma, self.regreso.edita if reemplaza else ""
        )
        self.dichos.append(self._fila(sobre, clave, cifrado))

    def apuntar_remoto(self, remoto: str, cifrado: Cifrado) -> None:
        """Recuerda cómo llama el proveedor al mensaje que llegó, para poder borrarlo."""
        canal = self.regreso.canal
        borrar = self.ahora + GRACIA if canal in GUARDAN_COPIA else None
        self.remotos.append(
            rastro.fila(cifrado, self.conversacion, canal, remoto, self.ahora, borrar)
        )

    def _fila(self, sobre: Sobre, clave: bytes, cifrado: Cifrado) -> Fila:
        return bandeja.poner(
            cifrado, self.conversacion, clave, self.regreso.canal, sobre, self.recibido
        )

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

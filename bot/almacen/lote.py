"""Los cambios de varios turnos, juntos en las sentencias de un solo ``commit``.

Juntarlos da la misma base que escribirlos de uno en uno. Qué cambia en cada
turno es de ``cambios.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.almacen.cambios import Cambios, Casilla
from bot.almacen.sentencias import Fila, Sentencias, Tarea


class Lote:
    """Los cambios de todos los turnos que comparten ``commit``."""

    def __init__(self) -> None:
        self._guardadas: dict[bytes, Fila | None] = {}
        self._sin_plazos: set[bytes] = set()
        self._calladas: set[bytes] = set()
        self._dichos: dict[bytes, list[Fila]] = {}
        self._remotos: list[Fila] = []
        self._bajas: dict[bytes, bool] = {}
        self._plazos: dict[tuple[bytes, str], Fila] = {}
        self._derivaciones: list[Fila] = []
        self._incidencias: list[Fila] = []
        self._cuentas: Counter[Casilla] = Counter()
        self._restadas: set[Casilla] = set()

    def tomada(self, conversacion: bytes) -> None:
        """Se creó su fila para bloquearla: si nadie guarda nada, se borra."""
        self._guardadas.setdefault(conversacion, None)

    def sumar(self, cambios: Cambios) -> None:
        """Añade un turno, detrás de los que ya hay."""
        clave = cambios.conversacion
        if cambios.empieza or cambios.olvida:
            self._sin_plazos.add(clave)
            self._plazos = {k: fila for k, fila in self._plazos.items() if k[0] != clave}
        if cambios.olvida:
            self._calladas.add(clave)
            self._dichos.pop(clave, None)
            self._guardadas[clave] = None
        else:
            self._plazos |= {(clave, n): fila for n, fila in cambios.plazos.items()}
            if cambios.guardada is not None:
                self._guardadas[clave] = cambios.guardada
        self._dichos.setdefault(clave, []).extend(cambios.dichos)
        self._remotos += cambios.remotos
        if cambios.baja is not None:
            self._bajas[clave] = cambios.baja
        self._derivaciones += cambios.derivaciones
        self._incidencias += cambios.incidencias
        self._cuentas.update(cambios.cuentas)
        self._restadas |= {casilla for casilla, suma in cambios.cuentas.items() if suma < 0}

    def recordar(self, cambios: Cambios) -> None:
        """De un mensaje repetido, solo cómo lo llama el proveedor."""
        self._remotos += cambios.remotos

    def tareas(self, sql: Sentencias) -> list[Tarea]:
        """Lo que hay que correr, en orden.

        Las filas que dos procesos pueden querer a la vez (conversaciones y
        cuentas) van ordenadas: así ninguno espera al otro en círculo.
        """
        guardadas = sorted(self._guardadas.items())
        casillas = sorted((c, suma) for c, suma in self._cuentas.items() if suma)
        return [
            (sql.soltar_plazos, [{"conversacion": c} for c in sorted(self._sin_plazos)]),
            (sql.callar, [{"conversacion": c} for c in sorted(self._calladas)]),
            (sql.programar, list(self._plazos.values())),
            (sql.decir, _todas(self._dichos.values())),
            (sql.apuntar_remoto, self._remotos),
            (sql.dar_baja, [{"conversacion": c} for c, baja in self._bajas.items() if baja]),
            (sql.dar_alta, [{"conversacion": c} for c, baja in self._bajas.items() if not baja]),
            (sql.derivar, self._derivaciones),
            (sql.lamentar, self._incidencias),
            (sql.guardar, [{"de": c, **fila} for c, fila in guardadas if fila is not None]),
            (sql.borrar, [{"clave": c} for c, fila in guardadas if fila is None]),
            (sql.contar, [_casilla(c) | {"cuantas": suma} for c, suma in casillas]),
            (sql.descontar, [_casilla(c) for c in sorted(self._restadas)]),
        ]


def _todas(listas: Iterable[list[Fila]]) -> list[Fila]:
    return [fila for lista in listas for fila in lista]


def _casilla(casilla: Casilla) -> dict[str, object]:
    nombres = ("dia", "tema", "distrito", "idioma", "desenlace")
    return dict(zip(nombres, casilla, strict=True))

"""El hilo que escribe: uno por proceso, dueño de la única conexión que escribe.

Todo lo que espera entra en una sola transacción y un solo ``commit``. Aquí no
se sabe qué se escribe; eso lo dice quien lo pide.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SinConexionLibre

from bot.almacen.errores import AlmacenCaido

T = TypeVar("T")
Carga = TypeVar("Carga")
Respuesta = TypeVar("Respuesta")

LOTE = 64
ERRORES_DE_BASE = (DBAPIError, sqlite3.Error, psycopg.Error, SinConexionLibre)
_DE_LO_PEDIDO = (
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    psycopg.DataError,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
"""Errores de lo que se pidió, no de la base: otro pedido sí puede salir bien."""


def traducir(error: Exception, reintentable: bool = False) -> AlmacenCaido:
    """El error de la base, sin su texto: puede llevar valores."""
    causa = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return AlmacenCaido(type(causa).__name__, reintentable or isinstance(causa, _DE_LO_PEDIDO))


class Escritor:
    """Corre lo que le piden, en orden y de uno en uno, en su propio hilo.

    ``conectar`` da la conexión; ``comprobar`` se llama antes de cada ``commit``
    y levanta ``AlmacenCaido`` si lo escrito no iba a quedar en ninguna parte.
    """

    def __init__(
        self, conectar: Callable[[], Connection], comprobar: Callable[[Connection], None]
    ) -> None:
        self._conectar = conectar
        self._comprobar = comprobar
        self._conexion: Connection | None = None
        self._hilo = ThreadPoolExecutor(max_workers=1, thread_name_prefix="escritor")

    def hacer(self, funcion: Callable[[Connection], T]) -> Future[T]:
        """Corre ``funcion`` en una transacción suya."""
        return self._encargar(lambda: self.transaccion(funcion))

    def hacer_suelto(self, funcion: Callable[[Connection], T]) -> Future[T]:
        """Corre ``funcion`` sin transacción: lo que SQLite no deja hacer dentro."""
        return self._encargar(lambda: self._protegido(funcion))

    def transaccion(self, funcion: Callable[[Connection], T]) -> T:
        """Lo mismo, ahora y en el hilo que escribe."""

        def entera(conexion: Connection) -> T:
            with conexion.begin():
                resultado = funcion(conexion)
                self._comprobar(conexion)
            return resultado

        return self._protegido(entera)

    def encargar_lote(self, vaciar: Callable[[], None]) -> None:
        """Deja dicho que hay un lote esperando."""
        self._encargar(vaciar)

    def cerrar(self) -> None:
        """Termina lo pedido y suelta la conexión."""
        self._hilo.shutdown(wait=True)
        if self._conexion is not None:
            self._conexion.close()
            self._conexion = None

    def _encargar(self, tarea: Callable[[], T]) -> Future[T]:
        try:
            return self._hilo.submit(tarea)
        except RuntimeError as error:
            raise AlmacenCaido("cerrado") from error

    def _protegido(self, funcion: Callable[[Connection], T]) -> T:
        try:
            conexion = self._conexion or self._conectar()
        except ERRORES_DE_BASE as error:
            raise traducir(error) from error
        self._conexion = conexion
        try:
            return funcion(conexion)
        except AlmacenCaido:
            self._soltar(conexion)
            raise
        except ERRORES_DE_BASE as error:
            raise traducir(error, self._soltar(conexion)) from error

    def _soltar(self, conexion: Connection) -> bool:
        """Deja la conexión: la próxima vez será otra. ¿Se había cortado?"""
        crudo = None if conexion.closed or conexion.invalidated else conexion.connection
        driver = crudo.driver_connection if crudo is not None else None
        cortada = driver is None or bool(getattr(driver, "closed", False))
        conexion.invalidate()
        conexion.close()
        self._conexion = None
        return cortada


@dataclass(frozen=True, slots=True)
class _Pedido(Generic[Carga, Respuesta]):
    carga: Carga
    futuro: Future[Respuesta] = field(default_factory=Future)


class Fila(Generic[Carga, Respuesta]):
    """Los pedidos que ``ejecutar`` atiende juntos, hasta ``LOTE`` por ``commit``.

    Si un lote falla por culpa de un pedido, se deshace entero y se repite de
    uno en uno, en orden. Si falla la base, fallan todos: quien llama decide.
    """

    def __init__(
        self,
        escritor: Escritor,
        ejecutar: Callable[[Connection, Sequence[Carga]], Sequence[Respuesta]],
    ) -> None:
        self._escritor = escritor
        self._ejecutar = ejecutar
        self._espera: deque[_Pedido[Carga, Respuesta]] = deque()
        self._candado = threading.Lock()
        self._avisado = False

    def pedir(self, carga: Carga) -> Future[Respuesta]:
        """El resultado llega solo después del ``commit``."""
        pedido: _Pedido[Carga, Respuesta] = _Pedido(carga)
        with self._candado:
            if not self._avisado:
                self._escritor.encargar_lote(self._vaciar)
                self._avisado = True
            self._espera.append(pedido)
        return pedido.futuro

    def _vaciar(self) -> None:
        with self._candado:
            lote = [self._espera.popleft() for _ in range(min(LOTE, len(self._espera)))]
            self._avisado = bool(self._espera)
        # Un pedido que su dueño ya canceló no se atiende; desde aquí no se puede cancelar.
        lote = [pedido for pedido in lote if pedido.futuro.set_running_or_notify_cancel()]
        try:
            if lote:
                self._atender(lote)
        finally:
            bicho = sys.exc_info()[1]
            for pedido in lote:
                if not pedido.futuro.done():
                    pedido.futuro.set_exception(bicho or AlmacenCaido("lote perdido"))
            if self._avisado:
                self._seguir()

    def _seguir(self) -> None:
        try:
            self._escritor.encargar_lote(self._vaciar)
        except AlmacenCaido:  # se está cerrando: lo que ya esperaba se atiende igual
            self._vaciar()

    def _atender(self, lote: Sequence[_Pedido[Carga, Respuesta]]) -> None:
        try:
            self._intentar(lote)
        except AlmacenCaido as caida:
            if not caida.reintentable:
                self._negar(lote, caida)
                return
            for puesto, pedido in enumerate(lote):
                try:
                    self._intentar([pedido])
                except AlmacenCaido as otra:
                    if not otra.reintentable:
                        self._negar(lote[puesto:], otra)
                        return
                    self._negar([pedido], otra)

    def _intentar(self, lote: Sequence[_Pedido[Carga, Respuesta]]) -> None:
        cargas = [pedido.carga for pedido in lote]
        respuestas = self._escritor.transaccion(lambda conexion: self._ejecutar(conexion, cargas))
        for pedido, respuesta in zip(lote, respuestas, strict=True):
            pedido.futuro.set_result(respuesta)

    def _negar(self, lote: Sequence[_Pedido[Carga, Respuesta]], caida: AlmacenCaido) -> None:
        for pedido in lote:
            pedido.futuro.set_exception(caida)

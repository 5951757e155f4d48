"""La base de datos abierta: conexiones, permisos y quién escribe.

Aquí no hay ninguna consulta de un turno (``sentencias.py``) ni ninguna regla
de qué se guarda (``bot/turno/``).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.almacen.cifrado import Cifrado
from bot.almacen.errores import AlmacenCaido, NoSePuedeAbrir
from bot.almacen.escritor import ERRORES_DE_BASE, Carga, Escritor, Fila, Respuesta, traducir
from bot.almacen.llaves import Llaves
from bot.almacen.migraciones import migrar
from bot.almacen.sentencias import Sentencias
from bot.almacen.sentencias_de_salida import SentenciasDeSalida

T = TypeVar("T")

ESPERA_MS = 5000
"""Cuánto se espera a que otro suelte la base antes de darla por caída."""


class Almacen:
    """Lo guardado. Se lee con ``leer`` y se escribe solo por el hilo escritor."""

    def __init__(self, motor: Engine, llaves: Llaves, archivo: Path | None) -> None:
        self._motor = motor
        self._archivo = archivo
        self._escritor = Escritor(self._conectar, self._comprobar)
        self.cifrado = Cifrado(llaves)
        self.sentencias = Sentencias(motor.dialect)
        self.de_salida = SentenciasDeSalida(motor.dialect)

    @contextmanager
    def leer(self) -> Iterator[Connection]:
        """Una conexión para mirar. Levanta ``AlmacenCaido``."""
        try:
            with self._motor.connect() as conexion:
                yield conexion
        except ERRORES_DE_BASE as error:
            raise traducir(error) from error

    def hacer(self, funcion: Callable[[Connection], T]) -> Future[T]:
        """Corre ``funcion`` en el hilo que escribe, en una transacción suya."""
        return self._escritor.hacer(funcion)

    def fila(
        self, ejecutar: Callable[[Connection, Sequence[Carga]], Sequence[Respuesta]]
    ) -> Fila[Carga, Respuesta]:
        """Una fila de pedidos que ``ejecutar`` atiende juntos."""
        return Fila(self._escritor, ejecutar)

    def compactar(self) -> Future[None]:
        """Vacía el ``-wal`` de SQLite: ahí queda un rato lo que se borró."""
        return self._escritor.hacer_suelto(self._compactar)

    def cerrar(self) -> None:
        """Termina lo pedido y cierra."""
        self._escritor.cerrar()
        self._motor.dispose()

    def _conectar(self) -> Connection:
        return self._motor.connect().execution_options(escribe=True)

    def _compactar(self, conexion: Connection) -> None:
        driver = conexion.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _comprobar(self, conexion: Connection) -> None:
        """SQLite escribe sin quejarse en un archivo que alguien borró o cambió."""
        if self._archivo is None:
            return
        try:
            aqui = self._archivo.stat()
        except OSError as error:
            raise AlmacenCaido("archivo perdido") from error
        if conexion.info.setdefault("archivo", aqui.st_ino) != aqui.st_ino:
            raise AlmacenCaido("archivo cambiado")


def abrir(url: str, llaves: Llaves, espera_ms: int = ESPERA_MS) -> Almacen:
    """Abre la base y la pone al día. Levanta ``NoSePuedeAbrir`` o ``AlmacenCaido``."""
    try:
        direccion = make_url(url)
    except ArgumentError as error:
        raise NoSePuedeAbrir("La dirección de la base no se entiende.") from error
    archivo: Path | None = None
    match direccion.get_backend_name():
        case "sqlite":
            archivo = _preparar_archivo(direccion)
            motor = _motor_sqlite(archivo, espera_ms)
        case "postgresql":
            motor = _motor_postgres(direccion, espera_ms)
        case otro:
            raise NoSePuedeAbrir(f"«{otro}» no sirve: la base es sqlite o postgresql.")
    try:
        with (
            _sin_otros(archivo),
            motor.connect().execution_options(escribe=True) as conexion,
            conexion.begin(),
        ):
            migrar(conexion)
    except ERRORES_DE_BASE as error:
        motor.dispose()
        raise traducir(error) from error
    except NoSePuedeAbrir:
        motor.dispose()
        raise
    return Almacen(motor, llaves, archivo)


def _preparar_archivo(direccion: URL) -> Path:
    """El archivo 0600 en una carpeta 0700; sus ``-wal`` y ``-shm`` lo heredan."""
    if not direccion.database or direccion.database == ":memory:":
        raise NoSePuedeAbrir("Con sqlite hace falta un archivo: sqlite:///datos/rumbo.sqlite.")
    archivo = Path(direccion.database).absolute()
    carpeta = archivo.parent
    try:
        carpeta.mkdir(mode=0o700, parents=True, exist_ok=True)
        if carpeta.stat().st_mode & 0o077:
            raise NoSePuedeAbrir(
                f"Otras cuentas pueden entrar en {carpeta}. Ciérrala: chmod 700 {carpeta}"
            )
        os.close(os.open(archivo, os.O_RDWR | os.O_CREAT, 0o600))
        archivo.chmod(0o600)
    except OSError as error:
        raise NoSePuedeAbrir(f"No se puede escribir en {archivo}: {error.strerror}.") from error
    return archivo


@contextmanager
def _sin_otros(archivo: Path | None) -> Iterator[None]:
    """Estrenar un archivo (pasarlo a WAL) no admite compañía, ni espera a nadie."""
    if archivo is None:
        yield
        return
    carpeta = os.open(archivo.parent, os.O_RDONLY)
    try:
        fcntl.flock(carpeta, fcntl.LOCK_EX)
        yield
    finally:
        os.close(carpeta)


def _motor_sqlite(archivo: Path, espera_ms: int) -> Engine:
    def conectar() -> sqlite3.Connection:
        # mode=rw: si el archivo desaparece, es una caída, no una base vacía.
        return sqlite3.connect(
            f"{archivo.as_uri()}?mode=rw",
            uri=True,
            timeout=espera_ms / 1000,
            isolation_level=None,
            check_same_thread=False,
        )

    motor = create_engine("sqlite://", creator=conectar, poolclass=QueuePool, hide_parameters=True)

    @event.listens_for(motor, "connect")
    def afinar(crudo: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "temp_store=MEMORY",
        ):
            crudo.execute(f"PRAGMA {pragma}")

    @event.listens_for(motor, "begin")
    def empezar(conexion: Connection) -> None:
        # Una transacción que lee y luego escribe falla al instante si hay otra: se pide antes.
        escribe = conexion.get_execution_options().get("escribe", False)
        conexion.exec_driver_sql("BEGIN IMMEDIATE" if escribe else "BEGIN")

    return motor


def _motor_postgres(direccion: URL, espera_ms: int) -> Engine:
    return create_engine(
        direccion.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": max(2, espera_ms // 1000),
            "tcp_user_timeout": 2 * espera_ms,
            "options": f"-c lock_timeout={espera_ms} -c timezone=UTC",
            "application_name": "rumbo",
        },
    )

"""Lo que se dio por recibido no se pierde, y una base caída se dice y se levanta."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy import Connection, insert, text

from bot.almacen.errores import AlmacenCaido
from bot.almacen.escritor import LOTE
from bot.almacen.llaves import Llaves
from bot.almacen.sql import Almacen, abrir
from bot.almacen.tablas import cuentas
from tests.almacen.proceso import lanzar
from tests.almacen.taller import dichos, entrante, filas, puerta


def test_matar_el_proceso_no_pierde_lo_dado_por_recibido(
    url: str, carpeta: Path, abrir_almacen: Callable[[], Almacen]
) -> None:
    proceso = lanzar(url, carpeta, "seguir")
    assert proceso.stdout is not None
    dados = [int(proceso.stdout.readline()) for _ in range(40)]
    proceso.send_signal(signal.SIGKILL)
    dados += [int(linea) for linea in proceso.stdout.read().split()]
    proceso.wait()
    proceso.stdout.close()
    una = puerta(abrir_almacen())
    repetidos = [una.atender(entrante("cuenta", f"p{n % 7}", id=f"m{n}")).result() for n in dados]
    assert not any(repetidos)
    [casilla] = filas(una.almacen, "cuentas")
    vistos = len(filas(una.almacen, "entrantes"))
    assert casilla["cuantas"] == len(filas(una.almacen, "salientes")) == vistos
    assert vistos - len(dados) in (0, 1), "a lo sumo, uno guardado y no contestado"


@pytest.mark.parametrize(
    ("orden", "quedan"), [("morir en medio", ["m0"]), ("morir tras guardar", ["m0"])]
)
def test_morir_en_cada_momento(
    url: str, carpeta: Path, abrir_almacen: Callable[[], Almacen], orden: str, quedan: list[str]
) -> None:
    with lanzar(url, carpeta, orden) as proceso:
        assert proceso.wait() == -signal.SIGKILL
    una = puerta(abrir_almacen())
    assert len(filas(una.almacen, "entrantes")) == len(quedan)
    assert not una.atender(entrante("cuenta", id="m0")).result()
    assert una.atender(entrante("sigo", id="m1")).result(), (
        "lo que no se guardó se reparte otra vez"
    )
    assert dichos(una) == ["dijiste cuenta", "dijiste cuenta sigo"]
    assert [f["cuantas"] for f in filas(una.almacen, "cuentas")] == [1]


def test_cerrar_atiende_lo_que_esperaba(
    almacen: Almacen, abrir_almacen: Callable[[], Almacen]
) -> None:
    una, listo = puerta(almacen), Event()
    almacen.hacer(lambda _: listo.wait())
    futuros = [una.atender(entrante("cuenta", f"p{n}")) for n in range(200)]
    with ThreadPoolExecutor(1) as hilo:
        cierre = hilo.submit(una.cerrar)
        listo.set()
        cierre.result()
    assert all(futuro.result(timeout=0) for futuro in futuros)
    with pytest.raises(AlmacenCaido):
        una.atender(entrante("tarde"))
    assert [f["cuantas"] for f in filas(abrir_almacen(), "cuentas")] == [200]


def test_un_pedido_que_la_base_rechaza_no_arrastra_a_los_demas(almacen: Almacen) -> None:
    """El lote se deshace y se repite de uno en uno, en orden."""
    intentos: list[list[int]] = []

    def ejecutar(conexion: Connection, cargas: object) -> list[int]:
        numeros = list(cargas)  # type: ignore[call-overload]
        intentos.append(numeros)
        for n in numeros:
            valores = {"tema": f"t{n}", "distrito": "", "idioma": "", "desenlace": ""}
            dia = None if n == 2 else "2026-03-16"
            conexion.execute(insert(cuentas).values(**valores, dia=dia, cuantas=n))
        return [n * 10 for n in numeros]

    fila, listo = almacen.fila(ejecutar), Event()
    almacen.hacer(lambda _: listo.wait())
    futuros = [fila.pedir(n) for n in range(5)]
    listo.set()
    wait(futuros)
    assert [f.exception() is None for f in futuros] == [True, True, False, True, True]
    assert isinstance(futuros[2].exception(), AlmacenCaido)
    assert futuros[4].result() == 40
    assert intentos == [[0, 1, 2, 3, 4], [0], [1], [2], [3], [4]]
    assert [f["cuantas"] for f in filas(almacen, "cuentas")] == [0, 1, 3, 4]


def test_un_error_nuestro_no_deja_a_nadie_esperando(almacen: Almacen) -> None:
    def ejecutar(conexion: Connection, cargas: object) -> list[int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        almacen.fila(ejecutar).pedir(1).result()
    with pytest.raises(ZeroDivisionError):
        almacen.hacer(lambda _: 1 // 0).result()
    assert almacen.hacer(lambda _: 7).result() == 7


def test_lo_cancelado_antes_de_empezar_no_se_hace(almacen: Almacen) -> None:
    una, listo = puerta(almacen), Event()
    almacen.hacer(lambda _: listo.wait())
    futuros = [una.atender(entrante("cuenta", f"p{n}")) for n in range(3)]
    assert futuros[1].cancel()
    listo.set()
    assert futuros[0].result()
    assert futuros[2].result()
    assert [f["cuantas"] for f in filas(almacen, "cuentas")] == [2]


def test_bloqueada_por_otro_y_luego_libre(almacen: Almacen, url: str) -> None:
    una = puerta(almacen)
    una.atender(entrante("hola")).result()
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as otro:
            otro.execute("BEGIN IMMEDIATE")
            _no_se_puede(una, "a", "b")
            otro.rollback()
    else:
        with closing(psycopg.connect(url)) as otro_pg:
            otro_pg.execute("LOCK TABLE entrantes IN ACCESS EXCLUSIVE MODE")
            _no_se_puede(una, "a", "b")
            otro_pg.rollback()
    assert una.atender(entrante("sigo", id="a")).result(), "se reparte otra vez y entra"
    assert dichos(una) == ["dijiste hola", "dijiste hola sigo"]


def _no_se_puede(una: object, *ids: str) -> None:
    for id in ids:
        with pytest.raises(AlmacenCaido):
            una.atender(entrante("no", id=id)).result()  # type: ignore[attr-defined]


def test_postgres_que_corta_la_conexion_se_vuelve_a_abrir(
    almacen: Almacen, url: str, motor: str
) -> None:
    una = puerta(almacen)
    una.atender(entrante("hola")).result()
    _cortar(almacen, url, motor)
    assert una.atender(entrante("sigo")).result(), "el lote se repite con otra conexión"
    assert una.por_recoger("web", "ana")
    assert dichos(una) == ["dijiste hola", "dijiste hola sigo"]


def _cortar(almacen: Almacen, url: str, motor: str) -> None:
    if motor == "sqlite":
        almacen.hacer(lambda c: c.connection.driver_connection).result().close()  # type: ignore[union-attr]
        return
    with closing(psycopg.connect(url, autocommit=True)) as otro:
        otro.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_solo_lectura(almacen: Almacen, url: str, motor: str) -> None:
    una = puerta(almacen)
    una.atender(entrante("hola")).result()
    if motor == "sqlite":
        almacen.hacer(lambda c: c.exec_driver_sql("PRAGMA query_only=ON")).result()
    else:
        with closing(psycopg.connect(url, autocommit=True)) as otro:
            base = otro.info.dbname
            otro.execute(f'ALTER DATABASE "{base}" SET default_transaction_read_only = on')  # type: ignore[call-overload]
        _cortar(almacen, url, motor)
    _no_se_puede(una, "a")
    if motor == "postgresql":
        _no_se_puede(una, "a")
        with closing(psycopg.connect(url, autocommit=True)) as otro:
            otro.execute("SET default_transaction_read_only = off")
            otro.execute(f'ALTER DATABASE "{base}" RESET default_transaction_read_only')  # type: ignore[call-overload]
        _cortar(almacen, url, motor)
    assert una.atender(entrante("sigo", id="a")).result()


def test_el_archivo_de_sqlite_desaparece_y_vuelve(carpeta: Path, llaves: Llaves) -> None:
    archivo = carpeta / "rumbo.sqlite"
    almacen = abrir(f"sqlite:///{archivo}", llaves)
    una = puerta(almacen)
    una.atender(entrante("hola")).result()
    almacen.compactar().result()
    archivo.rename(carpeta / "aparte")
    _no_se_puede(una, "a", "b")
    with pytest.raises(AlmacenCaido):
        una.recoger("web", "ana").result()
    assert not archivo.exists(), "no se estrena una base vacía"
    (carpeta / "aparte").rename(archivo)
    assert una.atender(entrante("sigo", id="a")).result()
    assert dichos(una) == ["dijiste hola", "dijiste hola sigo"]
    una.cerrar()


def test_el_archivo_de_sqlite_se_cambia_por_otro(carpeta: Path, llaves: Llaves) -> None:
    archivo = carpeta / "rumbo.sqlite"
    una = puerta(abrir(f"sqlite:///{archivo}", llaves))
    una.atender(entrante("hola")).result()
    una.almacen.compactar().result()
    (carpeta / "copia").write_bytes(archivo.read_bytes())
    (carpeta / "copia").rename(archivo)
    for resto in ("-wal", "-shm"):
        (carpeta / f"rumbo.sqlite{resto}").unlink()
    _no_se_puede(una, "a")
    assert una.atender(entrante("sigo", id="a")).result(), "ya en el archivo nuevo"
    assert dichos(una) == ["dijiste hola", "dijiste hola sigo"]
    una.cerrar()


def test_el_disco_se_llena(carpeta: Path, llaves: Llaves) -> None:
    almacen = abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves)
    una = puerta(almacen)

    def llenar(conexion: Connection) -> None:
        paginas = conexion.exec_driver_sql("PRAGMA page_count").scalar()
        conexion.exec_driver_sql(f"PRAGMA max_page_count={paginas}")

    almacen.hacer(llenar).result()
    with pytest.raises(AlmacenCaido):
        una.atender(entrante("x" * 100_000, id="a")).result()
    assert una.atender(entrante("sigo", id="a")).result(), "con la conexión nueva ya hay sitio"
    una.cerrar()


def test_el_error_no_lleva_nada_de_la_persona(almacen: Almacen) -> None:
    def romper(conexion: Connection) -> None:
        conexion.execute(text("INSERT INTO cuentas (tema) VALUES (:t)"), {"t": "Secreta"})

    error = almacen.hacer(romper).exception()
    assert isinstance(error, AlmacenCaido)
    assert "Secreta" not in f"{error}"


def test_dos_procesos_con_conversaciones_cruzadas_no_se_traban(
    abrir_almacen: Callable[..., Almacen], motor: str, url: str
) -> None:
    """Los mismos ids y las mismas personas, en órdenes contrarios."""
    unas, otras = (puerta(abrir_almacen(espera_ms=60_000)) for _ in range(2))
    vuelta = [(f"m{n}", f"p{n % 9}") for n in range(LOTE)]
    nuevos = 0
    for ronda in range(10):
        salida, futuros = Event(), []
        for una, orden in ((unas, vuelta), (otras, vuelta[::-1])):
            una.almacen.hacer(lambda _, salida=salida: salida.wait())
            for id, quien in orden:
                futuros.append(una.atender(entrante("cuenta", quien, id=f"{ronda}-{id}")))
        salida.set()
        nuevos += sum(futuro.result() for futuro in futuros)
    assert nuevos == 10 * LOTE
    assert [f["cuantas"] for f in filas(unas.almacen, "cuentas")] == [10 * LOTE]
    dicho = sorted(
        (len(texto.split()) for quien in range(9) for texto in dichos(unas, f"p{quien}")),
    )
    assert dicho[-1] == 1 + 10 * -(-LOTE // 9), "ningún turno pisó a otro"
    unas.cerrar()
    otras.cerrar()
    if motor == "postgresql":
        with closing(psycopg.connect(url)) as otro:
            trabados = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            assert otro.execute(trabados).fetchone() == (0,)


def test_los_hilos_no_quedan(carpeta: Path, llaves: Llaves) -> None:
    una = puerta(abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves))
    una.atender(entrante("hola")).result()
    una.cerrar()
    assert not [hilo for hilo in threading.enumerate() if hilo.name.startswith("escritor")]

"""La base se abre cerrada a los demás, al día, y nunca si es más nueva."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from bot.almacen.errores import NoSePuedeAbrir
from bot.almacen.llaves import Llaves
from bot.almacen.migraciones import CARPETA, migrar
from bot.almacen.sql import Almacen, abrir
from bot.almacen.tablas import metadatos
from tests.almacen.proceso import lanzar
from tests.almacen.taller import dichos, entrante, puerta

VERSION_NUEVA = '''
"""Una columna más."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{ultima}"


def upgrade():
    with op.batch_alter_table("cuentas") as cuentas:
        cuentas.add_column(sa.Column("extra", sa.Integer, nullable=False, server_default="7"))
        cuentas.alter_column("tema", type_=sa.String(99))
'''


def version(conexion: Connection) -> str | None:
    return MigrationContext.configure(conexion).get_current_revision()


def test_el_esquema_migrado_es_el_de_las_tablas(almacen: Almacen) -> None:
    with almacen.leer() as conexion:
        contexto = MigrationContext.configure(conexion)
        assert compare_metadata(contexto, metadatos) == []
        indices = {
            tabla.name: {i["name"] for i in inspect(conexion).get_indexes(tabla.name)}
            for tabla in metadatos.sorted_tables
        }
    for tabla in metadatos.sorted_tables:
        assert {str(indice.name) for indice in tabla.indexes} <= indices[tabla.name]


def test_abrir_dos_veces_no_cambia_nada(abrir_almacen: Callable[[], Almacen]) -> None:
    una = puerta(abrir_almacen())
    una.atender(entrante("hola")).result()
    assert dichos(puerta(abrir_almacen())) == ["dijiste hola"]


def test_varios_procesos_pueden_estrenar_la_base_a_la_vez(url: str, carpeta: Path) -> None:
    procesos = [lanzar(url, carpeta, "estrenar") for _ in range(4)]
    assert [proceso.communicate()[0] for proceso in procesos] == [b"abierta\n"] * 4


def test_una_base_vieja_se_pone_al_dia_y_una_nueva_no_se_abre(
    url: str, llaves: Llaves, carpeta: Path
) -> None:
    almacen = abrir(url, llaves)
    puerta(almacen).atender(entrante("cuenta")).result()
    almacen.cerrar()
    nueva = carpeta / "migraciones"
    shutil.copytree(CARPETA, nueva)
    motor = create_engine(make_url(url).set(drivername=_driver(url)))
    with motor.connect() as conexion:
        ultima = version(conexion)
    (nueva / "versiones" / "v9999_extra.py").write_text(VERSION_NUEVA.format(ultima=ultima))
    with motor.begin() as conexion:
        migrar(conexion, nueva)
        assert version(conexion) == "9999"
        leida = conexion.execute(text("SELECT tema, cuantas, extra FROM cuentas")).one()
        assert tuple(leida) == ("salud", 1, 7)
    motor.dispose()
    with pytest.raises(NoSePuedeAbrir, match="más nueva"):
        abrir(url, llaves)


def _driver(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql+psycopg"


@pytest.mark.parametrize(
    ("direccion", "dice"),
    [
        ("sqlite://", "hace falta un archivo"),
        ("sqlite:///:memory:", "hace falta un archivo"),
        ("mysql://a/b", "mysql"),
        ("esto no es nada", "no se entiende"),
        ("sqlite:////proc/nada/x.sqlite", "No se puede escribir"),
    ],
)
def test_una_direccion_que_no_sirve(direccion: str, dice: str, llaves: Llaves) -> None:
    with pytest.raises(NoSePuedeAbrir, match=dice):
        abrir(direccion, llaves)


def test_los_archivos_de_sqlite_son_de_una_sola_cuenta(carpeta: Path, llaves: Llaves) -> None:
    almacen = abrir(f"sqlite:///{carpeta}/datos/rumbo.sqlite", llaves)
    puerta(almacen).atender(entrante("hola")).result()
    archivos = list((carpeta / "datos").iterdir())
    assert {a.name for a in archivos} == {f"rumbo.sqlite{s}" for s in ("", "-wal", "-shm")}
    assert {a.stat().st_mode & 0o777 for a in archivos} == {0o600}
    assert (carpeta / "datos").stat().st_mode & 0o777 == 0o700
    almacen.cerrar()


def test_una_carpeta_abierta_no_se_usa(carpeta: Path, llaves: Llaves) -> None:
    carpeta.chmod(0o755)
    with pytest.raises(NoSePuedeAbrir, match="chmod 700"):
        abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves)
    assert not (carpeta / "rumbo.sqlite").exists()


def test_sqlite_escribe_de_verdad_y_borra_de_verdad(carpeta: Path, llaves: Llaves) -> None:
    almacen = abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves)

    def pragmas(conexion: Connection) -> list[object]:
        nombres = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return [conexion.exec_driver_sql(f"PRAGMA {n}").scalar() for n in nombres]

    assert almacen.hacer(pragmas).result() == ["wal", 2, 1, 1]
    almacen.cerrar()

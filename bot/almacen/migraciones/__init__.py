"""Las versiones del esquema y cómo se pone al día una base.

Cada cambio de ``bot/almacen/tablas.py`` es un archivo nuevo en ``versiones/``;
los ya publicados no se tocan.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.almacen.errores import NoSePuedeAbrir

CARPETA = Path(__file__).parent
_CANDADO = 7_260_415  # cualquiera, pero siempre el mismo: dos procesos no migran a la vez


def migrar(conexion: Connection, carpeta: Path = CARPETA) -> None:
    """Lleva la base a la última versión, dentro de la transacción abierta."""
    config = Config()
    config.set_main_option("script_location", str(carpeta))
    config.set_main_option("version_locations", str(carpeta / "versiones"))
    config.set_main_option("path_separator", "os")
    config.attributes["conexion"] = conexion
    if conexion.dialect.name == "postgresql":
        conexion.execute(text("SELECT pg_advisory_xact_lock(:candado)"), {"candado": _CANDADO})
    conocidas = {v.revision for v in ScriptDirectory.from_config(config).walk_revisions()}
    actual = MigrationContext.configure(conexion).get_current_revision()
    if actual is not None and actual not in conocidas:
        raise NoSePuedeAbrir(
            f"La base es de una versión más nueva de Rumbo ({actual}). "
            "Abre con esa versión, o restaura un respaldo de antes."
        )
    command.upgrade(config, "head")

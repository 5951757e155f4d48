"""Lo que Alembic corre para migrar: usa la conexión que ya está abierta."""

from __future__ import annotations

from alembic import context

from bot.almacen import tablas_de_casos, tablas_de_equipo
from bot.almacen.tablas import metadatos

assert tablas_de_casos.casos.metadata is tablas_de_equipo.personal.metadata is metadatos

context.configure(
    connection=context.config.attributes["conexion"],
    target_metadata=metadatos,
    # SQLite no sabe cambiar una columna: Alembic copia la tabla.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""Lo que Alembic corre para migrar: usa la conexión que ya está abierta."""

from __future__ import annotations

from alembic import context

from bot.almacen.tablas import metadatos

context.configure(
    connection=context.config.attributes["conexion"],
    target_metadata=metadatos,
    # SQLite no sabe cambiar una columna: Alembic copia la tabla.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

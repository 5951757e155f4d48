"""La bandeja que se manda, lo que guarda el proveedor, las bajas y las plantillas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rehacer_salientes()
    op.create_table(
        "remotos",
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("conversacion", sa.LargeBinary, nullable=False),
        sa.Column("canal", sa.String(16), nullable=False),
        sa.Column("remoto", sa.LargeBinary, nullable=False),
        sa.Column("visto", sa.BigInteger, nullable=False),
        sa.Column("borrar_desde", sa.BigInteger),
        sa.Column("intento", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("clave", name="pk_remotos"),
    )
    for columna in ("conversacion", "borrar_desde", "visto"):
        op.create_index(f"ix_remotos_{columna}", "remotos", [columna])
    op.create_table(
        "bajas",
        sa.Column("conversacion", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conversacion", name="pk_bajas"),
    )
    op.create_table(
        "plantillas",
        sa.Column("nombre", sa.String(64), nullable=False),
        sa.Column("remoto", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name="pk_plantillas"),
    )


def _rehacer_salientes() -> None:
    """Lo que esperaba vive diez minutos, y su forma cifrada es otra: se empieza de nuevo."""
    op.drop_table("salientes")
    numero = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "salientes",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("conversacion", sa.LargeBinary, nullable=False),
        sa.Column("canal", sa.String(16), nullable=False),
        sa.Column("carga", sa.LargeBinary, nullable=False),
        sa.Column("sensible", sa.Boolean, nullable=False),
        sa.Column("recibido", sa.BigInteger, nullable=False),
        sa.Column("vigente_hasta", sa.BigInteger, nullable=False),
        sa.Column("estado", sa.String(16), nullable=False),
        sa.Column("intento", sa.Integer, nullable=False),
        sa.Column("proximo", sa.BigInteger, nullable=False),
        sa.Column("prestada_hasta", sa.BigInteger, nullable=False),
        sa.Column("rango", sa.Integer, nullable=False),
        sa.Column("motivo", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_salientes"),
        sa.UniqueConstraint("clave", name="uq_salientes_clave"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_salientes_conversacion", "salientes", ["conversacion", "id"])
    op.create_index("ix_salientes_recibido", "salientes", ["recibido"])
    op.create_index("ix_salientes_estado", "salientes", ["estado", "proximo"])

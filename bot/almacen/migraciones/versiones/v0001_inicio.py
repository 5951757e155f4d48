"""Entrantes, conversaciones, salientes, plazos, cuentas, derivaciones e incidencias."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    numero = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "entrantes",
        sa.Column("huella", sa.LargeBinary, nullable=False),
        sa.Column("visto", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("huella", name="pk_entrantes"),
    )
    op.create_index("ix_entrantes_visto", "entrantes", ["visto"])
    op.create_table(
        "conversaciones",
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("estado", sa.LargeBinary),
        sa.Column("caduca", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("clave", name="pk_conversaciones"),
    )
    op.create_index("ix_conversaciones_caduca", "conversaciones", ["caduca"])
    op.create_table(
        "salientes",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("conversacion", sa.LargeBinary, nullable=False),
        sa.Column("burbuja", sa.LargeBinary, nullable=False),
        sa.Column("sensible", sa.Boolean, nullable=False),
        sa.Column("recibido", sa.BigInteger, nullable=False),
        sa.Column("vigente_hasta", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_salientes"),
        sa.UniqueConstraint("clave", name="uq_salientes_clave"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_salientes_conversacion", "salientes", ["conversacion", "id"])
    op.create_index("ix_salientes_recibido", "salientes", ["recibido"])
    op.create_table(
        "plazos",
        sa.Column("conversacion", sa.LargeBinary, nullable=False),
        sa.Column("nombre", sa.String(64), nullable=False),
        sa.Column("turno", sa.Integer, nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("conversacion", "nombre", name="pk_plazos"),
    )
    op.create_index("ix_plazos_cuando", "plazos", ["cuando"])
    op.create_table(
        "cuentas",
        sa.Column("dia", sa.String(10), nullable=False),
        sa.Column("tema", sa.String(64), nullable=False),
        sa.Column("distrito", sa.String(64), nullable=False),
        sa.Column("idioma", sa.String(16), nullable=False),
        sa.Column("desenlace", sa.String(32), nullable=False),
        sa.Column("cuantas", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(
            "dia", "tema", "distrito", "idioma", "desenlace", name="pk_cuentas"
        ),
    )
    op.create_table(
        "derivaciones",
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("dia", sa.String(10), nullable=False),
        sa.Column("clase", sa.String(16), nullable=False),
        sa.Column("equipo", sa.String(64), nullable=False),
        sa.Column("urgencia", sa.String(16), nullable=False),
        sa.Column("motivo", sa.String(64), nullable=False),
        sa.Column("plazo", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("clave", name="pk_derivaciones"),
    )
    op.create_table(
        "incidencias",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.Column("flujo", sa.String(64), nullable=False),
        sa.Column("paso", sa.String(64), nullable=False),
        sa.Column("tipo", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidencias"),
    )

"""Los casos, sellados desde su primera versión; quienes atienden; y los avisos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

numero = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("salientes", sa.Column("caso", sa.String(32)))
    op.add_column("salientes", sa.Column("pieza", sa.Integer))
    op.create_index("ix_salientes_caso", "salientes", ["caso"])
    _equipo()
    _casos()
    _avisos()


def _equipo() -> None:
    op.create_table(
        "oficina",
        sa.Column("nombre", sa.String(32), nullable=False),
        sa.Column("valor", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("nombre", name="pk_oficina"),
    )
    op.create_table(
        "personal",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("usuario", sa.LargeBinary, nullable=False),
        sa.Column("telegram", sa.LargeBinary),
        sa.Column("ficha", sa.LargeBinary, nullable=False),
        sa.Column("roles", sa.String(64), nullable=False),
        sa.Column("equipos", sa.Text, nullable=False),
        sa.Column("orden", sa.Integer, nullable=False),
        sa.Column("activa", sa.Boolean, nullable=False),
        sa.Column("publica", sa.LargeBinary),
        sa.Column("envuelta", sa.LargeBinary),
        sa.Column("semilla", sa.LargeBinary),
        sa.Column("paso", sa.BigInteger, nullable=False),
        sa.Column("creada", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_personal"),
        sa.UniqueConstraint("usuario", name="uq_personal_usuario"),
        sa.UniqueConstraint("telegram", name="uq_personal_telegram"),
    )
    op.create_table(
        "invitaciones",
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("semilla", sa.LargeBinary, nullable=False),
        sa.Column("caduca", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("clave", name="pk_invitaciones"),
    )
    op.create_index("ix_invitaciones_quien", "invitaciones", ["quien"])
    op.create_table(
        "sesiones",
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("creada", sa.BigInteger, nullable=False),
        sa.Column("vista", sa.BigInteger, nullable=False),
        sa.Column("privada", sa.LargeBinary),
        sa.PrimaryKeyConstraint("clave", name="pk_sesiones"),
    )
    op.create_index("ix_sesiones_quien", "sesiones", ["quien"])
    op.create_index("ix_sesiones_vista", "sesiones", ["vista"])
    op.create_table(
        "fallos",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("clave", sa.LargeBinary, nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fallos"),
    )
    op.create_index("ix_fallos_clave", "fallos", ["clave", "cuando"])
    op.create_table(
        "turnos_semanales",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("dias", sa.String(8), nullable=False),
        sa.Column("tramos", sa.Text, nullable=False),
        sa.Column("en_feriado", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turnos_semanales"),
    )
    op.create_index("ix_turnos_semanales_quien", "turnos_semanales", ["quien"])
    op.create_table(
        "turnos_sueltos",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("ausente", sa.Boolean, nullable=False),
        sa.Column("desde", sa.BigInteger, nullable=False),
        sa.Column("hasta", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turnos_sueltos"),
    )
    op.create_index("ix_turnos_sueltos_hasta", "turnos_sueltos", ["hasta"])
    op.create_index("ix_turnos_sueltos_quien", "turnos_sueltos", ["quien"])
    op.create_table(
        "auditoria",
        sa.Column("n", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("accion", sa.String(32), nullable=False),
        sa.Column("objeto", sa.String(64), nullable=False),
        sa.Column("dato", sa.String(128), nullable=False),
        sa.Column("sello", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_auditoria"),
    )


def _casos() -> None:
    op.create_table(
        "casos",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("referencia", sa.String(16), nullable=False),
        sa.Column("codigo", sa.LargeBinary),
        sa.Column("de_quien", sa.LargeBinary),
        sa.Column("estado", sa.LargeBinary, nullable=False),
        sa.Column("publica", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("vivo", sa.Boolean, nullable=False),
        sa.Column("prueba", sa.Boolean, nullable=False),
        sa.Column("nivel", sa.Integer, nullable=False),
        sa.Column("equipo", sa.String(64), nullable=False),
        sa.Column("situacion", sa.String(16), nullable=False),
        sa.Column("por", sa.String(32), nullable=False),
        sa.Column("abierto", sa.BigInteger, nullable=False),
        sa.Column("vence", sa.BigInteger, nullable=False),
        sa.Column("consentimiento", sa.String(32), nullable=False),
        sa.Column("sin_respuesta", sa.Boolean, nullable=False),
        sa.Column("pendiente", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_casos"),
        sa.UniqueConstraint("referencia", name="uq_casos_referencia"),
        sa.UniqueConstraint("codigo", name="uq_casos_codigo"),
        sa.UniqueConstraint("de_quien", name="uq_casos_de_quien"),
    )
    op.create_index("ix_casos_vivo", "casos", ["vivo", "nivel", "vence"])
    op.create_table(
        "caso_llaves",
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("miembro", sa.String(32), nullable=False),
        sa.Column("sello", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("caso", "miembro", name="pk_caso_llaves"),
    )
    op.create_index("ix_caso_llaves_miembro", "caso_llaves", ["miembro"])
    op.create_table(
        "caso_piezas",
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("clase", sa.String(16), nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.Column("entrega", sa.String(16), nullable=False),
        sa.Column("sellado", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("caso", "n", name="pk_caso_piezas"),
    )
    op.create_table(
        "enlaces",
        sa.Column("chat", sa.LargeBinary, nullable=False),
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("regreso", sa.LargeBinary, nullable=False),
        sa.Column("ultimo", sa.BigInteger),
        sa.PrimaryKeyConstraint("chat", name="pk_enlaces"),
        sa.UniqueConstraint("caso", name="uq_enlaces_caso"),
    )
    op.create_table(
        "plazos_de_caso",
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("nombre", sa.String(16), nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("caso", "nombre", name="pk_plazos_de_caso"),
    )
    op.create_index("ix_plazos_de_caso_cuando", "plazos_de_caso", ["cuando"])


def _avisos() -> None:
    op.create_table(
        "lapidas",
        sa.Column("id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lapidas"),
    )
    op.create_table(
        "alertas",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("clave", sa.String(128), nullable=False),
        sa.Column("para_clase", sa.String(8), nullable=False),
        sa.Column("para", sa.String(64), nullable=False),
        sa.Column("motivo", sa.String(16), nullable=False),
        sa.Column("nivel", sa.Integer, nullable=False),
        sa.Column("creada", sa.BigInteger, nullable=False),
        sa.Column("vigente_hasta", sa.BigInteger, nullable=False),
        sa.Column("estado", sa.String(16), nullable=False),
        sa.Column("vias", sa.String(64), nullable=False),
        sa.Column("intento", sa.Integer, nullable=False),
        sa.Column("proximo", sa.BigInteger, nullable=False),
        sa.Column("prestada_hasta", sa.BigInteger, nullable=False),
        sa.Column("fallo", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alertas"),
        sa.UniqueConstraint("caso", "clave", name="uq_alertas_caso"),
    )
    op.create_index("ix_alertas_estado", "alertas", ["estado", "proximo"])
    op.create_table(
        "carteles",
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("mensaje", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("proximo", sa.BigInteger, nullable=False),
        sa.Column("estado", sa.String(16), nullable=False),
        sa.Column("prestada_hasta", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("caso", name="pk_carteles"),
    )
    op.create_table(
        "grupos",
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("estado", sa.String(16), nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.Column("dato", sa.String(512), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_grupos"),
    )
    op.create_table(
        "pulsos",
        sa.Column("id", numero, autoincrement=True, nullable=False),
        sa.Column("cuando", sa.BigInteger, nullable=False),
        sa.Column("visto", sa.BigInteger),
        sa.Column("fallos", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pulsos"),
    )
    op.create_table(
        "excepciones",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("pide", sa.String(32), nullable=False),
        sa.Column("motivo", sa.String(32), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("hasta", sa.BigInteger, nullable=False),
        sa.Column("autoriza", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_excepciones"),
    )
    op.create_index("ix_excepciones_caso", "excepciones", ["caso"])
    op.create_table(
        "contactos",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("caso", sa.String(32), nullable=False),
        sa.Column("quien", sa.String(32), nullable=False),
        sa.Column("dato", sa.String(256), nullable=False),
        sa.Column("creado", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contactos"),
    )
    op.create_index("ix_contactos_caso", "contactos", ["caso"])

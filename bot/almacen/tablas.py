"""Las tablas, una sola vez para SQLite y PostgreSQL.

Ninguna columna guarda en claro algo de una persona. Los instantes son
milisegundos desde 1970 (enteros) y los días, texto ``AAAA-MM-DD``: así los lee
igual cualquier conexión. Cambiar algo aquí pide una migración.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadatos = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)
numero = BigInteger().with_variant(Integer, "sqlite")

entrantes = Table(
    "entrantes",
    metadatos,
    Column("huella", LargeBinary, primary_key=True, doc="HMAC de canal e id del proveedor"),
    Column("visto", BigInteger, nullable=False),
    Index("ix_entrantes_visto", "visto"),
)

conversaciones = Table(
    "conversaciones",
    metadatos,
    Column("clave", LargeBinary, primary_key=True, doc="HMAC de canal y dirección"),
    Column("estado", LargeBinary, doc="cifrado; vacío mientras nace"),
    Column("caduca", BigInteger, nullable=False),
    Index("ix_conversaciones_caduca", "caduca"),
)

salientes = Table(
    "salientes",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("clave", LargeBinary, nullable=False, unique=True, doc="HMAC de entrante y orden"),
    Column("conversacion", LargeBinary, nullable=False),
    Column("canal", String(16), nullable=False),
    Column("carga", LargeBinary, nullable=False, doc="cifrada; vacía cuando ya no hace falta"),
    Column("sensible", Boolean, nullable=False),
    Column("recibido", BigInteger, nullable=False, doc="el mensaje al que responde"),
    Column("vigente_hasta", BigInteger, nullable=False),
    Column("estado", String(16), nullable=False, doc="los de bot/almacen/despacho.py"),
    Column("intento", Integer, nullable=False),
    Column("proximo", BigInteger, nullable=False, doc="antes no se manda"),
    Column("prestada_hasta", BigInteger, nullable=False, doc="después, nadie la está mandando"),
    Column("rango", Integer, nullable=False, doc="hasta dónde dijo el proveedor que llegó"),
    Column("motivo", String(32), nullable=False, doc="por qué no llegó; nunca un texto"),
    Column("caso", String(32), doc="si contesta la oficina"),
    Column("pieza", Integer, doc="la del caso que se está entregando"),
    Index("ix_salientes_caso", "caso"),
    Index("ix_salientes_conversacion", "conversacion", "id"),
    Index("ix_salientes_recibido", "recibido"),
    Index("ix_salientes_estado", "estado", "proximo"),
    # Un número de mensaje no se usa dos veces, aunque el primero ya se borró.
    sqlite_autoincrement=True,
)

remotos = Table(
    "remotos",
    metadatos,
    Column("clave", LargeBinary, primary_key=True, doc="HMAC de canal e id del proveedor"),
    Column("conversacion", LargeBinary, nullable=False),
    Column("canal", String(16), nullable=False),
    Column("remoto", LargeBinary, nullable=False, doc="cómo lo llama el proveedor; cifrado"),
    Column("visto", BigInteger, nullable=False),
    Column("borrar_desde", BigInteger, doc="cuándo borrarlo allá; vacío si solo lo pide ella"),
    Column("intento", Integer, nullable=False),
    Index("ix_remotos_conversacion", "conversacion"),
    Index("ix_remotos_borrar_desde", "borrar_desde"),
    Index("ix_remotos_visto", "visto"),
)

bajas = Table(
    "bajas",
    metadatos,
    Column("conversacion", LargeBinary, primary_key=True, doc="no quiere que se le escriba"),
)

plantillas = Table(
    "plantillas",
    metadatos,
    Column("nombre", String(64), primary_key=True),
    Column("remoto", String(64), nullable=False, doc="cómo la llama el proveedor"),
)

plazos = Table(
    "plazos",
    metadatos,
    Column("conversacion", LargeBinary, primary_key=True),
    Column("nombre", String(64), primary_key=True),
    Column("turno", Integer, nullable=False),
    Column("cuando", BigInteger, nullable=False),
    Index("ix_plazos_cuando", "cuando"),
)

cuentas = Table(
    "cuentas",
    metadatos,
    Column("dia", String(10), primary_key=True),
    Column("tema", String(64), primary_key=True),
    Column("distrito", String(64), primary_key=True),
    Column("idioma", String(16), primary_key=True),
    Column("desenlace", String(32), primary_key=True),
    Column("cuantas", Integer, nullable=False),
)

derivaciones = Table(
    "derivaciones",
    metadatos,
    Column("clave", LargeBinary, primary_key=True, doc="no lleva a la persona"),
    Column("dia", String(10), nullable=False),
    Column("clase", String(16), nullable=False, doc="deriva o avisa"),
    Column("equipo", String(64), nullable=False, doc="vacío en un aviso"),
    Column("urgencia", String(16), nullable=False),
    Column("motivo", String(64), nullable=False),
    Column("plazo", Integer, nullable=False, doc="segundos; 0 en un aviso"),
)

incidencias = Table(
    "incidencias",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("cuando", BigInteger, nullable=False),
    Column("flujo", String(64), nullable=False),
    Column("paso", String(64), nullable=False),
    Column("tipo", String(128), nullable=False, doc="tipo de la excepción; nunca su texto"),
)


def a_ms(instante: datetime) -> int:
    """El instante como se guarda."""
    return int(instante.timestamp() * 1000)


def de_ms(milisegundos: int) -> datetime:
    """El instante guardado, en UTC."""
    return datetime.fromtimestamp(milisegundos / 1000, UTC)

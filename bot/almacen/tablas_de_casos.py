"""Las tablas de los casos y de sus avisos. Lo que contó la persona va sellado.

Las columnas en claro son lo justo para ordenar la bandeja: nivel, equipo y fechas, sin
nadie. Las de quienes atienden son de ``tablas_de_equipo.py``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from bot.almacen.tablas import metadatos, numero

casos = Table(
    "casos",
    metadatos,
    Column("id", String(32), primary_key=True, doc="al azar"),
    Column("referencia", String(16), nullable=False, unique=True),
    Column("codigo", LargeBinary, unique=True, doc="HMAC del código de la persona"),
    Column("de_quien", LargeBinary, unique=True, doc="HMAC del chat; vacío al cerrar"),
    Column("estado", LargeBinary, nullable=False, doc="el de bot/casos, cifrado"),
    Column("publica", LargeBinary, nullable=False, doc="con ella se sella lo del caso"),
    Column("version", Integer, nullable=False),
    Column("vivo", Boolean, nullable=False),
    Column("prueba", Boolean, nullable=False, doc="del canario: no se cuenta ni se muestra"),
    Column("nivel", Integer, nullable=False),
    Column("equipo", String(64), nullable=False),
    Column("situacion", String(16), nullable=False),
    Column("por", String(32), nullable=False, doc="quién lo tomó"),
    Column("abierto", BigInteger, nullable=False, doc="cerrado, solo el día"),
    Column("vence", BigInteger, nullable=False),
    Column("consentimiento", String(32), nullable=False, doc="versión del texto que aceptó"),
    Column("sin_respuesta", Boolean, nullable=False),
    Column("pendiente", Boolean, nullable=False, doc="ella escribió y nadie le contestó aún"),
    Index("ix_casos_vivo", "vivo", "nivel", "vence"),
)

caso_llaves = Table(
    "caso_llaves",
    metadatos,
    Column("caso", String(32), primary_key=True),
    Column("miembro", String(32), primary_key=True),
    Column("sello", LargeBinary, nullable=False, doc="la llave del caso, para quien la abre"),
    Index("ix_caso_llaves_miembro", "miembro"),
)

caso_piezas = Table(
    "caso_piezas",
    metadatos,
    Column("caso", String(32), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("clase", String(16), nullable=False),
    Column("quien", String(32), nullable=False, doc="id del personal, «ella» o «bot»"),
    Column("cuando", BigInteger, nullable=False),
    Column("entrega", String(16), nullable=False),
    Column("sellado", LargeBinary, nullable=False),
)

enlaces = Table(
    "enlaces",
    metadatos,
    Column("chat", LargeBinary, primary_key=True, doc="HMAC del chat"),
    Column("caso", String(32), nullable=False, unique=True),
    Column("regreso", LargeBinary, nullable=False, doc="canal, dirección y acuerdo; cifrados"),
    Column("ultimo", BigInteger, doc="su último mensaje"),
)

plazos_de_caso = Table(
    "plazos_de_caso",
    metadatos,
    Column("caso", String(32), primary_key=True),
    Column("nombre", String(16), primary_key=True),
    Column("cuando", BigInteger, nullable=False),
    Index("ix_plazos_de_caso_cuando", "cuando"),
)

lapidas = Table(
    "lapidas",
    metadatos,
    Column("id", String(32), primary_key=True, doc="al azar: no es el del caso"),
)

alertas = Table(
    "alertas",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("caso", String(32), nullable=False),
    Column("clave", String(128), nullable=False),
    Column("para_clase", String(8), nullable=False, doc="persona o grupo"),
    Column("para", String(64), nullable=False),
    Column("motivo", String(16), nullable=False),
    Column("nivel", Integer, nullable=False),
    Column("creada", BigInteger, nullable=False),
    Column("vigente_hasta", BigInteger, nullable=False),
    Column("estado", String(16), nullable=False, doc="espera, tomada, enviada o muerta"),
    Column("vias", String(64), nullable=False, doc="las que ya fallaron"),
    Column("intento", Integer, nullable=False),
    Column("proximo", BigInteger, nullable=False),
    Column("prestada_hasta", BigInteger, nullable=False),
    Column("fallo", String(32), nullable=False),
    UniqueConstraint("caso", "clave"),
    Index("ix_alertas_estado", "estado", "proximo"),
)

carteles = Table(
    "carteles",
    metadatos,
    Column("caso", String(32), primary_key=True),
    Column("chat", String(32), nullable=False),
    Column("mensaje", String(32), nullable=False, doc="vacío: aún no se puso"),
    Column("version", Integer, nullable=False, doc="la del caso que está pintada"),
    Column("proximo", BigInteger, nullable=False),
    Column("estado", String(16), nullable=False),
    Column("prestada_hasta", BigInteger, nullable=False),
)

grupos = Table(
    "grupos",
    metadatos,
    Column("chat", String(32), primary_key=True),
    Column("estado", String(16), nullable=False, doc="bien, migrado, con_extranos o fuera"),
    Column("cuando", BigInteger, nullable=False),
    Column("dato", String(512), nullable=False, doc="a qué chat se fue, o huellas de extraños"),
)

pulsos = Table(
    "pulsos",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("cuando", BigInteger, nullable=False),
    Column("visto", BigInteger),
    Column("fallos", Integer, nullable=False),
)

excepciones = Table(
    "excepciones",
    metadatos,
    Column("id", String(32), primary_key=True),
    Column("caso", String(32), nullable=False),
    Column("pide", String(32), nullable=False),
    Column("motivo", String(32), nullable=False, doc="uno de la lista"),
    Column("via", String(16), nullable=False),
    Column("hasta", BigInteger, nullable=False),
    Column("autoriza", String(32), nullable=False),
    Index("ix_excepciones_caso", "caso"),
)

contactos = Table(
    "contactos",
    metadatos,
    Column("id", String(32), primary_key=True),
    Column("caso", String(32), nullable=False),
    Column("quien", String(32), nullable=False),
    Column("dato", String(256), nullable=False, doc="por dónde va; nunca lo que se dijo"),
    Column("creado", BigInteger, nullable=False),
    Index("ix_contactos_caso", "caso"),
)

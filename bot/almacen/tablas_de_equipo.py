"""Las tablas de quienes atienden: personas, sesiones, guardias y la auditoría.

Lo que dice quién es alguien va cifrado o es un HMAC; su llave privada, envuelta en su
contraseña. Las de los casos son de ``tablas_de_casos.py``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from bot.almacen.tablas import metadatos, numero

oficina = Table(
    "oficina",
    metadatos,
    Column("nombre", String(32), primary_key=True),
    Column("valor", LargeBinary, nullable=False),
)
"""Lo que hay uno: la llave pública de recuperación, la cabeza de la auditoría, el número."""

personal = Table(
    "personal",
    metadatos,
    Column("id", String(32), primary_key=True),
    Column("usuario", LargeBinary, nullable=False, unique=True, doc="HMAC de con qué entra"),
    Column("telegram", LargeBinary, unique=True, doc="HMAC de su número de Telegram"),
    Column("ficha", LargeBinary, nullable=False, doc="nombre y direcciones, cifrados"),
    Column("roles", String(64), nullable=False),
    Column("equipos", Text, nullable=False, doc="separados por espacios"),
    Column("orden", Integer, nullable=False, doc="el de llamada"),
    Column("activa", Boolean, nullable=False),
    Column("publica", LargeBinary, doc="vacía hasta que acepta la invitación"),
    Column("envuelta", LargeBinary, doc="su llave privada, envuelta en su contraseña y cifrada"),
    Column("semilla", LargeBinary, doc="la del TOTP, cifrada"),
    Column("paso", BigInteger, nullable=False, doc="el último del TOTP que se gastó"),
    Column("creada", BigInteger, nullable=False),
)

invitaciones = Table(
    "invitaciones",
    metadatos,
    Column("clave", LargeBinary, primary_key=True, doc="HMAC del enlace"),
    Column("quien", String(32), nullable=False),
    Column("semilla", LargeBinary, nullable=False, doc="la del TOTP que estrena; cifrada"),
    Column("caduca", BigInteger, nullable=False),
    Index("ix_invitaciones_quien", "quien"),
)

sesiones = Table(
    "sesiones",
    metadatos,
    Column("clave", LargeBinary, primary_key=True, doc="HMAC del identificador de la galleta"),
    Column("quien", String(32), nullable=False),
    Column("creada", BigInteger, nullable=False),
    Column("vista", BigInteger, nullable=False),
    Column("privada", LargeBinary, doc="con un secreto que solo está en la galleta; o bloqueada"),
    Index("ix_sesiones_quien", "quien"),
    Index("ix_sesiones_vista", "vista"),
)

fallos = Table(
    "fallos",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("clave", LargeBinary, nullable=False, doc="HMAC de cuenta e IP, o de la IP"),
    Column("cuando", BigInteger, nullable=False),
    Index("ix_fallos_clave", "clave", "cuando"),
)

turnos_semanales = Table(
    "turnos_semanales",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("quien", String(32), nullable=False),
    Column("dias", String(8), nullable=False, doc="cifras de 0 (lunes) a 6"),
    Column("tramos", Text, nullable=False, doc="08:00-12:00 14:00-18:00"),
    Column("en_feriado", Boolean, nullable=False),
    Index("ix_turnos_semanales_quien", "quien"),
)

turnos_sueltos = Table(
    "turnos_sueltos",
    metadatos,
    Column("id", numero, primary_key=True, autoincrement=True),
    Column("quien", String(32), nullable=False),
    Column("ausente", Boolean, nullable=False, doc="no es un turno: es que falta"),
    Column("desde", BigInteger, nullable=False),
    Column("hasta", BigInteger, nullable=False),
    Index("ix_turnos_sueltos_quien", "quien"),
    Index("ix_turnos_sueltos_hasta", "hasta"),
)

auditoria = Table(
    "auditoria",
    metadatos,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("cuando", BigInteger, nullable=False),
    Column("quien", String(32), nullable=False, doc="vacío: ella, el reloj o no se sabe"),
    Column("accion", String(32), nullable=False),
    Column("objeto", String(64), nullable=False),
    Column("dato", String(128), nullable=False, doc="nunca un texto de nadie"),
    Column("sello", LargeBinary, nullable=False, doc="HMAC de este renglón y del anterior"),
)

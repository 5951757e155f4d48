"""Lo que de la oficina hay uno: la llave pública de recuperación y los contadores."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.almacen.tablas_de_casos import caso_llaves
from bot.almacen.tablas_de_equipo import oficina

_RECUPERACION = "recuperacion"
_NUMERO = "numero"
RECUPERACION = "_recuperacion"
"""El nombre, entre quienes abren un caso, de la llave que está en papel."""


def leer(conexion: Connection, nombre: str) -> bytes | None:
    valor: bytes | None = conexion.scalar(select(oficina.c.valor).where(oficina.c.nombre == nombre))
    return valor


def poner(conexion: Connection, nombre: str, valor: bytes) -> None:
    """Pone o cambia."""
    insertar = postgresql.insert if conexion.dialect.name == "postgresql" else sqlite.insert
    orden = insertar(oficina).values(nombre=nombre, valor=valor)
    conexion.execute(
        orden.on_conflict_do_update(
            index_elements=[oficina.c.nombre], set_={"valor": orden.excluded.valor}
        )
    )


def recuperacion(conexion: Connection) -> bytes | None:
    """La mitad pública de la llave que está en papel, si ya se hizo."""
    return leer(conexion, _RECUPERACION)


def poner_recuperacion(conexion: Connection, publica: bytes) -> None:
    """Desde ahora se sella también para esta llave; la de antes ya no abre nada.

    Lo que ya había lo sella para ella el primer colega que entre.
    """
    poner(conexion, _RECUPERACION, publica)
    conexion.execute(delete(caso_llaves).where(caso_llaves.c.miembro == RECUPERACION))


def siguiente_numero(conexion: Connection) -> int:
    """El del próximo caso; no se usa dos veces, aunque su caso ya se haya destruido."""
    insertar = postgresql.insert if conexion.dialect.name == "postgresql" else sqlite.insert
    # Primero se bloquea la fila: dos procesos no leen el mismo número.
    conexion.execute(
        insertar(oficina)
        .values(nombre=_NUMERO, valor=b"0")
        .on_conflict_do_update(index_elements=[oficina.c.nombre], set_={"valor": oficina.c.valor})
    )
    numero = int(leer(conexion, _NUMERO) or b"0") + 1
    poner(conexion, _NUMERO, str(numero).encode())
    return numero

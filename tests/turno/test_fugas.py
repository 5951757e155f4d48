"""Las marcas de una persona no aparecen en la base, ni en su ``-wal``, ni en el registro."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import text

from bot import casos, registro
from bot.almacen.sql import Almacen
from tests.almacen.taller import Reloj
from tests.turno.taller import DIRECCION, TEXTO, Oficina, abrir_puerta, escribe

MARCAS = (DIRECCION, "51999000111", TEXTO, "CanarioNombre", "canela-faro")


def formas(marca: str) -> Iterator[bytes]:
    for crudo in (marca.encode(), marca.encode("utf-16-le")):
        yield crudo
        yield base64.b64encode(crudo).rstrip(b"=")[:-1]
    yield quote(marca).encode()
    yield json.dumps(marca).strip('"').encode()


def halladas(crudo: bytes) -> list[str]:
    return [marca for marca in MARCAS if any(forma in crudo for forma in formas(marca))]


def vivir(oficina: Oficina) -> None:
    """De la primera alarma al cierre, con una respuesta que no ha salido todavía."""
    escribe(oficina.puerta, "avisa")
    escribe(oficina.puerta, "llamada")
    oficina.responde(f"Soy CanarioNombre, la palabra es canela-faro. {TEXTO}")
    assert escribe(oficina.puerta, f"me llamo CanarioNombre, canela-faro, {TEXTO}") != []
    oficina.responde(f"Otra vez CanarioNombre {TEXTO}")
    escribe(oficina.puerta, "rompe")


def test_se_buscan_bien() -> None:
    for marca in MARCAS:
        for forma in formas(marca):
            assert halladas(b"xx" + forma + b"yy"), (marca, forma)


def test_no_hay_ninguna_marca(almacen: Almacen, carpeta: Path, motor: str) -> None:
    salida = io.StringIO()
    registro.configurar(salida)
    reloj = Reloj()
    oficina = Oficina(abrir_puerta(almacen, reloj), reloj)
    vivir(oficina)
    assert oficina.piezas(oficina.caso.id, oficina.eva)
    assert not halladas(salida.getvalue().encode())
    if motor == "sqlite":
        archivos = sorted(carpeta.glob("rumbo.sqlite*"))
        assert len(archivos) >= 2, "también el -wal"
        for archivo in archivos:
            assert halladas(archivo.read_bytes()) == [], archivo.name
    with almacen.leer() as conexion:
        tablas = [
            fila[0]
            for fila in conexion.execute(
                text(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                    if motor == "sqlite"
                    else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                )
            )
        ]
        for tabla in tablas:
            filas = conexion.execute(text(f'SELECT * FROM "{tabla}"')).all()
            for fila in filas:
                crudo = b"|".join(
                    valor if isinstance(valor, bytes) else str(valor).encode() for valor in fila
                )
                assert halladas(crudo) == [], tabla


def test_el_segundo_telefono_con_su_codigo_solo_recibe_una_palabra(almacen: Almacen) -> None:
    reloj = Reloj()
    oficina = Oficina(abrir_puerta(almacen, reloj), reloj)
    (dicho,) = escribe(oficina.puerta, "chat")
    codigo = dicho.removeprefix("código ")
    oficina.responde("Hola, te leo.")
    ladron = [
        *escribe(oficina.puerta, codigo, quien="ladrón"),
        *escribe(oficina.puerta, "hola", quien="ladrón"),
        *escribe(oficina.puerta, codigo, quien="ladrón"),
    ]
    assert ladron[0] == ladron[2] == "en atención"
    assert ladron[1].startswith("hola: ")
    # Ni lo une al caso, ni le llega lo que dice la oficina.
    assert isinstance(oficina.responde("Esto es para ella"), casos.Movimiento)
    assert [b.texto for _, b in oficina.puerta.recoger("web", "ladrón").result()] == []
    assert oficina.responde(direccion="ladrón") == casos.Rechazo("sin_permiso")

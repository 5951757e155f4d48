"""Lo vencido se borra; un reloj que salta no se lleva todo por delante."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import Connection, update

from bot.almacen.llaves import Llaves
from bot.almacen.retencion import PUNADO, Poda, Retencion
from bot.almacen.sql import Almacen, abrir
from bot.almacen.tablas import salientes
from bot.canales.base import Entrante
from tests.almacen.taller import AHORA, Reloj, dichos, entrante, filas, puerta

GRANDE = PUNADO + 10


def cuantas(almacen: Almacen) -> dict[str, int]:
    tablas = ("entrantes", "conversaciones", "salientes", "plazos", "cuentas", "derivaciones")
    return {tabla: len(filas(almacen, tabla)) for tabla in tablas}


def test_cada_cosa_a_su_tiempo(almacen: Almacen) -> None:
    una, retencion = puerta(almacen), Retencion(almacen)
    for dicho in ("cuenta", "deriva"):
        una.atender(entrante(dicho)).result()
    una.atender(entrante("hola", "eva")).result()
    una.atender(entrante("sensible", "eva")).result()
    quedan = {"entrantes": 4, "conversaciones": 2, "salientes": 4, "plazos": 2}
    fijas = {"cuentas": 1, "derivaciones": 1}
    for minutos, cambia in (
        (10, {}),
        (11, {"salientes": 0}),
        (21, {"conversaciones": 1, "plazos": 1}),
        (6 * 60, {"conversaciones": 0, "plazos": 0}),
        (8 * 24 * 60, {}),
        (8 * 24 * 60 + 1, {"entrantes": 0}),
    ):
        retencion.podar(AHORA + timedelta(minutes=minutos))
        quedan |= cambia
        assert cuantas(almacen) == quedan | fijas, minutos


def muchas(almacen: Almacen) -> Reloj:
    reloj = Reloj()
    una = puerta(almacen, reloj)
    for futuro in [una.atender(entrante("hola", f"p{n}")) for n in range(GRANDE)]:
        futuro.result()
    return reloj


def test_un_salto_del_reloj_no_borra_nada(almacen: Almacen) -> None:
    reloj, retencion = muchas(almacen), Retencion(almacen)
    assert not retencion.podar(reloj.ahora).detenida
    salto = reloj.ahora + timedelta(days=4000)
    for minuto in range(3):
        poda = retencion.podar(salto + timedelta(minutes=minuto))
        assert poda == Poda(borradas=GRANDE if minuto == 0 else 0, detenida=True)
    assert len(filas(almacen, "conversaciones")) == len(filas(almacen, "entrantes")) == GRANDE
    assert [f["tipo"] for f in filas(almacen, "incidencias")] == ["PodaDetenida"], "una por salto"
    # El reloj se arregla: se sigue como si nada.
    assert retencion.podar(reloj.ahora + timedelta(minutes=4)).borradas == 0
    assert len(filas(almacen, "conversaciones")) == GRANDE


def test_si_el_reloj_se_sostiene_una_hora_se_borra(almacen: Almacen) -> None:
    reloj, retencion = muchas(almacen), Retencion(almacen)
    lunes = reloj.ahora + timedelta(days=3)
    detenidas = [
        retencion.podar(lunes + timedelta(minutes=minuto)).detenida for minuto in range(0, 70, 5)
    ]
    assert detenidas == [True] * 12 + [False] * 2
    assert filas(almacen, "conversaciones") == filas(almacen, "plazos") == []


def test_en_marcha_no_se_detiene_aunque_venzan_muchas(almacen: Almacen) -> None:
    reloj, retencion = muchas(almacen), Retencion(almacen)
    for minuto in range(0, 6 * 60 + 5, 5):
        assert not retencion.podar(reloj.ahora + timedelta(minutes=minuto)).detenida
    assert filas(almacen, "conversaciones") == []


def test_un_punado_se_borra_siempre(almacen: Almacen) -> None:
    puerta(almacen).atender(entrante("hola")).result()
    assert not Retencion(almacen).podar(AHORA + timedelta(days=9)).detenida
    assert filas(almacen, "entrantes") == []


def test_podar_vacia_el_diario(carpeta: Path, llaves: Llaves) -> None:
    almacen = abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves)
    puerta(almacen).atender(entrante("hola")).result()
    diario = carpeta / "rumbo.sqlite-wal"
    assert diario.stat().st_size > 0
    Retencion(almacen).podar(AHORA)
    assert diario.stat().st_size == 0
    almacen.cerrar()


MARCAS = ("+51999000111", "RumboMarcaNombre", "RUMBO-MARCA-TEXTO-7f3a ñandú", "id-RumboMarca-9")


def maneras(marca: str) -> set[bytes]:
    """Cómo podría quedar escrita: en varios alfabetos y disfraces."""
    utf8 = marca.encode()
    crudas = {utf8, marca.encode("utf-16-le"), quote(marca).encode(), utf8.hex().encode()}
    crudas.add(json.dumps(marca)[1:-1].encode())
    crudas |= {base64.b64encode(b"x" * n + utf8)[4:-4] for n in range(3)}
    cifras = "".join(c for c in marca if c.isdigit())
    return {c for c in crudas if len(c) > 4} | ({cifras.encode()} if len(cifras) > 6 else set())


@pytest.fixture
def volcado(motor: str, carpeta: Path, request: pytest.FixtureRequest) -> Callable[[], bytes]:
    """Todos los bytes de la base en el disco, y lo que el motor deja al lado."""

    def todo() -> bytes:
        if motor == "sqlite":
            return b"".join(a.read_bytes() for a in sorted(carpeta.glob("rumbo.sqlite*")))
        servidor: str = request.getfixturevalue("servidor_postgres")
        with psycopg.connect(servidor, autocommit=True) as conexion:
            conexion.execute("CHECKPOINT")
            datos = conexion.execute("SHOW data_directory").fetchone()
        assert datos is not None
        archivos = [a for a in Path(datos[0]).rglob("*") if a.is_file()]
        return b"".join(a.read_bytes() for a in archivos)

    return todo


def test_en_el_disco_no_hay_nada_de_la_persona(
    almacen: Almacen, volcado: Callable[[], bytes]
) -> None:
    telefono, nombre, texto, id = MARCAS
    una = puerta(almacen)
    una.atender(entrante(texto, telefono, id=id)).result()
    una.atender(entrante(nombre, telefono)).result()
    una.atender(entrante("deriva", telefono)).result()
    una.atender(entrante("rompe", nombre)).result()
    disco = volcado()
    assert b"RumboMarca" not in disco
    assert b"conversaciones" in disco, "se miró de verdad la base"
    for marca in MARCAS:
        for manera in maneras(marca):
            assert manera not in disco, manera
    assert nombre in " ".join(dichos(una, telefono)), "y sin embargo se recuerda"


def test_salir_no_deja_ni_un_byte(carpeta: Path, llaves: Llaves) -> None:
    almacen = abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves)
    una = puerta(almacen)
    una.atender(entrante("hola")).result()
    [conversacion] = filas(almacen, "conversaciones")
    [saliente] = filas(almacen, "salientes")
    rastros = [conversacion["estado"], conversacion["clave"], saliente["carga"]]

    def disco() -> bytes:
        return b"".join(a.read_bytes() for a in carpeta.glob("rumbo.sqlite*"))

    assert all(bytes(rastro) in disco() for rastro in rastros)
    una.atender(entrante("salir")).result()
    dichos(una)
    almacen.compactar().result()
    assert not any(bytes(rastro) in disco() for rastro in rastros)
    assert (carpeta / "rumbo.sqlite-wal").stat().st_size == 0
    una.cerrar()


def test_lo_que_no_salio_deja_constancia_treinta_dias(almacen: Almacen) -> None:
    una, retencion = puerta(almacen), Retencion(almacen)
    una.atender(Entrante("telegram", "7", "a", "hola", AHORA, remoto="10")).result()
    una.atender(Entrante("whatsapp", "8", "b", "hola", AHORA, remoto="SM1")).result()

    def acepta(conexion: Connection) -> None:
        conexion.execute(
            update(salientes).where(salientes.c.canal == "whatsapp").values(estado="aceptada")
        )

    almacen.hacer(acepta).result()
    for tiempo, estados, remotos in (
        (timedelta(minutes=10), ["espera", "aceptada"], 2),
        (timedelta(minutes=11), ["vencida", "aceptada"], 2),
        (timedelta(days=1, minutes=1), ["vencida"], 2),
        (timedelta(days=2, minutes=1), ["vencida"], 1),
        (timedelta(days=15, minutes=1), ["vencida"], 0),
        (timedelta(days=30, minutes=1), [], 0),
    ):
        retencion.podar(AHORA + tiempo)
        quedan = filas(almacen, "salientes")
        assert [f["estado"] for f in quedan] == estados, tiempo
        assert len(filas(almacen, "remotos")) == remotos, tiempo
        if tiempo > timedelta(minutes=10):
            assert not any(f["carga"] for f in quedan)

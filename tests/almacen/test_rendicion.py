"""Qué ve quien se lleva la base, el diario, las llaves y nuestro propio código: la nota, no."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import casos as puro
from bot.almacen import casos, enlaces, entrada, equipo, llaves_de_caso, piezas, sellos
from bot.almacen.entrada import Entrada
from bot.almacen.llaves import Llaves, crear_llaves
from bot.almacen.sql import Almacen, abrir
from bot.almacen.tablas_de_casos import caso_llaves, caso_piezas
from bot.almacen.tablas_de_equipo import personal, sesiones
from bot.proteccion.acuerdo import MANANA, Acuerdo, acuerdo_a_json
from tests.almacen.oficina import CLAVE
from tests.almacen.test_casos import CHAT, Casa
from tests.almacen.test_retencion import maneras
from tests.almacen.test_retencion import volcado as volcado
from tests.casos.taller import LUNES, SI

TELEFONO = "+51999000111"
MARCAS = (TELEFONO, "RumboMarcaNombre", "RUMBO-MARCA-TEXTO-7f3a ñandú", "marca-canela-faro")


@pytest.fixture
def casa(almacen: Almacen) -> Casa:
    return Casa(almacen)


def llenar(casa: Casa) -> str:
    """Un caso con de todo, tomado ayer, y Ana con la sesión abierta."""
    _, nombre, texto, palabra = MARCAS
    id = casa.abrir()
    acuerdo = Acuerdo(SI, como="llamada", franjas=(MANANA,), telefono=TELEFONO)
    escritas: list[tuple[piezas.Clase, str, str]] = [
        ("resumen", "bot", nombre),
        ("ella", "ella", texto),
        ("nota", casa.ana.id, f"{texto} {nombre}"),
        ("acuerdo", "bot", acuerdo_a_json(acuerdo)),
        ("palabra", casa.ana.id, palabra),
    ]
    for clase, quien, dicho in escritas:
        casa.hacer(
            lambda c, clase=clase, quien=quien, dicho=dicho: piezas.sumar(  # type: ignore[misc]
                c, id, clase, quien, dicho, LUNES
            )
        )
    casa.hacer(
        lambda c: enlaces.enlazar(c, casa.cifrado, id, CHAT, "whatsapp", TELEFONO, LUNES, acuerdo)
    )
    casa.hacer(
        lambda c: equipo.cambiar(c, casa.cifrado, casa.ana.id, alias=nombre, whatsapp=TELEFONO)
    )
    casa.mover(id, puro.Toma(casa.ana.id))
    dentro = entrada.entrar(casa.almacen, "ana", CLAVE, lambda _: 5, TELEFONO, LUNES)
    assert isinstance(dentro, Entrada)
    return id


def test_en_el_disco_no_hay_nada_de_la_persona(casa: Casa, volcado: object) -> None:
    llenar(casa)
    disco: bytes = volcado()  # type: ignore[operator]
    assert b"caso_piezas" in disco, "se miró de verdad la base"
    for marca in MARCAS:
        for manera in maneras(marca):
            assert manera not in disco, manera


def _trozos(crudo: bytes) -> Iterator[bytes]:
    for n in range(max(0, len(crudo) - sellos.LARGO) + 1):
        yield crudo[n : n + sellos.LARGO]


def al_alcance(robada: Almacen, llaves: Llaves) -> set[bytes]:
    """Todo lo que podría ser una llave para quien tiene la base y los secretos."""
    secretos = {llaves.pimienta, *llaves.estado}
    with robada.leer() as conexion:
        for fila in conexion.execute(select(personal)):
            envuelta = equipo.leer_envuelta(robada.cifrado, fila.id, fila.envuelta)
            secretos |= {fila.publica, fila.semilla[-32:], *_trozos(envuelta)}
        for fila in conexion.execute(select(sesiones)):
            secretos |= {fila.clave, *_trozos(fila.privada)}
    return {secreto for secreto in secretos if len(secreto) == sellos.LARGO}


def abre_algo(robada: Almacen, llaves: Llaves) -> int:
    """Cuántas llaves y piezas se abren con eso, probándolo todo con nuestro código."""
    abiertas = 0
    with robada.leer() as conexion:
        sellados = list(conexion.execute(select(caso_llaves)))
        escritas = [p for s in {f.caso for f in sellados} for p in piezas.de_caso(conexion, s)]
    assert sellados and escritas
    for secreto in al_alcance(robada, llaves):
        for fila in sellados:
            try:
                sellos.abrir_llave(fila.sello, secreto, fila.caso)
                abiertas += 1
            except sellos.NoAbre:
                pass
        for pieza in escritas:
            try:
                piezas.abrir(pieza, secreto)
                abiertas += 1
            except sellos.NoAbre:
                pass
    return abiertas


@pytest.fixture
def robada(casa: Casa, carpeta: Path, motor: str, url: str) -> Iterator[Almacen]:
    """La base copiada en caliente con su diario; en PostgreSQL, la misma."""
    llenar(casa)
    copia = url
    if motor == "sqlite":
        (carpeta / "robo").mkdir(mode=0o700)
        for archivo in carpeta.glob("rumbo.sqlite*"):
            shutil.copy(archivo, carpeta / "robo" / archivo.name)
        copia = f"sqlite:///{carpeta}/robo/rumbo.sqlite"
    otra = abrir(copia, crear_llaves(carpeta / "secretos"))
    yield otra
    otra.cerrar()


def test_con_base_diario_y_llaves_no_se_lee_lo_de_ayer(robada: Almacen, llaves: Llaves) -> None:
    assert abre_algo(robada, llaves) == 0


def test_con_una_contrasena_si(casa: Casa, robada: Almacen) -> None:
    ayer = LUNES + timedelta(days=1)
    dentro = entrada.entrar(robada, "ana", CLAVE, lambda _: 9, "::1", ayer)
    assert isinstance(dentro, Entrada)
    with robada.leer() as conexion:
        leido = casos.por_referencia(conexion, robada.cifrado, "TUM-0001")
        assert leido is not None
        llave = llaves_de_caso.llave(conexion, leido.id, dentro.quien, dentro.privada)
        assert llave is not None
        dicho = [piezas.abrir(p, llave) for p in piezas.de_caso(conexion, leido.id)]
    assert MARCAS[2] in dicho and MARCAS[3] in dicho


def test_la_prueba_encuentra_lo_que_busca(casa: Casa, robada: Almacen, llaves: Llaves) -> None:
    """Si una llave privada estuviera al alcance, ``abre_algo`` lo diría."""
    con_llave = Llaves(casa.ana.par.privada, llaves.estado)
    assert abre_algo(robada, con_llave) > 0


def test_destruido_no_queda_ni_su_llave_en_los_archivos(
    carpeta: Path, llaves: Llaves, tmp_path: Path
) -> None:
    almacen = abrir(f"sqlite:///{carpeta}/rumbo.sqlite", llaves)
    casa = Casa(almacen)
    id = llenar(casa)
    with almacen.leer() as conexion:
        secretos = [*conexion.scalars(select(caso_llaves.c.sello))]
        secretos += conexion.scalars(select(caso_piezas.c.sellado))

    def estan() -> int:
        disco = b"".join(a.read_bytes() for a in carpeta.glob("rumbo.sqlite*"))
        # Lo largo va repartido en páginas: basta un trozo.
        return sum(secreto[:40] in disco or secreto[-40:] in disco for secreto in secretos)

    assert estan() == len(secretos) > 5
    viejo = {a.name: a.read_bytes() for a in carpeta.glob("rumbo.sqlite*")}
    casa.hacer(lambda c: casos.destruir(c, id))
    almacen.compactar().result()
    assert estan() == 0
    almacen.cerrar()
    _copia_vieja(tmp_path / "vieja", viejo, llaves)


def _copia_vieja(lugar: Path, archivos: dict[str, bytes], llaves: Llaves) -> None:
    """La base de antes de destruirlo, con las llaves de hoy: tampoco."""
    lugar.mkdir(mode=0o700)
    for nombre, crudo in archivos.items():
        descriptor = os.open(lugar / nombre, os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as archivo:
            archivo.write(crudo)
    vieja = abrir(f"sqlite:///{lugar}/rumbo.sqlite", llaves)
    assert abre_algo(vieja, llaves) == 0
    vieja.cerrar()

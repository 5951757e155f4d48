"""Las rutas de la página: qué aceptan, qué niegan y qué llevan siempre."""

from __future__ import annotations

import io
import json
import logging
import re
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from bot import registro
from bot.almacen.sql import Almacen
from bot.servidor import CABECERAS
from bot.web.pagina import SUELTOS
from tests.almacen.taller import dichos
from tests.servidor.taller import (
    BASE_CAIDA,
    CHARLA,
    NUMEROS,
    PuertaRota,
    Sitio,
    libro_con,
    sitio,
)

MARCA = "RumboMarca"
METODOS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.fixture
def registrado() -> Iterator[io.StringIO]:
    raiz = logging.getLogger()
    antes = (raiz.handlers[:], raiz.level, sys.excepthook, threading.excepthook)
    escrito = io.StringIO()
    registro.configurar(escrito)
    yield escrito
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    raiz.handlers, raiz.level = antes[0], antes[1]
    sys.excepthook, threading.excepthook = antes[2], antes[3]


def caminos() -> list[str]:
    rutas = Sitio(BASE_CAIDA).app.app.router.routes  # type: ignore[attr-defined]
    assert all(isinstance(ruta, Route) for ruta in rutas)
    propios = [ruta.path.replace("{nombre}", "chat.js") for ruta in rutas]
    return [*propios, "/estatico/nada", "/no/existe", "/docs", "/redoc", "/openapi.json"]


@pytest.mark.parametrize("metodo", METODOS)
@pytest.mark.parametrize("camino", caminos())
@pytest.mark.parametrize(
    "puerta", [BASE_CAIDA, PuertaRota(LookupError(MARCA))], ids=["base", "bug"]
)
async def test_toda_respuesta_lleva_sus_cabeceras(
    metodo: str, camino: str, puerta: PuertaRota
) -> None:
    respuesta = await Sitio(puerta).pedir(metodo, camino)
    for nombre, valor in CABECERAS.items():
        if nombre == "Cache-Control" and camino == "/estatico/chat.js" and respuesta.is_success:
            continue
        assert respuesta.headers.get(nombre) == valor, nombre
    assert "set-cookie" not in respuesta.headers
    assert "access-control-allow-origin" not in respuesta.headers
    assert "server" not in respuesta.headers
    assert MARCA not in respuesta.text


async def test_la_politica_no_deja_entrar_nada_de_fuera() -> None:
    politica = CABECERAS["Content-Security-Policy"]
    assert politica.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in politica
    assert "unsafe" not in politica
    assert "http" not in politica
    publicado = await Sitio(BASE_CAIDA, url_publica="https://rumbo.pe").pedir("GET", "/listo")
    assert "strict-transport-security" in publicado.headers
    local = await Sitio(BASE_CAIDA).pedir("GET", "/listo")
    assert "strict-transport-security" not in local.headers


@pytest.mark.parametrize("camino", ["/docs", "/redoc", "/openapi.json", "/no/existe"])
async def test_no_hay_rutas_de_mas(camino: str) -> None:
    respuesta = await Sitio(BASE_CAIDA).pedir("GET", camino)
    assert respuesta.status_code == 404
    assert respuesta.json() == {"error": "Aquí no hay nada."}


# ---- la página ------------------------------------------------------------------


async def test_cada_pagina_es_una_charla_nueva(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    hojas = [(await rumbo.pedir("GET", "/")).text for _ in range(3)]
    charlas = {re.search(r'data-charla="([\w-]{22})"', hoja)[1] for hoja in hojas}  # type: ignore[index]
    assert len(charlas) == 3
    assert "<title>Rumbo</title>" in hojas[0]
    assert NUMEROS in hojas[0]
    assert "$" not in hojas[0]
    cabeza = await rumbo.pedir("HEAD", "/")
    assert (cabeza.status_code, cabeza.content) == (200, b"")


async def test_las_vistas_solo_salen_sin_direccion_publica(almacen: Almacen) -> None:
    assert "WhatsApp" in (await sitio(almacen).pedir("GET", "/")).text
    publicado = sitio(almacen, url_publica="https://rumbo.pe")
    hoja = (await publicado.pedir("GET", "/")).text
    assert "WhatsApp" not in hoja
    assert "con-vistas" not in hoja


async def test_la_pagina_pide_lo_suyo_y_pesa_poco(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    hoja = (await rumbo.pedir("GET", "/")).text
    direcciones = re.findall(r'(?:src|href)="([^"#]+)"', hoja)
    assert len(direcciones) == 3
    peso = len(hoja.encode())
    for direccion in direcciones:
        assert direccion.startswith("/estatico/")
        suelto = await rumbo.pedir("GET", direccion)
        assert suelto.status_code == 200
        assert "immutable" in suelto.headers["cache-control"]
        peso += len(suelto.content)
    assert peso < 25 * 1024
    assert {d.partition("?")[0].rpartition("/")[2] for d in direcciones} == set(SUELTOS)


async def test_el_contenido_nuevo_llega_a_la_pagina_y_va_escapado(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    rumbo.estante.libro = libro_con('Falla.\n<script>"105"</script>')
    hoja = (await rumbo.pedir("GET", "/")).text
    assert "&lt;script&gt;&quot;105&quot;" in hoja
    assert "<script>" not in hoja


async def test_listo_no_dice_nada() -> None:
    hoja = (await Sitio(BASE_CAIDA).pedir("GET", "/listo")).text
    assert "<title>Listo</title>" in hoja
    for palabra in ("Defensor", "Rumbo", "refugi", "migra", "105"):
        assert palabra not in hoja


# ---- escribir -------------------------------------------------------------------


async def test_un_mensaje_se_acepta_guardado_y_una_sola_vez(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    assert (await rumbo.escribir(id="a", texto="hola")).status_code == 202
    assert (await rumbo.escribir(id="a", texto="hola")).status_code == 200
    assert dichos(rumbo.puerta, CHARLA) == ["dijiste hola"]
    assert (await rumbo.escribir("B" * 22, id="a", texto="otra")).status_code == 202
    assert dichos(rumbo.puerta, "B" * 22) == ["dijiste otra"]


@pytest.mark.parametrize(
    "campos",
    [
        {"texto": ""},
        {"texto": "a" * 10_000},
        {"texto": "🙂مرحبا"},
        {"texto": "a\x00b\ud83d"},
        {"boton": "no-existe"},
        {"medio": "audio"},
        {"medio": "sticker"},
        {"latitud": -3.5, "longitud": -80.4},
    ],
)
async def test_lo_raro_pero_legible_se_acepta(almacen: Almacen, campos: dict[str, Any]) -> None:
    rumbo = sitio(almacen)
    assert (await rumbo.escribir(id="a", **campos)).status_code == 202
    assert len(dichos(rumbo.puerta, CHARLA)) == 1


def cuerpo(texto: str) -> bytes:
    return json.dumps({"id": "a", "texto": texto}).encode()


@pytest.mark.parametrize(
    ("malo", "estado"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"id": "a", "texto": "%s", "texto": "b"}' % MARCA.encode(), 400),
        (b'{"id": "a", "latitud": NaN, "longitud": 0}', 400),
        (b'{"id": "a", "latitud": %s, "longitud": 0}' % (b"9" * 5000), 400),
        (b'{"id": "a", "texto": "%s\xff"}' % MARCA.encode(), 400),
        (b'{"%s":' % MARCA.encode() * 4000, 400),
        (b"[" * 60_000, 400),
        (cuerpo(MARCA * 100_000), 413),
    ],
    ids=["vacio", "cortado", "repetido", "nan", "enorme", "latin1", "hondo", "lista", "1mb"],
)
async def test_un_cuerpo_malo_se_niega_con_amabilidad_y_sin_dejar_rastro(
    almacen: Almacen, registrado: io.StringIO, malo: bytes, estado: int
) -> None:
    rumbo = sitio(almacen)
    respuesta = await rumbo.pedir(
        "POST",
        "/chat/mensajes",
        content=malo,
        headers={"X-Charla": CHARLA, "Content-Type": "application/json"},
    )
    assert respuesta.status_code == estado
    assert respuesta.json()["error"].endswith("por favor.")
    assert dichos(rumbo.puerta, CHARLA) == []
    assert MARCA not in registrado.getvalue() + respuesta.text


async def test_un_cuerpo_sin_fin_se_corta_al_pasarse(almacen: Almacen) -> None:
    leidos = 0

    async def sin_fin() -> AsyncIterator[bytes]:
        nonlocal leidos
        while leidos < 1000:
            leidos += 1
            yield b"a" * 1024

    respuesta = await sitio(almacen).pedir(
        "POST",
        "/chat/mensajes",
        content=sin_fin(),
        headers={"X-Charla": CHARLA, "Content-Type": "application/json"},
    )
    assert respuesta.status_code == 413
    assert leidos < 70


@pytest.mark.parametrize("charla", ["", "corta", "A" * 23, "A" * 21 + "/", "A" * 21 + "\u00e9"])
@pytest.mark.parametrize(("metodo", "ruta"), [("POST", "mensajes"), ("GET", "eventos")])
async def test_sin_charla_no_hay_conversacion(metodo: str, ruta: str, charla: str) -> None:
    respuesta = await Sitio(BASE_CAIDA).pedir(
        metodo,
        f"/chat/{ruta}",
        headers={"X-Charla": charla.encode("latin-1")},  # type: ignore[dict-item]
    )
    assert respuesta.status_code == 400
    assert "Vuelve a abrirla" in respuesta.json()["error"]


@pytest.mark.parametrize("tipo", ["", "text/plain", "application/x-www-form-urlencoded"])
async def test_solo_se_acepta_json(tipo: str) -> None:
    respuesta = await Sitio(BASE_CAIDA).pedir(
        "POST",
        "/chat/mensajes",
        content=cuerpo("hola"),
        headers={"X-Charla": CHARLA, "Content-Type": tipo},
    )
    assert respuesta.status_code == 415


# ---- cuando algo falla ----------------------------------------------------------


async def test_sin_base_la_pagina_y_el_chat_dan_los_numeros() -> None:
    rumbo = Sitio(BASE_CAIDA)
    hoja = await rumbo.pedir("GET", "/")
    escrito = await rumbo.escribir(id="a", texto="hola")
    oido = await rumbo.pedir("GET", "/chat/eventos", headers={"X-Charla": CHARLA})
    for respuesta in (hoja, escrito, oido):
        assert respuesta.status_code == 503
        assert NUMEROS in respuesta.text
    assert "text/html" in hoja.headers["content-type"]


@pytest.mark.parametrize("motor", ["sqlite"], indirect=True)
async def test_con_la_base_tomada_el_mensaje_se_niega_con_los_numeros(
    almacen: Almacen, carpeta: Path
) -> None:
    rumbo = sitio(almacen)
    with closing(sqlite3.connect(carpeta / "rumbo.sqlite", isolation_level=None)) as otro:
        otro.execute("BEGIN IMMEDIATE")
        negado = await rumbo.escribir(id="a", texto="hola")
        assert negado.status_code == 503
        assert NUMEROS in negado.json()["error"]
        assert (await rumbo.pedir("GET", "/")).status_code == 200
    assert (await rumbo.escribir(id="a", texto="hola")).status_code == 202
    assert dichos(rumbo.puerta, CHARLA) == ["dijiste hola"]


async def test_un_error_nuestro_da_los_numeros_y_no_se_cuenta(registrado: io.StringIO) -> None:
    rumbo = Sitio(PuertaRota(LookupError(MARCA)))
    respuesta = await rumbo.escribir(id="a", texto=MARCA)
    assert respuesta.status_code == 500
    assert NUMEROS in respuesta.json()["error"]
    assert MARCA not in registrado.getvalue() + respuesta.text
    assert "LookupError" in registrado.getvalue()


# ---- la salud -------------------------------------------------------------------


async def test_la_salud_dice_lo_justo(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    await rumbo.escribir(id="a", texto="hola")
    rumbo.reloj.pasan(seconds=90)  # type: ignore[attr-defined]
    respuesta = await rumbo.pedir("GET", "/salud")
    assert respuesta.status_code == 200
    assert respuesta.json() == {
        "base": "bien",
        "contenido": rumbo.estante.libro.version,
        "problemas": 0,
        "espera_s": 90,
        "sin_salir": 0,
        "copias_s": 0,
        "canario_s": None,
        "canario_fallos": 0,
        "avisos_s": 0,
        "avisos_sin_llegar": 0,
    }
    caida = await Sitio(BASE_CAIDA).pedir("GET", "/salud")
    assert (caida.status_code, caida.json()["base"]) == (503, "caida")

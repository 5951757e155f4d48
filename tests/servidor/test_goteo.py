"""Lo que se va diciendo a cada página abierta."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bot.almacen.sql import Almacen
from bot.modelo import Burbuja, Opcion
from bot.web.goteo import Oyentes, gotear, suceso
from tests.servidor.taller import BASE_CAIDA, CHARLA, sitio


def dato(crudo: bytes) -> dict[str, Any]:
    numero, datos, *resto = crudo.decode().split("\n")
    assert numero.startswith("id: ")
    assert resto == ["", ""]
    leido: dict[str, Any] = json.loads(datos.removeprefix("data: "))
    return leido


async def test_lo_dicho_llega_una_vez_y_en_orden(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    await rumbo.escribir(id="a", texto="hola")
    gotas = gotear(rumbo.puerta, CHARLA, rumbo.chat.oyentes, con_vistas=False)
    assert await anext(gotas) == b": hola\n\n"
    assert dato(await anext(gotas))["texto"] == "dijiste hola"
    siguiente = asyncio.ensure_future(anext(gotas))
    await rumbo.escribir(id="b", texto="y más")
    assert dato(await siguiente)["texto"] == "dijiste hola y más"
    await gotas.aclose()
    assert not rumbo.puerta.por_recoger("web", CHARLA)
    assert len(rumbo.chat.oyentes) == 0


async def test_otra_pagina_de_la_misma_charla_releva_a_la_anterior(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    oyentes = rumbo.chat.oyentes
    vieja = gotear(rumbo.puerta, CHARLA, oyentes, con_vistas=False)
    await anext(vieja)
    nueva = gotear(rumbo.puerta, CHARLA, oyentes, con_vistas=False)
    await anext(nueva)
    assert await anext(vieja, None) is None
    await rumbo.escribir(id="a", texto="hola")
    assert dato(await anext(nueva))["texto"] == "dijiste hola"
    assert len(oyentes) == 1
    await nueva.aclose()


async def test_al_cerrar_terminan_las_abiertas_y_las_que_llegan(almacen: Almacen) -> None:
    rumbo = sitio(almacen)
    oyentes = rumbo.chat.oyentes
    abiertas = [gotear(rumbo.puerta, c * 22, oyentes, con_vistas=False) for c in "ABC"]
    for una in abiertas:
        await anext(una)
    oyentes.cerrar()
    assert [await anext(una, None) for una in abiertas] == [None, None, None]
    tardia = gotear(rumbo.puerta, CHARLA, oyentes, con_vistas=False)
    await anext(tardia)
    assert await anext(tardia, None) is None
    assert len(oyentes) == 0


async def test_si_la_base_se_cae_la_pagina_se_suelta() -> None:
    oyentes = Oyentes()
    gotas = gotear(BASE_CAIDA, CHARLA, oyentes, con_vistas=False)  # type: ignore[arg-type]
    await anext(gotas)
    assert await anext(gotas, None) is None
    assert len(oyentes) == 0


def test_con_vistas_va_lo_que_cada_canal_pinta_de_verdad() -> None:
    burbuja = Burbuja("¿Sí?\u2028", (Opcion("1:0", "Sí"), Opcion("1:1", "No")), sensible=True)
    dicho = dato(suceso(7, burbuja, con_vistas=True))
    assert dicho["vistas"]["whatsapp"]["cuerpo"] == "¿Sí?\n\n1. Sí\n2. No"
    assert dicho["vistas"]["whatsapp"]["forma"] == "botones"
    assert dicho["vistas"]["telegram"]["botones"][1] == {"texto": "2. No", "dato": "1:1"}
    assert dicho["vistas"]["telegram"]["protegido"] is True
    assert "vistas" not in dato(suceso(7, burbuja, con_vistas=False))


def test_lo_que_no_cabe_en_un_canal_se_lee_igual_en_la_pagina() -> None:
    dicho = dato(suceso(7, Burbuja("a" * 2000), con_vistas=True))
    assert len(dicho["texto"]) == 2000
    assert dicho["vistas"]["whatsapp"] is None
    assert dicho["vistas"]["telegram"]["texto"] == "a" * 2000

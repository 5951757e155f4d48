"""El emisor de WhatsApp contra la API de Twilio que hace ``emulate``, y detrás de Prism.

Lo que ninguno sabe (plantillas, códigos del canal, 20009) está en
``tests/canales/whatsapp``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import Headers

from bot.canales.base import Borrado, Envio, NoSalio, Recibo
from bot.canales.whatsapp.envio import WhatsApp
from bot.canales.whatsapp.firma import Firma
from bot.canales.whatsapp.lectura import leer, leer_estado, leer_formulario
from bot.modelo import Burbuja, Opcion
from tests.pares.cable import CORTE, CORTE_DESPUES, PAGINA, SILENCIO, Averia, Cable
from tests.pares.conftest import PUBLICA
from tests.pares.personas import CUENTA, FICHA, MENSAJES, NUMERO, PersonaWhatsApp
from tests.pares.servidores import Par

pytestmark = pytest.mark.pares

ESTADO = f"{PUBLICA}/canales/whatsapp/estado"
MENU = Burbuja("¿Seguimos?", (Opcion("s", "Sí"), Opcion("n", "No")))
Abrir = Callable[..., AbstractAsyncContextManager[WhatsApp]]


@asynccontextmanager
async def abrir(url: str, **cambios: str | float) -> AsyncIterator[WhatsApp]:
    opciones = {"numero": NUMERO, "token": FICHA, "api": url, **cambios}
    emisor = WhatsApp(
        CUENTA,
        url_de_estado=ESTADO,
        sids=lambda: {"botones_2_1": "HX" + "a" * 32},
        rotulo=str,
        **opciones,  # type: ignore[arg-type]
    )
    await emisor.empezar()
    try:
        yield emisor
    finally:
        await emisor.cerrar()


def envio(eva: PersonaWhatsApp, carga: Burbuja | Borrado, **mas: object) -> Envio:
    ahora = datetime.now(UTC)
    caduca = ahora + timedelta(minutes=10)
    return Envio(7, eva.direccion, carga, ahora, caduca=caduca, **mas)  # type: ignore[arg-type]


async def test_manda_se_entera_y_borra(
    eva: PersonaWhatsApp, hacia_twilio: Cable, fachada: Cable
) -> None:
    fachada.averiar("/estado", Averia(204), Averia(204))
    async with abrir(hacia_twilio.url) as emisor:
        recibo = await emisor.enviar(envio(eva, Burbuja("Buenas ñ 👋")))
        assert recibo == Recibo(eva.lee("Buenas ñ 👋")["sid"], final=False)
        await asyncio.to_thread(eva.recibe, recibo.remoto, "delivered")
        firma = Firma(FICHA)
        avisos = []
        for visto in await asyncio.to_thread(fachada.esperar, "/estado", 2):
            campos = leer_formulario(visto.cuerpo)
            assert firma.verificar(PUBLICA + visto.ruta, campos, Headers(visto.cabeceras))
            assert not firma.verificar(ESTADO, campos, Headers(visto.cabeceras))
            assert visto.ruta.endswith("?salida=7&intento=1")
            avisos.append(leer_estado(campos))
        assert [(a.remoto, a.estado) for a in avisos] == [
            (recibo.remoto, "queued"),
            (recibo.remoto, "delivered"),
        ]
        assert eva.guardado(recibo.remoto) is not None
        await emisor.borrar(recibo.remoto)
        assert eva.guardado(recibo.remoto) is None
        assert await emisor.enviar(envio(eva, Borrado((recibo.remoto,)))) == Recibo()


async def test_lo_que_llega_se_lee_y_se_puede_preguntar_despues(
    eva: PersonaWhatsApp, hacia_twilio: Cable, fachada: Cable
) -> None:
    fachada.averiar("/canales/whatsapp", Averia(500))
    antes = datetime.now(UTC) - timedelta(minutes=1)
    mensaje = await asyncio.to_thread(eva.escribe, "Hola ñ 👋")
    [visto] = await asyncio.to_thread(fachada.esperar, "/canales/whatsapp")
    campos = leer_formulario(visto.cuerpo)
    assert Firma(FICHA).verificar(PUBLICA + visto.ruta, campos, Headers(visto.cabeceras))
    llegado = leer(campos, antes)
    assert llegado is not None
    assert (llegado.direccion, llegado.contenido) == (eva.direccion, "Hola ñ 👋")
    assert llegado.id_mensaje == mensaje["sid"]
    async with abrir(hacia_twilio.url) as emisor:
        await emisor.enviar(envio(eva, Burbuja("Esto es nuestro.")))
        recibidos = await emisor.recibidos(antes)
        [recibido] = [r for r in recibidos if r.id_mensaje == mensaje["sid"]]
        assert (recibido.direccion, recibido.contenido) == (eva.direccion, "Hola ñ 👋")
        assert recibido.recibido >= antes
        assert "Esto es nuestro." not in [r.contenido for r in recibidos]
        assert await emisor.recibidos(datetime.now(UTC) + timedelta(days=2)) == []


async def test_prism_no_tiene_nada_que_decir(esquema_de_twilio: Par, eva: PersonaWhatsApp) -> None:
    async with abrir(esquema_de_twilio.url) as emisor:
        texto = await emisor.enviar(envio(eva, Burbuja("Buenas.")))
        botones = await emisor.enviar(envio(eva, MENU))
        for recibo in (texto, botones):
            assert not recibo.final
            await emisor.borrar(recibo.remoto)
            await emisor.borrar(recibo.remoto)


@pytest.mark.parametrize(
    ("cambios", "motivo", "desenlace"),
    [
        ({"numero": "whatsapp:+19999999999"}, "21606", "reintentar"),
        ({"token": "otra"}, "401", "reintentar"),
    ],
)
async def test_una_cuenta_mal_puesta_no_pierde_nada(
    esquema_de_twilio: Par,
    eva: PersonaWhatsApp,
    cambios: dict[str, str],
    motivo: str,
    desenlace: str,
) -> None:
    async with abrir(esquema_de_twilio.url, **cambios) as emisor:
        with pytest.raises(NoSalio) as visto:
            await emisor.enviar(envio(eva, Burbuja("Buenas.")))
    assert (visto.value.desenlace, visto.value.motivo) == (desenlace, motivo)
    assert visto.value.espera


@pytest.mark.parametrize(
    ("averia", "desenlace", "motivo", "llegan"),
    [
        (PAGINA, "incierta", "502", 0),
        (Averia(500, b"{}"), "reintentar", "500", 0),
        (Averia(429, b"{}"), "reintentar", "429", 0),
        (CORTE, "incierta", "red", 0),
        (CORTE_DESPUES, "incierta", "red", 1),
        (SILENCIO, "incierta", "timeout", 1),
    ],
    ids=["html", "500", "429", "corte", "corte después", "silencio"],
)
async def test_los_fallos_del_camino(
    eva: PersonaWhatsApp,
    hacia_twilio: Cable,
    averia: Averia,
    desenlace: str,
    motivo: str,
    llegan: int,
) -> None:
    texto = f"Buenas, {motivo} {llegan} {averia.estado}."
    hacia_twilio.averiar(MENSAJES, averia)
    async with abrir(hacia_twilio.url, plazo=2.0) as emisor:
        with pytest.raises(NoSalio) as visto:
            await emisor.enviar(envio(eva, Burbuja(texto)))
        assert (visto.value.desenlace, visto.value.motivo) == (desenlace, motivo)
        guardados = await asyncio.to_thread(eva.par.get, MENSAJES)
        assert [m["body"] for m in guardados.json()["messages"]].count(texto) == llegan
        assert (await emisor.enviar(envio(eva, Burbuja("Otra.")))).remoto

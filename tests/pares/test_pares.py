"""Los pares hacen lo que las pruebas de los canales dan por hecho. Aquí no corre Rumbo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import httpx
import pytest
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from tests.pares.cable import Averia, Cable
from tests.pares.conftest import PUBLICA
from tests.pares.personas import CUENTA, FICHA, MENSAJES, NUMERO, PersonaTelegram, PersonaWhatsApp
from tests.pares.servidores import Par

pytestmark = pytest.mark.pares

Pedir = Callable[..., httpx.Response]
WEBHOOK = f"{PUBLICA}/aqui"


@pytest.fixture
def pedir(ana: PersonaTelegram, hacia_telegram: Cable) -> Iterator[Pedir]:
    """Lo que el bot de Ana le pide a Telegram."""
    with httpx.Client(base_url=hacia_telegram.url, trust_env=False) as cliente:
        yield lambda metodo, **campos: cliente.post(f"/bot{ana.llave}/{metodo}", json=campos)


def novedades(pedir: Pedir, **campos: Any) -> list[dict[str, Any]]:
    dicho: list[dict[str, Any]] = pedir("getUpdates", **campos).json()["result"]
    return dicho


def no(respuesta: httpx.Response) -> tuple[int, str]:
    """Con qué se negó Telegram."""
    cuerpo = respuesta.json()
    assert (cuerpo["ok"], cuerpo["error_code"]) == (False, respuesta.status_code)
    return respuesta.status_code, cuerpo["description"]


def test_lo_no_confirmado_se_entrega_otra_vez(ana: PersonaTelegram, pedir: Pedir) -> None:
    ana.escribe("Hola.")
    [una] = novedades(pedir, timeout=20)
    assert una["message"]["text"] == "Hola."
    assert novedades(pedir) == [una]
    assert novedades(pedir, offset=una["update_id"] + 1) == []


def test_getupdates_espera_a_que_alguien_escriba(
    ana: PersonaTelegram, pedir: Pedir, hacia_telegram: Cable
) -> None:
    with ThreadPoolExecutor() as hilo:
        espera = hilo.submit(novedades, pedir, timeout=20)
        hacia_telegram.hasta(lambda: hacia_telegram.pasaron, bool)
        ana.escribe("Hola.")
        [una] = espera.result()
    assert una["message"]["text"] == "Hola."


def test_solo_escucha_uno_a_la_vez(ana: PersonaTelegram, pedir: Pedir) -> None:
    with ThreadPoolExecutor() as hilos:
        esperas = [hilos.submit(pedir, "getUpdates", timeout=20) for _ in range(2)]
        primera = next(as_completed(esperas))
        assert no(primera.result())[0] == 409
        ana.escribe("Hola.")
        [otra] = [espera for espera in esperas if espera is not primera]
        assert len(otra.result().json()["result"]) == 1


def test_lo_que_no_se_pidio_no_llega(ana: PersonaTelegram, pedir: Pedir) -> None:
    novedades(pedir, allowed_updates=["my_chat_member"])
    ana.escribe("Hola.")
    ana.bloquea()
    [una] = novedades(pedir)
    assert una["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_el_boton_se_toca_se_suelta_y_la_respuesta_ocupa_su_lugar(
    ana: PersonaTelegram, pedir: Pedir
) -> None:
    marco = {"inline_keyboard": [[{"text": "1. Sí", "callback_data": "si"}]]}
    enviado = pedir("sendMessage", chat_id=ana.id, text="¿Sí?", reply_markup=marco).json()["result"]
    ana.lee("¿Sí?")
    ana.toca("Sí")
    [una] = novedades(pedir)
    toque, visto = una["callback_query"], {"chat_id": ana.id, "message_id": enviado["message_id"]}
    assert (toque["data"], toque["message"]["message_id"]) == ("si", enviado["message_id"])
    assert pedir("answerCallbackQuery", callback_query_id=toque["id"]).json()["result"] is True
    assert no(pedir("answerCallbackQuery", callback_query_id="0"))[0] == 400
    igual = pedir("editMessageText", **visto, text="¿Sí?", reply_markup=marco)
    assert "message is not modified" in no(igual)[1]
    assert pedir("editMessageText", **visto, text="Bien.").json()["ok"]
    [mensaje] = ana.espera(lambda pantalla: pantalla[-1].texto == "Bien.")
    assert mensaje.botones == ()
    assert pedir("deleteMessages", chat_id=ana.id, message_ids=[mensaje.id]).json()["ok"]
    assert ana.pantalla() == []
    assert "not found" in no(pedir("editMessageText", **visto, text="Otra."))[1]


@pytest.mark.parametrize(
    ("campos", "falla"),
    [
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": " "}, "Bad Request: message text is empty"),
        (
            {
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "x", "callback_data": "ñ" * 33}]],
                },
            },
            "Bad Request: BUTTON_DATA_INVALID",
        ),
    ],
)
def test_lo_que_no_cabe_se_niega(pedir: Pedir, campos: dict[str, Any], falla: str) -> None:
    assert no(pedir("sendMessage", chat_id=51, **campos)) == (400, falla)


def test_lo_que_el_par_no_conoce_se_nota(pedir: Pedir) -> None:
    assert no(pedir("sendPhoto"))[0] == 501


def test_el_webhook_lleva_su_secreto_e_insiste_en_orden(
    ana: PersonaTelegram, pedir: Pedir, fachada: Cable
) -> None:
    assert no(pedir("setWebhook", url="http://rumbo.prueba/aqui"))[0] == 400
    fachada.averiar("/aqui", Averia(500), Averia(503), Averia(200), Averia(200))
    assert pedir("setWebhook", url=WEBHOOK, secret_token="s3").json()["ok"]
    ana.escribe("Uno.")
    ana.escribe("Dos.")
    vistos = fachada.esperar("/aqui", 4)
    assert [visto.campos["message"]["text"] for visto in vistos] == ["Uno."] * 3 + ["Dos."]
    assert {visto.cabeceras["x-telegram-bot-api-secret-token"] for visto in vistos} == {"s3"}
    assert no(pedir("getUpdates"))[0] == 409
    assert pedir("getWebhookInfo").json()["result"]["last_error_message"].endswith("503")
    assert pedir("deleteWebhook").json()["ok"]
    assert pedir("getWebhookInfo").json()["result"]["url"] == ""


def test_twilio_firma_con_la_direccion_publica_y_entra_por_la_fachada(
    eva: PersonaWhatsApp, fachada: Cable
) -> None:
    fachada.averiar("/canales/whatsapp", Averia(200))
    mensaje = eva.escribe("Hola ñ 👋")
    [visto] = fachada.esperar("/canales/whatsapp")
    campos = FormData(list(visto.campos.items()))
    firma = visto.cabeceras["x-twilio-signature"]
    assert RequestValidator(FICHA).validate(f"{PUBLICA}/canales/whatsapp", campos, firma)
    assert (campos["Body"], campos["MessageSid"]) == ("Hola ñ 👋", mensaje["sid"])


def test_twilio_avisa_de_lo_que_pasa_con_cada_envio(
    eva: PersonaWhatsApp, hacia_twilio: Cable, fachada: Cable
) -> None:
    fachada.averiar("/estado", Averia(204), Averia(204))
    estado = f"{PUBLICA}/estado?salida=7"
    campos = {"From": NUMERO, "To": eva.direccion, "Body": "Buenas.", "StatusCallback": estado}
    httpx.post(hacia_twilio.url + MENSAJES, data=campos, auth=(CUENTA, FICHA), trust_env=False)
    mensaje = eva.lee("Buenas.")
    eva.recibe(mensaje["sid"], "read")
    avisos = fachada.esperar("/estado", 2)
    assert [aviso.campos["MessageStatus"] for aviso in avisos] == ["queued", "read"]
    assert {aviso.campos["salida"] for aviso in avisos} == {"7"}
    guardado = eva.guardado(mensaje["sid"])
    assert guardado is not None
    assert guardado["body"] == "Buenas."


def test_prism_niega_lo_que_twilio_no_describe(esquema_de_twilio: Par) -> None:
    with httpx.Client(base_url=esquema_de_twilio.url, trust_env=False) as cliente:
        campos = {"From": NUMERO, "To": "whatsapp:+51900000000", "Body": "Buenas."}
        assert cliente.post(MENSAJES, data=campos, auth=(CUENTA, FICHA)).status_code == 201
        assert cliente.post(MENSAJES, data=campos).status_code == 401
        sin_destino = {**campos, "To": ""} | {"ContentSid": "x"}
        assert cliente.post(MENSAJES, data=sin_destino, auth=(CUENTA, FICHA)).status_code == 422

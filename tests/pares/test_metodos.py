"""La tabla de métodos ve lo que está mal en un pedido a Telegram, y solo eso."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.canales import telegram
from bot.modelo import Burbuja
from tests.pares.cable import Pedido
from tests.pares.metodos import faltas, revisar

ENVIO = {"chat_id": 7, "text": "Hola."}
EDICION = {**ENVIO, "message_id": 3}


def con_boton(**boton: Any) -> dict[str, Any]:
    return {**ENVIO, "reply_markup": {"inline_keyboard": [[boton]]}}


@pytest.mark.parametrize(
    ("metodo", "campos", "falta"),
    [
        ("sendPhoto", ENVIO, "sendPhoto: no está en la tabla"),
        ("sendMessage", {"text": "Hola."}, "sendMessage: le falta chat_id"),
        ("sendMessage", {**ENVIO, "texto": "x"}, "sendMessage: no conoce texto"),
        ("sendMessage", {**ENVIO, "chat_id": "ana"}, "sendMessage.chat_id: no es entero"),
        ("sendMessage", {**ENVIO, "text": ""}, "sendMessage.text: 0 no está de 1 a 4096"),
        ("sendMessage", {**ENVIO, "text": "😀" * 2049}, "sendMessage.text: 4098 no está"),
        ("sendMessage", {**ENVIO, "text": ["Hola."]}, "sendMessage.text: no es texto"),
        ("sendMessage", {**ENVIO, "protect_content": 1}, "sendMessage.protect_content: no es"),
        ("sendMessage", {**ENVIO, "link_preview_options": True}, "no es un objeto"),
        ("sendMessage", con_boton(text="Sí", callback_data="ñ" * 33), "reply_markup: no es"),
        ("sendMessage", con_boton(callback_data="x"), "sendMessage.reply_markup: no es"),
        (
            "editMessageText",
            {**EDICION, "reply_markup": {"remove_keyboard": True}},
            "editMessageText.reply_markup: no conoce remove_keyboard",
        ),
        ("deleteMessages", {"chat_id": 7, "message_ids": list(range(101))}, "101 no está de 1 a"),
        ("deleteMessages", {"chat_id": 7, "message_ids": ["a"]}, "message_ids[]: no es entero"),
        ("getUpdates", {"allowed_updates": ["poll"]}, "allowed_updates[]: no es novedad"),
        ("setWebhook", {"url": "https://a", "secret_token": "á"}, "secret_token: no es secreto"),
    ],
)
def test_lo_que_esta_mal_se_dice(metodo: str, campos: dict[str, Any], falta: str) -> None:
    dichas = faltas(metodo, campos)
    assert any(falta in dicha for dicha in dichas), dichas


def test_un_envio_pintado_cabe_en_la_tabla() -> None:
    campos = telegram.pintar(Burbuja("Hola.", sensible=True)).a_api()
    assert faltas("sendMessage", {"chat_id": 7, **campos}) == []


def test_un_formulario_lleva_lo_mismo_que_un_json() -> None:
    campos = con_boton(text="Sí", callback_data="x" * 64)
    formulario = {campo: v if isinstance(v, str) else json.dumps(v) for campo, v in campos.items()}
    assert faltas("sendMessage", campos) == faltas("sendMessage", formulario) == []


def test_lo_que_paso_por_el_cable_se_revisa_entero() -> None:
    bien = Pedido("POST", "/bot7:r/sendMessage", {}, b"chat_id=7&text=123")
    mal = Pedido("POST", "/bot7:r/sendMessage?chat_id=7", {}, b"")
    assert revisar([bien, mal]) == ["sendMessage: le falta text"]

"""Cuerpos inventados por Schemathesis a partir del esquema, firmados y sin firmar.

El esquema lo da la aplicación y no se sirve. Cada ruta contesta solo lo que declara: lo que cabe
en el esquema se atiende, lo demás también puede leerse, y nunca hay un error nuestro. A quien no
firma no se le atiende nada. Qué se guarda se prueba en ``test_webhooks``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import settings
from requests import PreparedRequest
from requests.auth import AuthBase
from schemathesis import Case
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from bot.canales.whatsapp.firma import Firma
from bot.webhooks import SECRETO as CABECERA
from bot.webhooks import TELEGRAM, ConTelegram, ConTwilio, Webhooks
from tests.servidor.proceso import Proceso
from tests.webhooks.test_webhooks import URL

FICHA = "ficha-de-la-cuenta-de-prueba"
SECRETO = "s-3" * 10
NADIE = "http://127.0.0.1:1"
AJUSTES = {
    "URL_PUBLICA": URL,
    "TELEGRAM_TOKEN": "7001:" + "r" * 35,
    "TELEGRAM_SECRETO": SECRETO,
    "TELEGRAM_API": NADIE,
    "TWILIO_CUENTA": "AC" + "0" * 32,
    "TWILIO_TOKEN": FICHA,
    "TWILIO_NUMERO": "whatsapp:+14155238886",
    "TWILIO_API": NADIE,
}


class DeTelegram(AuthBase):
    """Lleva el secreto en su cabecera."""

    def __init__(self, secreto: str) -> None:
        self._secreto = secreto

    def __call__(self, pedido: PreparedRequest) -> PreparedRequest:
        pedido.headers[CABECERA] = self._secreto
        return pedido


class DeTwilio(AuthBase):
    """Firma lo que de verdad sale, con la dirección pública y lo que va detrás."""

    def __init__(self, ficha: str) -> None:
        self._validador = RequestValidator(ficha)

    def __call__(self, pedido: PreparedRequest) -> PreparedRequest:
        cuerpo = pedido.body or b""
        escrito = cuerpo if isinstance(cuerpo, str) else cuerpo.decode("utf-8", "replace")
        campos = FormData(parse_qsl(escrito, keep_blank_values=True))
        firma = self._validador.compute_signature(URL + pedido.path_url, campos)
        pedido.headers["X-Twilio-Signature"] = firma
        return pedido


def firma(case: Case, buena: bool = True) -> AuthBase:
    if case.operation.path == TELEGRAM:
        return DeTelegram(SECRETO if buena else SECRETO[::-1])
    return DeTwilio(FICHA if buena else FICHA[::-1])


@pytest.fixture(scope="module")
def rumbo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proceso]:
    """Un Rumbo de verdad, y nadie al otro lado de lo que manda. Al final sigue sano."""
    with Proceso(tmp_path_factory.mktemp("rumbo"), **AJUSTES) as proceso:
        yield proceso
        anotado = [json.loads(linea) for linea in proceso.registro.read_text().splitlines()]
    rotos = {"pedido_roto", "turno_fallido", "envio_roto"}
    assert [suceso for suceso in anotado if suceso["event"] in rotos] == []


def lo_declarado() -> dict[str, Any]:
    """El esquema de las rutas. Para declararlas no hace falta nada detrás."""
    nada: Any = None
    con = ConTelegram(nada, 0, SECRETO), ConTwilio(Firma(FICHA), URL)
    app = FastAPI()
    Webhooks(nada, nada, nada, nada, *con).poner(app)
    return app.openapi()


esquema = schemathesis.openapi.from_dict(lo_declarado())
inventar = partial(settings, deadline=None, derandomize=True)


@esquema.parametrize()
@inventar(max_examples=40)
def test_lo_firmado_se_atiende_o_se_dice_que_no(case: Case, rumbo: Proceso) -> None:
    sobran = [negative_data_rejection]
    if case.operation.path == TELEGRAM:
        # El esquema llama entero a 1.0 y no pone tope a los campos que no conoce.
        sobran.append(positive_data_acceptance)
    case.call_and_validate(rumbo.url, auth=firma(case), excluded_checks=sobran)


@esquema.parametrize()
@inventar(max_examples=10)
def test_lo_que_no_esta_firmado_no_pasa(case: Case, rumbo: Proceso) -> None:
    sobran = [negative_data_rejection, positive_data_acceptance]
    for de_otro in (None, firma(case, buena=False)):
        dicho = case.call_and_validate(rumbo.url, auth=de_otro, excluded_checks=sobran)
        assert dicho.status_code == (403 if case.method == "POST" else 405)

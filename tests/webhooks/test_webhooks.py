"""Los avisos de Telegram y Twilio: primero quién es, después guardar, y solo entonces 200."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from twilio.request_validator import RequestValidator

from bot.almacen.sql import Almacen
from bot.almacen.tablas import a_ms, salientes
from bot.canales.base import Envio, Recibo
from bot.canales.whatsapp.firma import Firma
from bot.modelo import NombreCanal
from bot.recepcion import Recepcion
from bot.webhooks import OCTETOS, ConTelegram, ConTwilio, Webhooks
from tests.almacen.taller import AHORA, EstanteDePrueba, Reloj, filas, puerta

SECRETO = "s" * 32
TOKEN = "t" * 32
URL = "https://rumbo.test"
CABECERA = {"X-Telegram-Bot-Api-Secret-Token": SECRETO}


@dataclass
class TelegramDePrueba:
    nombre: NombreCanal = "telegram"
    toques: list[str] = field(default_factory=list)
    enviados: list[Envio] = field(default_factory=list)

    async def contestar_toque(self, toque: str) -> None:
        self.toques.append(toque)

    async def enviar(self, envio: Envio) -> Recibo:
        self.enviados.append(envio)
        return Recibo()


@dataclass
class Casa:
    almacen: Almacen
    telegram: TelegramDePrueba = field(default_factory=TelegramDePrueba)
    reloj: Reloj = field(default_factory=Reloj)

    def __post_init__(self) -> None:
        estante: Any = EstanteDePrueba()
        emisor: Any = self.telegram
        recepcion = Recepcion(
            puerta(self.almacen, self.reloj),
            estante,
            self.reloj,
            lambda: None,
            {"telegram": emisor},
        )
        webhooks = Webhooks(
            recepcion,
            self.almacen,
            estante,
            self.reloj,
            ConTelegram(emisor, 666, SECRETO),
            ConTwilio(Firma(TOKEN), URL),
        )
        self.app = FastAPI(openapi_url=None)
        webhooks.poner(self.app)

    @property
    def quedan(self) -> tuple[int, int]:
        return len(filas(self.almacen, "entrantes")), len(filas(self.almacen, "salientes"))


@pytest.fixture
def casa(almacen: Almacen) -> Casa:
    return Casa(almacen)


@pytest.fixture
async def cliente(casa: Casa) -> AsyncIterator[httpx.AsyncClient]:
    transporte = httpx.ASGITransport(app=casa.app)
    # Ni el servidor ni el puerto que ve la aplicación son los públicos: no cuentan.
    async with httpx.AsyncClient(transport=transporte, base_url="http://interno:8000") as uno:
        yield uno


def mensaje(texto: str = "hola", numero: int = 1) -> bytes:
    return json.dumps(
        {
            "update_id": numero,
            "message": {
                "message_id": 10 + numero,
                "date": int(AHORA.timestamp()),
                "chat": {"id": 7, "type": "private"},
                "from": {"id": 7, "is_bot": False, "first_name": "Marca"},
                "text": texto,
            },
        }
    ).encode()


TOQUE = json.dumps(
    {
        "update_id": 5,
        "callback_query": {
            "id": "991",
            "chat_instance": "1",
            "from": {"id": 7, "is_bot": False, "first_name": "Marca"},
            "message": {
                "message_id": 55,
                "date": int(AHORA.timestamp()),
                "chat": {"id": 7, "type": "private"},
                "text": "menú",
            },
            "data": "b1",
        },
    }
).encode()


async def test_telegram_guarda_y_confirma(casa: Casa, cliente: httpx.AsyncClient) -> None:
    dicho = await cliente.post("/canales/telegram", content=mensaje(), headers=CABECERA)
    assert (dicho.status_code, casa.quedan) == (200, (1, 1))
    otra = await cliente.post("/canales/telegram", content=mensaje(), headers=CABECERA)
    assert (otra.status_code, casa.quedan) == (200, (1, 1))


@pytest.mark.parametrize("secreto", [None, "", "otro", SECRETO.upper(), SECRETO + "x", "é"])
async def test_sin_el_secreto_no_se_lee_nada(
    secreto: str | None, casa: Casa, cliente: httpx.AsyncClient
) -> None:
    cabeceras = {} if secreto is None else {"X-Telegram-Bot-Api-Secret-Token": secreto.encode()}
    for cuerpo in (mensaje(), b"{", b"\xff"):
        dicho = await cliente.post("/canales/telegram", content=cuerpo, headers=cabeceras)
        assert (dicho.status_code, casa.quedan) == (403, (0, 0))


@pytest.mark.parametrize(
    ("cuerpo", "estado"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"update_id": 1, "update_id": 2}', 400),
        (b'{"update_id": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 200_000, 400),
        (b'{"update_id": 1, "poll": {}}', 200),
        (b"x" * (OCTETOS + 1), 413),
    ],
    ids=range(8),
)
async def test_un_cuerpo_malo_no_rompe_nada(
    cuerpo: bytes, estado: int, casa: Casa, cliente: httpx.AsyncClient
) -> None:
    dicho = await cliente.post("/canales/telegram", content=cuerpo, headers=CABECERA)
    assert (dicho.status_code, casa.quedan) == (estado, (0, 0))


async def test_un_toque_se_contesta(casa: Casa, cliente: httpx.AsyncClient) -> None:
    dicho = await cliente.post("/canales/telegram", content=TOQUE, headers=CABECERA)
    await asyncio.sleep(0)
    assert (dicho.status_code, casa.telegram.toques) == (200, ["991"])


async def test_con_la_base_caida_telegram_lo_repetira_y_ella_tiene_los_numeros(
    casa: Casa, cliente: httpx.AsyncClient
) -> None:
    casa.almacen.cerrar()
    for numero in (1, 2):
        cuerpo = mensaje(numero=numero)
        dicho = await cliente.post("/canales/telegram", content=cuerpo, headers=CABECERA)
        assert (dicho.status_code, dicho.headers["Retry-After"]) == (503, "5")
    await asyncio.sleep(0)
    assert len(casa.telegram.enviados) == 1


# ---- Twilio ------------------------------------------------------------------


CAMPOS = {
    "MessageSid": "SM" + "1" * 32,
    "AccountSid": "AC" + "0" * 32,
    "From": "whatsapp:+51999000111",
    "To": "whatsapp:+14155238886",
    "Body": "hola",
    "ProfileName": "Marca",
    "NumMedia": "0",
}
Manda = Callable[..., Any]


@pytest.fixture
def manda(cliente: httpx.AsyncClient) -> Manda:
    async def mandar(
        camino: str,
        campos: dict[str, str] | None = None,
        token: str = TOKEN,
        url: str = URL,
        firma: str | None = None,
        **cabeceras: str,
    ) -> httpx.Response:
        campos = CAMPOS if campos is None else campos
        suya = RequestValidator(token).compute_signature(url + camino, campos)
        return await cliente.post(
            camino,
            content=urlencode(campos),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": suya if firma is None else firma,
                **cabeceras,
            },
        )

    return mandar


async def test_twilio_guarda_y_confirma_sin_contestar(casa: Casa, manda: Manda) -> None:
    for _ in range(2):
        dicho = await manda("/canales/whatsapp")
        assert dicho.status_code == 200
        assert dicho.headers["content-type"].startswith("text/xml")
        assert dicho.text.endswith("<Response/>")
    assert casa.quedan == (1, 1)


@pytest.mark.parametrize(
    "cambia",
    [
        {"token": "x" * 32},
        {"url": "http://rumbo.test"},
        {"url": "http://interno:8000"},
        {"firma": ""},
        {"firma": "no"},
        {"url": "http://interno:8000", "Host": "rumbo.test", "X-Forwarded-Proto": "https"},
    ],
    ids=range(6),
)
@pytest.mark.parametrize("camino", ["", "/estado?salida=1", "/respaldo"])
async def test_lo_que_no_firmo_twilio_no_se_lee(
    camino: str, cambia: dict[str, str], casa: Casa, manda: Manda
) -> None:
    dicho = await manda(f"/canales/whatsapp{camino}", **cambia)
    assert (dicho.status_code, casa.quedan) == (403, (0, 0))


async def test_un_campo_cambiado_no_tiene_su_firma(casa: Casa, manda: Manda) -> None:
    buena = RequestValidator(TOKEN).compute_signature(f"{URL}/canales/whatsapp", CAMPOS)
    for campo in CAMPOS:
        dicho = await manda("/canales/whatsapp", CAMPOS | {campo: "otro"}, firma=buena)
        assert (dicho.status_code, casa.quedan) == (403, (0, 0)), campo


async def test_lo_firmado_que_no_se_entiende_es_400(casa: Casa, manda: Manda) -> None:
    dicho = await manda("/canales/whatsapp", {"From": "whatsapp:+51999000111"})
    assert (dicho.status_code, casa.quedan) == (400, (0, 0))


async def test_la_direccion_con_su_consulta_tambien_va_firmada(casa: Casa, manda: Manda) -> None:
    await manda("/canales/whatsapp")
    [fila] = filas(casa.almacen, "salientes")
    campos = {"MessageSid": "SM" + "2" * 32, "MessageStatus": "delivered"}
    buena = RequestValidator(TOKEN).compute_signature(
        f"{URL}/canales/whatsapp/estado?salida=999&intento=1", campos
    )
    camino = f"/canales/whatsapp/estado?salida={fila['id']}&intento=1"
    assert (await manda(camino, campos, firma=buena)).status_code == 403
    assert (await manda(camino, campos)).status_code == 204


@pytest.mark.parametrize(
    ("estado", "codigo", "queda"),
    [
        ("delivered", "", []),
        ("sent", "", [("aceptada", "")]),
        ("undelivered", "63016", [("muerta", "63016")]),
        ("failed", "63014", [("bloqueada", "63014")]),
        ("undelivered", "63018", [("espera", "63018")]),
        ("failed", "63013", [("espera", "63013")]),
        ("failed", "63999", [("espera", "63999")]),
    ],
)
async def test_lo_que_cuenta_twilio_queda_anotado(
    estado: str, codigo: str, queda: list[tuple[str, str]], casa: Casa, manda: Manda
) -> None:
    await manda("/canales/whatsapp")
    camino = _aceptar(casa, intento=1)
    campos = {"MessageSid": "SM" + "2" * 32, "MessageStatus": estado, "ErrorCode": codigo}
    assert (await manda(camino, {**campos, "MessageStatus": "queued"})).status_code == 204
    assert (await manda(camino, campos)).status_code == 204
    assert [(f["estado"], f["motivo"]) for f in filas(casa.almacen, "salientes")] == queda


@pytest.mark.parametrize(("intento", "codigo"), [(2, "63013"), (3, "63999")])
async def test_lo_que_no_se_arregla_repitiendo_no_se_repite_siempre(
    intento: int, codigo: str, casa: Casa, manda: Manda
) -> None:
    await manda("/canales/whatsapp")
    camino = _aceptar(casa, intento)
    campos = {"MessageSid": "SM" + "2" * 32, "MessageStatus": "failed", "ErrorCode": codigo}
    assert (await manda(camino.replace(f"={intento}", "=1"), campos)).status_code == 204
    assert [f["estado"] for f in filas(casa.almacen, "salientes")] == ["aceptada"]
    assert (await manda(camino, campos)).status_code == 204
    assert [(f["estado"], f["motivo"]) for f in filas(casa.almacen, "salientes")] == [
        ("muerta", codigo)
    ]


async def test_volver_a_probar_espera_cada_vez_mas(casa: Casa, manda: Manda) -> None:
    await manda("/canales/whatsapp")
    camino = _aceptar(casa, intento=5)
    campos = {"MessageSid": "SM" + "2" * 32, "MessageStatus": "failed", "ErrorCode": "63018"}
    await manda(camino, campos)
    [fila] = filas(casa.almacen, "salientes")
    assert 16_000 <= fila["proximo"] - a_ms(AHORA) <= 24_000


def _aceptar(casa: Casa, intento: int) -> str:
    """Como si ya se hubiera mandado; dónde cuenta Twilio lo que pasa."""
    aceptada = update(salientes).values(estado="aceptada", intento=intento)
    casa.almacen.hacer(lambda c: c.execute(aceptada)).result()
    [fila] = filas(casa.almacen, "salientes")
    return f"/canales/whatsapp/estado?intento={intento}&salida={fila['id']}"


@pytest.mark.parametrize("salida", ["", "x", "-1", "1" * 19, "1.5"])
async def test_una_fila_que_no_es_un_numero_es_400(salida: str, manda: Manda) -> None:
    campos = {"MessageSid": "SM" + "2" * 32, "MessageStatus": "sent"}
    for camino in (f"?salida={salida}&intento=1", f"?salida=1&intento={salida}"):
        dicho = await manda(f"/canales/whatsapp/estado{camino}", campos)
        assert dicho.status_code == 400


async def test_con_la_base_caida_twilio_va_al_respaldo_que_dice_los_numeros(
    casa: Casa, manda: Manda
) -> None:
    casa.almacen.cerrar()
    assert (await manda("/canales/whatsapp")).status_code == 503
    dicho = await manda("/canales/whatsapp/respaldo")
    assert dicho.status_code == 200
    assert "<Response><Message>&lt;fallo&gt;</Message></Response>" in dicho.text


def test_los_cuerpos_estan_en_el_esquema(casa: Casa) -> None:
    rutas = casa.app.openapi()["paths"]
    assert set(rutas) == {
        "/canales/telegram",
        "/canales/whatsapp",
        "/canales/whatsapp/estado",
        "/canales/whatsapp/respaldo",
    }
    assert all(ruta["post"]["requestBody"]["required"] for ruta in rutas.values())

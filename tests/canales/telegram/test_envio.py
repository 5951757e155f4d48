"""Qué se le pide a Telegram y qué se entiende de cada cosa que contesta, o calla."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

import pytest

from bot.canales.base import Borrado, Emisor, NoSalio, Recibo
from bot.canales.telegram import red
from bot.canales.telegram.envio import SIN_LLAVE, Telegram
from bot.canales.telegram.lectura import ADMITIDOS, leer_update
from bot.modelo import Burbuja, Opcion, Pulsa
from tests.canales.telegram.taller import AHORA, LLAVE, MENSAJE, envio, no, si, telegram
from tests.canales.whatsapp.taller import Guion, Respuesta, Servidor, sirviendo

RUTA = f"/bot{LLAVE}/"
MENU = Burbuja("¿Qué necesitas?", (Opcion("a1:0", "Salud"), Opcion("a1:1", "Papeles")))
TECLADO = {
    "inline_keyboard": [
        [{"text": "1. Salud", "callback_data": "a1:0"}],
        [{"text": "2. Papeles", "callback_data": "a1:1"}],
    ]
}
SIN_VISTA = {"is_disabled": True}


def pedidos(servidor: Servidor) -> list[tuple[str, Any]]:
    return [(p.ruta.removeprefix(RUTA), p.json) for p in servidor.peticiones]


async def fallar(*guion: Guion, carga: Any = "Hola", edita: str = "", plazo: float = 20) -> NoSalio:
    """Con qué falla un envío cuando el servidor contesta eso."""
    async with sirviendo(*guion) as servidor, telegram(servidor.url, plazo) as emisor:
        with pytest.raises(NoSalio) as atrapado:
            await emisor.enviar(envio(carga, edita))
    dicho = "".join(traceback.format_exception(atrapado.value))
    assert "llave" not in dicho
    assert "secreta" not in dicho
    return atrapado.value


def en_corto(error: NoSalio) -> tuple[str, str, float | None]:
    return error.desenlace, error.motivo, error.espera


# ---- lo que se pide ---------------------------------------------------------


async def test_manda_el_texto_sus_botones_y_dice_que_mensaje_es() -> None:
    async with sirviendo(si(MENSAJE)) as servidor, telegram(servidor.url) as emisor:
        assert await emisor.enviar(envio(MENU)) == Recibo("31")
        assert pedidos(servidor) == [
            (
                "sendMessage",
                {
                    "chat_id": 7,
                    "text": "¿Qué necesitas?",
                    "link_preview_options": SIN_VISTA,
                    "protect_content": False,
                    "disable_notification": False,
                    "reply_markup": TECLADO,
                },
            )
        ]


async def test_lo_sensible_no_suena_ni_se_reenvia() -> None:
    async with sirviendo(si(MENSAJE)) as servidor, telegram(servidor.url) as emisor:
        await emisor.enviar(envio(Burbuja("Hola", sensible=True, cierra=True)))
        [(_, campos)] = pedidos(servidor)
    assert campos["protect_content"] is campos["disable_notification"] is True
    assert campos["reply_markup"] == {"remove_keyboard": True}


async def test_la_respuesta_a_un_toque_ocupa_su_lugar() -> None:
    async with sirviendo(si(MENSAJE), si(True)) as servidor, telegram(servidor.url) as emisor:
        assert await emisor.enviar(envio(MENU, edita="30")) == Recibo("30")
        fin = Burbuja("Listo.", sensible=True, cierra=True)
        assert await emisor.enviar(envio(fin, edita="30")) == Recibo("30")
        fijo = {"chat_id": 7, "message_id": 30, "link_preview_options": SIN_VISTA}
        assert pedidos(servidor) == [
            ("editMessageText", {**fijo, "text": "¿Qué necesitas?", "reply_markup": TECLADO}),
            ("editMessageText", {**fijo, "text": "Listo."}),
        ]


async def test_lo_que_ya_decia_eso_no_es_un_fallo() -> None:
    igual = no(400, "Bad Request: message is not modified: specified new message content and …")
    async with sirviendo(igual) as servidor, telegram(servidor.url) as emisor:
        assert await emisor.enviar(envio(edita="30")) == Recibo("30")
        assert [que for que, _ in pedidos(servidor)] == ["editMessageText"]


@pytest.mark.parametrize("que", ["message to edit not found", "message can't be edited"])
async def test_lo_que_no_se_puede_editar_se_manda(que: str) -> None:
    guion = (no(400, f"Bad Request: {que}"), si(MENSAJE))
    async with sirviendo(*guion) as servidor, telegram(servidor.url) as emisor:
        assert await emisor.enviar(envio(edita="30")) == Recibo("31")
        assert [que for que, _ in pedidos(servidor)] == ["editMessageText", "sendMessage"]


async def test_borra_de_cien_en_cien() -> None:
    todos = tuple(str(n) for n in range(1, 251))
    async with sirviendo() as servidor, telegram(servidor.url) as emisor:
        servidor.siempre = si(True)
        assert await emisor.enviar(envio(Borrado(todos))) == Recibo()
        vistos = pedidos(servidor)
    assert [que for que, _ in vistos] == ["deleteMessages"] * 3
    assert [len(campos["message_ids"]) for _, campos in vistos] == [100, 100, 50]
    assert sorted(n for _, campos in vistos for n in campos["message_ids"]) == list(range(1, 251))


@pytest.mark.parametrize("viejos", [{1}, {1, 2, 3}, {7}, set(range(1, 11))])
async def test_uno_que_ya_no_se_puede_borrar_no_salva_a_los_demas(viejos: set[int]) -> None:
    borrados: set[int] = set()

    def borrar(peticion: Any) -> Respuesta:
        numeros = set(peticion.json["message_ids"])
        if numeros & viejos:
            return no(400, "Bad Request: message can't be deleted for everyone")
        borrados.update(numeros)
        return si(True)

    async with sirviendo() as servidor, telegram(servidor.url) as emisor:
        servidor.siempre = borrar
        numeros = tuple(str(n) for n in range(1, 11))
        assert await emisor.enviar(envio(Borrado(numeros))) == Recibo()
    assert borrados == set(range(1, 11)) - viejos


# ---- lo que falla -----------------------------------------------------------


@pytest.mark.parametrize(
    ("respuesta", "esperado"),
    [
        (no(429, "Too Many Requests", retry_after=3), ("reintentar", "429", 3.0)),
        (no(429, "Too Many Requests", retry_after=0.5), ("reintentar", "429", 0.5)),
        (no(429, "Too Many Requests", retry_after=10**9), ("reintentar", "429", 86400.0)),
        (no(429, "Too Many Requests", retry_after="pronto"), ("reintentar", "429", None)),
        (no(429, "Too Many Requests", retry_after=-5), ("reintentar", "429", None)),
        (no(429, "Too Many Requests", retry_after=True), ("reintentar", "429", None)),
        (no(429, "Too Many Requests"), ("reintentar", "429", None)),
        (Respuesta(429, "[]"), ("reintentar", "429", None)),
        (no(500, "Internal Server Error"), ("reintentar", "500", None)),
        (Respuesta(502, "<html>secreta</html>", tipo="text/html"), ("reintentar", "502", None)),
        (no(503, "Service Unavailable", retry_after=9), ("reintentar", "503", 9.0)),
        (Respuesta(302, "", {"Location": "/otra"}), ("reintentar", "302", None)),
        (no(413, "Request Entity Too Large"), ("reintentar", "413", None)),
        (no(401, "Unauthorized"), ("reintentar", "401", SIN_LLAVE)),
        (no(404, "Not Found"), ("reintentar", "401", SIN_LLAVE)),
        (no(409, "Conflict: terminated by other"), ("reintentar", "409", 5.0)),
        (no(403, "Forbidden: bot was blocked by the user"), ("bloqueada", "403", None)),
        (Respuesta(403, "<html>"), ("bloqueada", "403", None)),
        (no(400, "Bad Request: chat not found"), ("muerta", "400", None)),
        (no(400, "Bad Request", migrate_to_chat_id=-5), ("muerta", "migrado", None)),
        # Dijo que sí, y no se sabe qué hizo: no se manda dos veces.
        (Respuesta(200, ""), ("incierta", "respuesta", None)),
        (Respuesta(200, "<html>secreta</html>"), ("incierta", "respuesta", None)),
        (Respuesta(200, "[" * 100_000), ("incierta", "respuesta", None)),
        (Respuesta(200, "[]"), ("incierta", "respuesta", None)),
        (Respuesta(200, "{}"), ("incierta", "respuesta", None)),
        (si(None), ("incierta", "respuesta", None)),
        (si({"message_id": 1}), ("incierta", "respuesta", None)),
        (no(400, "x", retry_after="pronto"), ("incierta", "respuesta", None)),
        ("corta", ("incierta", "corte", None)),
        ("a medias", ("incierta", "corte", None)),
    ],
    ids=range(30),
)
async def test_cada_fallo_tiene_un_desenlace(
    respuesta: Guion, esperado: tuple[str, str, float | None]
) -> None:
    assert en_corto(await fallar(respuesta)) == esperado


async def test_si_tarda_despues_de_recibirlo_no_se_sabe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(red, "CONEXION", 0.1)
    assert en_corto(await fallar("calla", plazo=0.1)) == ("incierta", "timeout", None)


async def test_sin_nadie_al_otro_lado_no_salio() -> None:
    async with sirviendo() as servidor:
        cerrado = servidor.url
    for url in (cerrado, "http://no-hay-nadie.invalid", "http://[::1"):
        async with telegram(url) as emisor:
            with pytest.raises(NoSalio) as atrapado:
                await emisor.enviar(envio())
        assert en_corto(atrapado.value) == ("reintentar", "conexion", None)


async def test_quien_no_responde_en_tls_no_recibio_nada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(red, "CONEXION", 0.2)
    async with sirviendo() as servidor:
        async with telegram(servidor.url.replace("http:", "https:")) as emisor:
            with pytest.raises(NoSalio) as atrapado:
                await emisor.enviar(envio())
        assert not servidor.peticiones
    assert en_corto(atrapado.value) == ("reintentar", "conexion", None)


async def test_una_redireccion_no_lleva_el_mensaje_a_otra_parte() -> None:
    async with sirviendo() as ajeno, sirviendo() as servidor, telegram(servidor.url) as emisor:
        servidor.siempre = Respuesta(307, "", {"Location": ajeno.url})
        with pytest.raises(NoSalio):
            await emisor.enviar(envio("texto secreto"))
        assert not ajeno.peticiones


@pytest.mark.parametrize("corte", ["corta", "a medias", Respuesta(200, "")])
async def test_borrar_o_editar_dos_veces_da_lo_mismo(corte: Guion) -> None:
    assert (await fallar(corte, carga=Borrado(("1",)))).desenlace == "reintentar"
    assert (await fallar(corte, edita="30")).desenlace == "reintentar"


async def test_a_quien_bloqueo_no_se_le_edita_ni_se_le_manda() -> None:
    bloqueado = no(403, "Forbidden: bot was blocked by the user")
    async with sirviendo(bloqueado) as servidor, telegram(servidor.url) as emisor:
        with pytest.raises(NoSalio, match="bloqueada"):
            await emisor.enviar(envio(edita="30"))
        assert len(servidor.peticiones) == 1


async def test_lo_que_no_cabe_no_sale() -> None:
    async with sirviendo() as servidor, telegram(servidor.url) as emisor:
        with pytest.raises(NoSalio, match="muerta: no_cabe"):
            await emisor.enviar(envio("a" * 5000))
        assert not servidor.peticiones


async def test_un_fallo_no_estropea_el_siguiente() -> None:
    guion: tuple[Guion, ...] = ("corta", no(500, "x"), "a medias", si(MENSAJE))
    async with sirviendo(*guion) as servidor, telegram(servidor.url) as emisor:
        for _ in range(3):
            with pytest.raises(NoSalio):
                await emisor.enviar(envio())
        assert await emisor.enviar(envio()) == Recibo("31")


async def test_muchos_a_la_vez() -> None:
    async with sirviendo() as servidor, telegram(servidor.url) as emisor:
        servidor.siempre = si(MENSAJE)
        recibos = await asyncio.gather(*(emisor.enviar(envio(str(n))) for n in range(200)))
        assert recibos == [Recibo("31")] * 200
        assert {campos["text"] for _, campos in pedidos(servidor)} == {str(n) for n in range(200)}


async def test_la_llave_no_llega_a_ningun_registro(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for guion in (Respuesta(200, f"<{LLAVE}>"), Respuesta(502, LLAVE), no(401, LLAVE), "corta"):
        assert "llave" not in str(await fallar(guion))
    assert "llave" not in caplog.text


# ---- los botones, las novedades y el webhook --------------------------------


@pytest.mark.parametrize(
    "respuesta",
    [
        si(True),
        no(
            400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
        ),
        no(500, "x"),
        Respuesta(200, "{}"),
        "corta",
    ],
    ids=range(5),
)
async def test_contestar_un_toque_nunca_falla(respuesta: Guion) -> None:
    async with sirviendo(respuesta) as servidor, telegram(servidor.url) as emisor:
        await emisor.contestar_toque("4382")
        assert pedidos(servidor) == [("answerCallbackQuery", {"callback_query_id": "4382"})]


async def test_sondea_desde_donde_iba_y_solo_lo_que_atiende() -> None:
    toque = {
        "id": "9",
        "from": {"id": 7, "is_bot": False, "first_name": "A"},
        "message": MENSAJE,
        "chat_instance": "1",
        "data": "a1:0",
    }
    crudas = [
        {"update_id": 5, "callback_query": toque},
        {"update_id": 6, "callback_query": {"forma": "nueva"}},
        {"update_id": 7, "lo_que_vendra": [1]},
        {"sin": "numero"},
        8,
    ]
    async with sirviendo(si(crudas)) as servidor, telegram(servidor.url) as emisor:
        novedades = await emisor.novedades(5, 30)
        [(que, campos)] = pedidos(servidor)
    assert que == "getUpdates"
    assert campos == {
        "offset": 5,
        "timeout": 30,
        "allowed_updates": list(ADMITIDOS),
    }
    assert [novedad.update_id for novedad in novedades] == [5, 6, 7]
    leido = leer_update(novedades[0], emisor.bot_id, AHORA)
    assert leido.entrante is not None
    assert (leido.entrante.contenido, leido.toque) == (Pulsa("a1:0"), "9")


async def test_sondear_espera_mas_que_un_envio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(red, "CONEXION", 0.0)
    async with sirviendo("calla") as servidor, telegram(servidor.url, 0.2) as emisor:
        sondeo = asyncio.create_task(emisor.novedades(1, 30))
        servidor.siempre = "calla"
        with pytest.raises(NoSalio):
            await emisor.enviar(envio())  # vence un envío, y el sondeo sigue
        assert not sondeo.done()
        sondeo.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sondeo


@pytest.mark.parametrize(
    ("respuesta", "esperado"),
    [
        (no(409, "Conflict: can't use getUpdates while webhook is active"), ("reintentar", "409")),
        (no(401, "Unauthorized"), ("reintentar", "401")),
        (no(502, "Bad Gateway"), ("reintentar", "502")),
        (Respuesta(200, "<html>"), ("reintentar", "respuesta")),
        (si({"a": 1}), ("reintentar", "respuesta")),
        ("corta", ("reintentar", "corte")),
    ],
    ids=range(6),
)
async def test_un_sondeo_que_falla_se_repite(respuesta: Guion, esperado: tuple[str, str]) -> None:
    async with sirviendo(respuesta) as servidor, telegram(servidor.url) as emisor:
        with pytest.raises(NoSalio) as atrapado:
            await emisor.novedades(1, 0)
    assert (atrapado.value.desenlace, atrapado.value.motivo) == esperado


async def test_pone_y_quita_el_webhook() -> None:
    async with sirviendo(si(True), si(True)) as servidor, telegram(servidor.url) as emisor:
        await emisor.poner_webhook("https://rumbo.example/canales/telegram", "s3")
        await emisor.quitar_webhook()
        assert pedidos(servidor) == [
            (
                "setWebhook",
                {
                    "url": "https://rumbo.example/canales/telegram",
                    "secret_token": "s3",
                    "allowed_updates": list(ADMITIDOS),
                },
            ),
            ("deleteWebhook", {}),
        ]


# ---- revisar ----------------------------------------------------------------

YO = si({"id": 42, "is_bot": True, "first_name": "Rumbo", "username": "rumbo_bot"})
URL = "https://rumbo.example/canales/telegram"


def webhook(url: str, **campos: Any) -> Respuesta:
    return si({"url": url, "has_custom_certificate": False, "pending_update_count": 0, **campos})


@pytest.mark.parametrize(
    ("guion", "esperada", "problemas"),
    [
        ((YO, webhook("")), "", []),
        ((YO, webhook(URL)), URL, []),
        ((YO, webhook(URL, allowed_updates=list(ADMITIDOS))), URL, []),
        ((YO, webhook(URL)), "", ["entrega los mensajes en otra dirección"]),
        ((YO, webhook("https://otra.example")), URL, ["entrega los mensajes en otra dirección"]),
        (
            (YO, webhook(URL, allowed_updates=["message"])),
            URL,
            ["callback_query, chat_member, edited_message"],
        ),
        (
            (
                YO,
                webhook(
                    URL,
                    pending_update_count=12,
                    last_error_date=5,
                    last_error_message="Wrong response from the webhook: 502 Bad Gateway",
                ),
            ),
            URL,
            ["guarda 12 mensajes: «Wrong response from the webhook: 502 Bad Gateway»"],
        ),
        ((YO, webhook(URL, last_error_date=5, last_error_message="ya pasó")), URL, []),
        ((no(401, "Unauthorized"),), "", ["TELEGRAM_TOKEN no vale"]),
        ((no(404, "Not Found"),), "", ["TELEGRAM_TOKEN no vale"]),
        ((no(502, "Bad Gateway"),), "", ["no contesta como Telegram (502)"]),
        ((Respuesta(200, "<html>"),), "", ["no contesta como Telegram (respuesta)"]),
        (("corta",), "", ["no contesta como Telegram (corte)"]),
    ],
    ids=range(13),
)
async def test_revisar_dice_que_anda_mal(
    guion: tuple[Guion, ...], esperada: str, problemas: list[str]
) -> None:
    async with sirviendo(*guion) as servidor, telegram(servidor.url) as emisor:
        dichos = await emisor.revisar(esperada)
    assert len(dichos) == len(problemas)
    for dicho, parte in zip(dichos, problemas, strict=True):
        assert parte in dicho
        assert "llave" not in dicho


async def test_es_un_emisor_y_sabe_su_numero() -> None:
    emisor: Emisor = Telegram(LLAVE)
    assert emisor.nombre == "telegram"
    assert Telegram(LLAVE).bot_id == 42
    assert Telegram("sin-numero").bot_id == 0
    assert LLAVE not in repr(emisor)
    await emisor.cerrar()

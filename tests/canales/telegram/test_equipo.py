"""Lo que pasa en un grupo, y el botón «Tomo el caso», de cada forma en que llega."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.canales.telegram.equipo import (
    DelEquipo,
    Entra,
    Migra,
    Pertenece,
    Sale,
    Toca,
    pintar_aviso,
)
from bot.canales.telegram.lectura import Leido, leer

AHORA = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
BOT = 42
RUMBO = {"id": BOT, "is_bot": True, "first_name": "Rumbo"}
EVA = {"id": 7, "is_bot": False, "first_name": "CanarioNombre", "username": "canario_user"}
GRUPO = {"id": -1001, "title": "Equipo", "type": "supergroup"}
CHARLA = {"id": 7, "first_name": "Eva", "type": "private"}


def leido(clase: str, cuerpo: dict[str, Any]) -> Leido:
    return leer(json.dumps({"update_id": 9, clase: cuerpo}).encode(), BOT, AHORA)


def dicho(**campos: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1, "from": EVA, "chat": GRUPO, **campos}


def miembro(estado: str, quien: dict[str, Any] = EVA) -> dict[str, Any]:
    hasta = {"until_date": 0} if estado == "kicked" else {}
    return {
        "chat": GRUPO,
        "from": EVA,
        "date": 1,
        "old_chat_member": {"user": quien, "status": "left"},
        "new_chat_member": {"user": quien, "status": estado, **hasta},
    }


@pytest.mark.parametrize(
    ("clase", "cuerpo", "esperado"),
    [
        ("message", dicho(new_chat_members=[EVA, RUMBO]), Entra("-1001", ("7",))),
        ("message", dicho(new_chat_members=[RUMBO]), Pertenece("-1001", True)),
        ("message", dicho(left_chat_member=EVA), Sale("-1001", "7")),
        ("message", dicho(left_chat_member=RUMBO), Pertenece("-1001", False)),
        ("message", dicho(migrate_to_chat_id=-1002), Migra("-1001", "-1002")),
        ("message", dicho(text="CANARIO-TEXTO-7f3a"), Pertenece("-1001", True)),
        ("message", dicho(location={"latitude": -3.5, "longitude": 1}), Pertenece("-1001", True)),
        ("my_chat_member", miembro("member", RUMBO), Pertenece("-1001", True)),
        ("my_chat_member", miembro("kicked", RUMBO), Pertenece("-1001", False)),
        ("chat_member", miembro("member"), Entra("-1001", ("7",))),
        ("chat_member", miembro("left"), Sale("-1001", "7")),
    ],
)
def test_de_un_grupo_solo_se_sabe_quien_esta(
    clase: str, cuerpo: dict[str, Any], esperado: DelEquipo
) -> None:
    suyo = leido(clase, cuerpo)
    assert suyo == Leido(equipo=esperado)
    assert "anario" not in repr(suyo)


@pytest.mark.parametrize(("charla", "chat"), [(GRUPO, "-1001"), (CHARLA, "7")])
def test_un_toque_dice_quien_y_donde(charla: dict[str, Any], chat: str) -> None:
    toque = {"id": "55", "from": EVA, "chat_instance": "1", "data": "tomo:TUM-0412"}
    suyo = leido("callback_query", {**toque, "message": dicho(chat=charla)})
    assert suyo == Leido(equipo=Toca(chat, "7", "TUM-0412", "55"))


def test_otro_boton_en_privado_es_de_la_conversacion() -> None:
    toque = {"id": "55", "from": EVA, "chat_instance": "1", "data": "b1"}
    suyo = leido("callback_query", {**toque, "message": dicho(chat=CHARLA)})
    assert suyo.equipo is None
    assert suyo.entrante is not None


def test_un_aviso_no_se_puede_reenviar_y_suena() -> None:
    campos = pintar_aviso("🔴 TUM-0412", "TUM-0412").a_api()
    assert campos["protect_content"] is True
    assert campos["disable_notification"] is False
    assert campos["link_preview_options"] == {"is_disabled": True}
    boton = campos["reply_markup"]["inline_keyboard"][0][0]
    assert boton == {"text": "Tomo el caso", "callback_data": "tomo:TUM-0412"}
    assert "reply_markup" not in pintar_aviso("🟢 TUM-0412").a_api()

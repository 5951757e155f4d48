"""Lo que se entiende de cada clase de actualización, y de lo que no lo es."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.canales.base import Corregido, Entrante
from bot.canales.cuerpo import Ilegible
from bot.canales.telegram.lectura import (
    SALUDOS,
    Leido,
    leer,
    leer_update,
    legible,
    verificar,
)
from bot.modelo import Bloquea, Manda, Pulsa, Ubica

AHORA = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
ANTES = AHORA - timedelta(seconds=20)
BOT = 42
ANA = {
    "id": 7,
    "is_bot": False,
    "first_name": "Ana",
    "username": "ana_tumbes",
    "language_code": "es",
}
CHARLA = {"id": 7, "first_name": "Ana", "username": "ana_tumbes", "type": "private"}
GRUPO = {"id": -100, "title": "Equipo", "type": "supergroup"}
ARCHIVO = {"file_id": "AgAC", "file_unique_id": "Aw", "file_size": 9}
FOTO = [{**ARCHIVO, "width": 90, "height": 90}]


def actualizacion(clase: str, cuerpo: Any, numero: int = 900) -> dict[str, Any]:
    return {"update_id": numero, clase: cuerpo}


def mensaje(**campos: Any) -> dict[str, Any]:
    fijo = {"message_id": 31, "from": ANA, "chat": CHARLA, "date": int(ANTES.timestamp())}
    return {**fijo, **campos}


def toque(**campos: Any) -> dict[str, Any]:
    nuestro = mensaje(message_id=30, **{"from": {"id": BOT, "is_bot": True, "first_name": "R"}})
    return {"id": "4382", "from": ANA, "message": nuestro, "chat_instance": "1", **campos}


def bloqueo(estado: str, **campos: Any) -> dict[str, Any]:
    rumbo = {"id": BOT, "is_bot": True, "first_name": "Rumbo"}
    nuevo = {"user": rumbo, "status": estado}
    if estado == "kicked":
        nuevo["until_date"] = 0
    return {
        "chat": CHARLA,
        "from": ANA,
        "date": int(ANTES.timestamp()),
        "old_chat_member": {"user": rumbo, "status": "member"},
        "new_chat_member": nuevo,
        **campos,
    }


def abrir(crudo: Any) -> Leido:
    return leer(json.dumps(crudo).encode(), BOT, AHORA)


def decir(**campos: Any) -> Entrante | None:
    return abrir(actualizacion("message", mensaje(**campos))).entrante


# ---- de quién viene ---------------------------------------------------------


@pytest.mark.parametrize(
    ("secreto", "cabecera", "vale"),
    [
        ("s3cr3t_o-", "s3cr3t_o-", True),
        ("s3cr3t_o-", "s3cr3t_o", False),
        ("s3cr3t_o-", "", False),
        ("s3cr3t_o-", None, False),
        ("s3cr3t_o-", "ñ\udcff", False),
        ("", "", False),
        ("", None, False),
    ],
)
def test_solo_vale_el_secreto_entero(secreto: str, cabecera: str | None, vale: bool) -> None:
    assert verificar(secreto, cabecera) is vale


# ---- lo que hizo la persona -------------------------------------------------


def test_un_mensaje_lleva_como_contestar_como_borrar_y_cuando_se_escribio() -> None:
    leido = abrir(actualizacion("message", mensaje(text="¿dónde queda?")))
    assert leido == Leido(
        Entrante("telegram", "7", "42:900", "¿dónde queda?", ANTES, remoto="31"), toque=""
    )


def test_no_queda_nada_de_quien_es() -> None:
    leido = repr(abrir(actualizacion("message", mensaje(text="hola"))))
    assert "Ana" not in leido
    assert "ana_tumbes" not in leido


def test_una_fecha_del_futuro_no_alarga_la_vida_de_nada() -> None:
    entrante = decir(text="hola", date=int((AHORA + timedelta(days=2)).timestamp()))
    assert entrante is not None
    assert entrante.recibido == AHORA


@pytest.mark.parametrize(
    ("campos", "contenido"),
    [
        ({"text": "ho\x00la 🙂"}, "hola 🙂"),
        ({"text": "a\ud83d"}, "a\ufffd"),
        ({"text": "/salir"}, "/salir"),
        ({"text": "/started"}, "/started"),
        ({"text": "hola", "entities": [{"type": "bold", "offset": 0, "length": 4}]}, "hola"),
        ({"text": "hola", "reply_to_message": mensaje(text="otra")}, "hola"),
        ({"photo": FOTO}, Manda("imagen")),
        ({"photo": FOTO, "caption": "mira esto"}, "mira esto"),
        ({"voice": {**ARCHIVO, "duration": 3}}, Manda("audio")),
        ({"audio": {**ARCHIVO, "duration": 3}}, Manda("audio")),
        ({"video": {**ARCHIVO, "duration": 3, "width": 1, "height": 1}}, Manda("video")),
        ({"video_note": {**ARCHIVO, "duration": 3, "length": 1}}, Manda("video")),
        (
            {
                "animation": {**ARCHIVO, "duration": 3, "width": 1, "height": 1},
                "document": ARCHIVO,
            },
            Manda("video"),
        ),
        ({"document": ARCHIVO}, Manda("documento")),
        (
            {
                "sticker": {
                    **ARCHIVO,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            Manda("sticker"),
        ),
        ({"contact": {"phone_number": "+51900", "first_name": "X"}}, Manda("contacto")),
        ({"dice": {"emoji": "🎲", "value": 3}}, Manda("otro")),
        ({"lo_que_vendra": {"a": 1}}, Manda("otro")),
        ({}, Manda("otro")),
        ({"location": {"latitude": -3.57, "longitude": -80.46}}, Ubica(-3.57, -80.46)),
        (
            {
                "venue": {
                    "location": {"latitude": -3, "longitude": -80},
                    "title": "P",
                    "address": "J",
                },
                "location": {"latitude": -3, "longitude": -80},
            },
            Ubica(-3.0, -80.0),
        ),
        ({"location": {"latitude": 91, "longitude": 0}}, Manda("otro")),
        ({"location": {"latitude": True, "longitude": 0}}, Manda("otro")),
        ({"location": {"latitude": "3", "longitude": 0}}, Manda("otro")),
    ],
    ids=range(24),
)
def test_lo_que_se_manda(campos: dict[str, Any], contenido: object) -> None:
    entrante = decir(**campos)
    assert entrante is not None
    assert entrante.contenido == contenido
    assert entrante.remoto == "31"


def test_una_latitud_infinita_no_es_un_lugar() -> None:
    crudo = json.dumps(
        actualizacion("message", mensaje(location={"latitude": 5.5, "longitude": 1}))
    )
    entrante = leer(crudo.replace("5.5", "1e999").encode(), BOT, AHORA).entrante
    assert entrante is not None
    assert entrante.contenido == Manda("otro")


@pytest.mark.parametrize(
    "campos",
    [
        {"pinned_message": mensaje(text="hola")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}}},
        {"write_access_allowed": {}},
    ],
    ids=lambda campos: next(iter(campos)),
)
def test_un_aviso_del_propio_telegram_no_es_un_mensaje(campos: dict[str, Any]) -> None:
    assert decir(**campos) is None


@pytest.mark.parametrize("idioma", [*SALUDOS, "fr-CA"])
def test_iniciar_saluda_en_el_idioma_de_la_aplicacion(idioma: str) -> None:
    entrante = decir(text="/start tumbes", **{"from": {**ANA, "language_code": idioma}})
    assert entrante is not None
    assert entrante.contenido == SALUDOS[idioma[:2]]


@pytest.mark.parametrize(
    "quien", [ANA, {**ANA, "language_code": "zh"}, {**ANA, "language_code": 3}, None]
)
def test_iniciar_saluda_en_espanol_si_no_se_sabe_mas(quien: Any) -> None:
    entrante = decir(text="/start", **{"from": quien})
    assert entrante is not None
    assert entrante.contenido == "hola"


def test_un_album_se_contesta_una_vez_y_no_pierde_lo_escrito() -> None:
    fotos = [decir(photo=FOTO, media_group_id="55", message_id=n) for n in (1, 2)]
    assert [f and f.id_mensaje for f in fotos] == ["42:album:55", "42:album:55"]
    escrita = decir(photo=FOTO, media_group_id="55", caption="me siguen")
    assert escrita is not None
    assert (escrita.contenido, escrita.id_mensaje) == ("me siguen", "42:900")


def test_lo_corregido_se_distingue() -> None:
    corregido = mensaje(text="hola, ayuda", edit_date=int(AHORA.timestamp()) - 3)
    entrante = abrir(actualizacion("edited_message", corregido)).entrante
    assert entrante == Entrante(
        "telegram",
        "7",
        "42:900",
        Corregido("hola, ayuda"),
        AHORA - timedelta(seconds=3),
        remoto="31",
    )
    pie = actualizacion("edited_message", mensaje(photo=FOTO, caption="ayuda"))
    leido = abrir(pie).entrante
    assert leido is not None
    assert leido.contenido == Corregido("ayuda")


def test_una_ubicacion_en_vivo_que_se_mueve_no_es_otro_mensaje() -> None:
    lugar = {"latitude": -3.5, "longitude": -80.4, "live_period": 900}
    assert abrir(actualizacion("edited_message", mensaje(location=lugar))) == Leido()
    primera = decir(location=lugar)
    assert primera is not None
    assert primera.contenido == Ubica(-3.5, -80.4)


def test_un_toque_dice_que_boton_en_que_mensaje_y_que_contestar() -> None:
    leido = abrir(actualizacion("callback_query", toque(data="a1b2:3")))
    assert leido == Leido(
        Entrante("telegram", "7", "42:900", Pulsa("a1b2:3"), AHORA, edita="30"), toque="4382"
    )


def test_un_toque_en_un_mensaje_que_ya_no_se_ve_tambien_vale() -> None:
    viejo = {"message_id": 12, "chat": CHARLA, "date": 0}
    leido = abrir(actualizacion("callback_query", toque(data="x", message=viejo)))
    assert leido.entrante is not None
    assert (leido.entrante.contenido, leido.entrante.edita) == (Pulsa("x"), "12")


@pytest.mark.parametrize(
    "campos",
    [
        {"message": None, "inline_message_id": "AA", "data": "x"},
        {"game_short_name": "damas"},
        {"data": "x", "message": mensaje(chat=GRUPO)},
        {"data": 5},
    ],
    ids=range(4),
)
def test_un_toque_que_no_se_atiende_se_contesta_igual(campos: dict[str, Any]) -> None:
    assert abrir(actualizacion("callback_query", toque(**campos))) == Leido(toque="4382")


@pytest.mark.parametrize("estado", ["kicked", "left"])
def test_bloquear_al_bot_se_nota(estado: str) -> None:
    entrante = abrir(actualizacion("my_chat_member", bloqueo(estado))).entrante
    assert entrante == Entrante("telegram", "7", "42:900", Bloquea(), ANTES)


def test_volver_al_bot_no_es_decir_nada() -> None:
    assert abrir(actualizacion("my_chat_member", bloqueo("member"))) == Leido()


@pytest.mark.parametrize(
    ("clase", "cuerpo"),
    [
        ("message", mensaje(text="hola", chat=GRUPO)),
        ("message", mensaje(text="hola", chat={"id": 3, "type": "channel"})),
        ("edited_message", mensaje(text="hola", chat=GRUPO)),
        ("my_chat_member", bloqueo("kicked", chat=GRUPO)),
        ("channel_post", mensaje(text="hola")),
        ("inline_query", {"id": "1", "from": ANA, "query": "hola", "offset": ""}),
        (
            "poll_answer",
            {"poll_id": "1", "option_ids": [0], "user": ANA, "option_persistent_ids": ["a"]},
        ),
        ("lo_que_vendra", {"a": [1]}),
    ],
    ids=range(8),
)
def test_lo_que_no_es_para_el_bot_se_acepta_y_no_hace_nada(clase: str, cuerpo: Any) -> None:
    leido = abrir(actualizacion(clase, cuerpo))
    assert (leido.entrante, leido.toque) == (None, "")


def test_sondear_y_recibir_leen_lo_mismo() -> None:
    for clase, cuerpo in (
        ("message", mensaje(text="hola")),
        ("edited_message", mensaje(text="hola")),
        ("callback_query", toque(data="x")),
        ("my_chat_member", bloqueo("kicked")),
    ):
        crudo = actualizacion(clase, cuerpo)
        assert leer_update(Update.de_json(crudo), BOT, AHORA) == abrir(crudo)


# ---- lo que la biblioteca no conoce, y lo que no es nada --------------------


@pytest.mark.parametrize(
    ("cuerpo", "contenido"),
    [
        (mensaje(text="me siguen", entities=[{"type": "bold"}]), "me siguen"),
        (mensaje(text="me siguen", reply_to_message={"nuevo": 1}), "me siguen"),
        (mensaje(photo=[{"otra_forma": 1}]), Manda("otro")),
        (mensaje(text="me siguen", **{"from": {"id": 7}}), "me siguen"),
    ],
    ids=range(4),
)
def test_una_forma_nueva_no_deja_a_nadie_sin_respuesta(cuerpo: Any, contenido: object) -> None:
    entrante = abrir(actualizacion("message", cuerpo)).entrante
    if "is_bot" not in cuerpo["from"]:
        assert entrante is None  # ni la persona se entiende: no hay a quién contestar
        return
    assert entrante is not None
    assert (entrante.contenido, entrante.remoto) == (contenido, "31")


def test_un_toque_con_una_forma_nueva_se_atiende() -> None:
    nuestro = mensaje(text="¿Qué necesitas?", reply_markup={"inline_keyboard": 5})
    leido = abrir(actualizacion("callback_query", toque(data="x", message=nuestro)))
    assert leido.entrante is not None
    assert leido.entrante.contenido == Pulsa("x")


@pytest.mark.parametrize(
    "cuerpo",
    [5, None, "hola", [], {}, {"message_id": 1}, mensaje(date="ayer"), mensaje(date=10**17)],
    ids=range(8),
)
def test_lo_que_no_se_entiende_de_ninguna_manera_no_se_repite_sin_fin(cuerpo: Any) -> None:
    crudo = actualizacion("message", cuerpo)
    assert abrir(crudo) == Leido()
    assert Update.de_json(legible(crudo)).update_id == 900


@pytest.mark.parametrize(
    "cuerpo",
    [
        b"",
        b"hola",
        b"[]",
        b"null",
        b"{}",
        b'{"message": {}}',
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b'{"update_id": null}',
        b'{"update_id": 1, "update_id": 2}',
        b'{"update_id": 1, "message": {"date": 1, "date": 2}}',
        b'{"update_id": 1, "a": NaN}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": 1, "a": ' + b"9" * 19 + b"}",
        b'{"update_id": 1, "a": "\xff"}',
        b'\xef\xbb\xbf{"update_id": 1}',
        b'{"update_id": 1}{"update_id": 2}',
        b'{"update_id":' * 100_000,
        b"[" * 500_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"update_id": 1, "a": "' + b"\\",
    ],
    ids=range(22),
)
def test_lo_que_no_es_una_actualizacion_no_se_lee_ni_se_repite(cuerpo: bytes) -> None:
    with pytest.raises(Ilegible) as atrapado:
        leer(cuerpo, BOT, AHORA)
    assert atrapado.value.__cause__ is None
    assert len(str(atrapado.value)) < 60


@pytest.mark.parametrize("hondo", [50, 300, 900])
def test_un_mensaje_dentro_de_otro_muchas_veces(hondo: int) -> None:
    dentro = mensaje(text="hola")
    for _ in range(hondo):
        dentro = mensaje(text="hola", reply_to_message=dentro)
    cuerpo = json.dumps(actualizacion("message", dentro)).encode()
    entrante = leer(cuerpo, BOT, AHORA).entrante
    assert entrante is not None
    assert entrante.contenido == "hola"


escalares = st.none() | st.booleans() | st.integers(-(10**19), 10**19) | st.floats() | st.text()
valores = st.recursive(
    escalares,
    lambda dentro: (
        st.lists(dentro, max_size=3) | st.dictionaries(st.text(max_size=8), dentro, max_size=3)
    ),
    max_leaves=8,
)
PLANTILLAS = (
    actualizacion("message", mensaje(text="hola", photo=FOTO, media_group_id="5")),
    actualizacion("message", mensaje(location={"latitude": 1.0, "longitude": 2.0})),
    actualizacion("edited_message", mensaje(text="hola", edit_date=5)),
    actualizacion("callback_query", toque(data="x")),
    actualizacion("my_chat_member", bloqueo("kicked")),
)


@st.composite
def deformadas(dibujar: st.DrawFn) -> dict[str, Any]:
    """Una actualización buena con uno o dos de sus valores cambiados por cualquier cosa."""
    crudo = json.loads(json.dumps(dibujar(st.sampled_from(PLANTILLAS))))
    for _ in range(dibujar(st.integers(1, 2))):
        sitio: Any = crudo
        while True:
            clave = dibujar(st.sampled_from(sorted(sitio)))
            if isinstance(sitio[clave], dict) and sitio[clave] and dibujar(st.booleans()):
                sitio = sitio[clave]
                continue
            sitio[clave] = dibujar(valores)
            break
    return crudo  # type: ignore[no-any-return]


def comprobar(leido: Leido) -> None:
    assert isinstance(leido.toque, str)
    if entrante := leido.entrante:
        assert entrante.direccion.lstrip("-").isdecimal()
        assert entrante.recibido <= AHORA
        assert entrante.recibido.tzinfo is not None
        json.dumps(repr(entrante))
        if isinstance(entrante.contenido, str):
            entrante.contenido.encode("utf-8")


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(deformadas())
def test_ninguna_deformacion_rompe_la_lectura(crudo: dict[str, Any]) -> None:
    try:
        comprobar(abrir(crudo))
    except Ilegible:
        return


@settings(deadline=None)
@given(st.binary(max_size=300) | valores.map(lambda v: json.dumps(v).encode()))
def test_cualquier_cuerpo_se_lee_o_es_ilegible(cuerpo: bytes) -> None:
    try:
        comprobar(leer(cuerpo, BOT, AHORA))
    except Ilegible:
        return


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll"]),
        valores,
    )
)
def test_cualquier_cosa_con_numero_se_acepta(cuerpo: dict[str, Any]) -> None:
    try:
        comprobar(abrir({"update_id": 1, **cuerpo}))
    except Ilegible:
        return

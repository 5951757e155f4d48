"""Lo que llega de Twilio: cada clase de mensaje, y lo que no se puede leer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.canales.base import Entrante
from bot.canales.whatsapp.lectura import (
    CAMPOS,
    OCTETOS,
    Ilegible,
    leer,
    leer_estado,
    leer_formulario,
)
from bot.modelo import Manda, Pulsa, Ubica

AHORA = datetime(2026, 3, 14, 22, 30, tzinfo=UTC)
SID = "SM" + "0123456789abcdef" * 2
TELEFONO = "whatsapp:+51987654321"
BSUID = "whatsapp:PE." + "Ab9" * 40
MINIMO = {"MessageSid": SID, "From": TELEFONO, "Body": "hola"}


def _leer(**campos: str) -> Entrante:
    entrante = leer(leer_formulario(urlencode({**MINIMO, **campos}).encode()), AHORA)
    assert entrante is not None
    return entrante


def test_un_texto() -> None:
    assert _leer(Body="hola ñ 👋\r\nsí") == Entrante(
        "whatsapp", TELEFONO, SID, "hola ñ 👋\nsí", AHORA, remoto=SID
    )


def test_de_quien_escribe_solo_queda_como_contestarle() -> None:
    leido = _leer(
        ProfileName="Ana Canario",
        WaId="51987654321",
        ChannelMetadata='{"data":{"context":{"ProfileName":"Ana Canario"}}}',
        Forwarded="true",
        ReferralBody="anuncio",
        ExternalUserId=BSUID,
    )
    assert leido.direccion == BSUID
    assert "Canario" not in repr(leido)
    assert "51987654321" not in repr(leido)


def test_la_direccion_es_opaca() -> None:
    assert _leer(From=BSUID).direccion == BSUID
    assert _leer(ExternalUserId="").direccion == TELEFONO
    larga = "whatsapp:PE." + "x" * 148
    assert len(larga) == 160
    assert _leer(ExternalUserId=larga).direccion == larga
    assert _leer(ExternalUserId=larga + "x").direccion == TELEFONO


@pytest.mark.parametrize(
    "campos",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM\x001"},
        {"MessageSid": "S" * 65},
        {"From": ""},
        {"From": "+51987654321"},
        {"From": "whatsapp:" + "1" * 152},
        {"From": "whatsapp:+51\x00"},
    ],
)
def test_sin_mensaje_o_sin_remitente_no_se_puede_leer(campos: dict[str, str]) -> None:
    with pytest.raises(Ilegible):
        _leer(**campos)


@pytest.mark.parametrize(
    "toque",
    [
        {"ButtonPayload": "a1b2", "ButtonText": "Salud", "ButtonType": "REPLY"},
        {"ListId": "a1b2", "ListTitle": "Salud", "ListDescription": "Médico"},
        {"InteractiveData": json.dumps({"type": "list_reply", "list_reply": {"id": "a1b2"}})},
        {"InteractiveData": json.dumps({"button_reply": {"id": "a1b2", "title": "Salud"}})},
        {"InteractiveData": json.dumps({"id": "a1b2", "title": "Salud", "n": 10**400})},
    ],
)
def test_un_toque_gana_al_titulo_que_repite_el_cuerpo(toque: dict[str, str]) -> None:
    assert _leer(Body="Salud", OriginalRepliedMessageSid="SM1", **toque).contenido == Pulsa("a1b2")


@pytest.mark.parametrize(
    "datos",
    [
        "",
        "{",
        "null",
        "[]",
        '"x"',
        "{}",
        '{"id": 7}',
        '{"id": ""}',
        '{"list_reply": "x"}',
        '{"list_reply": {"title": "Salud"}}',
        '{"a":' * 5000 + "1" + "}" * 5000,
        "[" * 4000,
        '{"id": "' + "x" * 201 + '"}',
        '{"pages": [{"id": "a1b2"}]}',
        '{"id": "' + "x" * 5000 + '"}',
    ],
)
def test_un_toque_que_no_se_entiende_vale_por_lo_que_dice(datos: str) -> None:
    assert _leer(Body="Salud", InteractiveData=datos).contenido == "Salud"
    assert _leer(Body="Salud", ButtonPayload="", ListId=" ").contenido == "Salud"
    assert _leer(Body="Salud", ButtonPayload="x" * 201).contenido == "Salud"


@pytest.mark.parametrize(
    ("tipo", "medio"),
    [
        ("image/jpeg", "imagen"),
        ("image/webp", "sticker"),
        ("audio/ogg", "audio"),
        ("audio/ogg; codecs=opus", "audio"),
        ("VIDEO/mp4", "video"),
        ("application/pdf", "documento"),
        ("text/plain", "documento"),
        ("text/vcard", "contacto"),
        ("text/x-vcard", "contacto"),
        ("text/directory", "contacto"),
        ("chemical/x-pdb", "otro"),
        ("", "otro"),
    ],
)
def test_cada_clase_de_adjunto(tipo: str, medio: str) -> None:
    adjunto = {"NumMedia": "1", "MediaUrl0": "https://ejemplo.invalid/ME1"}
    leido = _leer(Body="", MediaContentType0=tipo, **adjunto)
    assert leido.contenido == Manda(medio)  # type: ignore[arg-type]
    assert "ME1" not in repr(leido)
    con_texto = _leer(Body="esto me llegó", MediaContentType0=tipo, **adjunto)
    assert con_texto.contenido == "esto me llegó"


def test_lo_que_no_trae_nada_se_contesta_igual() -> None:
    assert _leer(Body="").contenido == Manda("otro")
    assert _leer(Body=" \n\x00").contenido == Manda("otro")
    assert _leer(Body="", MessageType="contacts").contenido == Manda("contacto")
    sin_cuerpo = {k: v for k, v in MINIMO.items() if k != "Body"}
    leido = leer(leer_formulario(urlencode(sin_cuerpo).encode()), AHORA)
    assert leido is not None
    assert leido.contenido == Manda("otro")


def test_una_reaccion_no_pide_respuesta() -> None:
    assert leer({**MINIMO, "MessageType": "reaction", "Body": "👍"}, AHORA) is None


def test_una_ubicacion() -> None:
    leido = _leer(Body="", Latitude="-3.5669", Longitude="-80.4515", Address="Calle", Label="Casa")
    assert leido.contenido == Ubica(-3.5669, -80.4515)
    assert "Casa" not in repr(leido)


@pytest.mark.parametrize(
    ("latitud", "longitud"),
    [("nan", "0"), ("0", "inf"), ("91", "0"), ("0", "-181"), ("x", "0"), ("", "0"), ("1e999", "0")],
)
def test_una_ubicacion_imposible_no_es_una_ubicacion(latitud: str, longitud: str) -> None:
    assert _leer(Body="aquí", Latitude=latitud, Longitude=longitud).contenido == "aquí"


@pytest.mark.parametrize(
    "cuerpo",
    [
        b"Body=%FF%FE",
        b"Body=\xff",
        b"Body=%ED%A0%80",
        b"%FF=1",
        b"&".join(b"a=%d" % n for n in range(CAMPOS + 1)),
        b"Body=" + b"a" * OCTETOS,
    ],
)
def test_un_formulario_que_no_se_puede_leer(cuerpo: bytes) -> None:
    with pytest.raises(Ilegible) as error:
        leer_formulario(cuerpo)
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_un_formulario_conserva_orden_repetidos_y_vacios() -> None:
    leido = leer_formulario(b"B=2&A=1&B=&C&A=%2B1+2")
    assert leido.multi_items() == [("B", "2"), ("A", "1"), ("B", ""), ("C", ""), ("A", "+1 2")]


@given(st.binary(max_size=300))
def test_ningun_cuerpo_rompe_la_lectura(cuerpo: bytes) -> None:
    try:
        leer(leer_formulario(cuerpo), AHORA)
    except Ilegible:
        return


@given(
    st.dictionaries(
        st.sampled_from(
            "MessageSid From ExternalUserId Body ButtonPayload ListId InteractiveData Latitude"
            " Longitude MediaContentType0 NumMedia MessageType MessageStatus ErrorCode".split()
        ),
        st.one_of(st.text(max_size=40), st.sampled_from([SID, TELEFONO, "1", "-3.5"])),
    )
)
def test_ningun_campo_rompe_la_lectura(campos: dict[str, str]) -> None:
    for leer_uno in (lambda c: leer(c, AHORA), leer_estado):
        try:
            leer_uno(campos)
        except Ilegible:
            continue


def _estado(estado: str, **campos: str) -> dict[str, str]:
    return {"MessageSid": SID, "MessageStatus": estado, **campos}


def test_el_estado_nunca_va_hacia_atras() -> None:
    orden = ["accepted", "queued", "sending", "sent", "failed", "delivered", "read"]
    rangos = [leer_estado(_estado(estado)).rango for estado in orden]
    assert rangos == sorted(set(rangos))
    for otro in ("undelivered", "canceled"):
        assert leer_estado(_estado(otro)).rango == leer_estado(_estado("failed")).rango


@pytest.mark.parametrize(
    ("estado", "terminal", "fallo"),
    [
        ("queued", False, False),
        ("sent", False, False),
        ("delivered", True, False),
        ("read", True, False),
        ("failed", True, True),
        ("undelivered", True, True),
        ("canceled", True, True),
        ("partially_delivered", False, False),
        ("", False, False),
    ],
)
def test_un_aviso_de_entrega(estado: str, terminal: bool, fallo: bool) -> None:
    aviso = leer_estado(_estado(estado, ErrorCode="63016", To=TELEFONO))
    assert (aviso.remoto, aviso.terminal, aviso.fallo) == (SID, terminal, fallo)
    assert aviso.codigo == 63016
    assert "5198" not in repr(aviso)


@pytest.mark.parametrize("codigo", ["", "x", "-1", "1" * 5000, "٣"])
def test_un_codigo_raro_es_ninguno(codigo: str) -> None:
    assert leer_estado(_estado("failed", ErrorCode=codigo)).codigo == 0


def test_un_aviso_sin_mensaje_no_se_puede_leer() -> None:
    with pytest.raises(Ilegible):
        leer_estado({"MessageStatus": "read"})

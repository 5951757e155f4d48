"""Lo que sale por la API de Twilio, y en qué queda cuando algo falla."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.canales.base import Borrado, Emisor, Entrante, Envio, NoSalio, Recibo
from bot.canales.whatsapp import plantillas
from bot.canales.whatsapp.codigos import consecuencia
from bot.modelo import Burbuja, Manda, Opcion
from tests.canales.whatsapp.taller import (
    AHORA,
    ANA,
    CUENTA,
    ESTADO,
    NUMERO,
    SID,
    TOKEN,
    Guion,
    Respuesta,
    Servidor,
    error,
    sirviendo,
    whatsapp,
)

BSUID = "whatsapp:PE.Ab9xyz"
HOLA = Burbuja("Hola")
MENU = Burbuja(
    "¿Qué necesitas?\n\nElige un tema, o dilo con tus palabras.",
    tuple(Opcion(f"b{n}", f"Opción {n}") for n in range(4)),
)
PREGUNTA = Burbuja("¿Seguimos?", (Opcion("s", "Sí, d'accord"), Opcion("n", "No")))
TODAS = {p.nombre: f"HX{n:032}" for n, p in enumerate(plantillas.todas({"es": "x", "fr": "y"}))}


def envio(carga: Burbuja | Borrado = HOLA, direccion: str = ANA, **otros: object) -> Envio:
    return Envio(7, direccion, carga, **{"recibido": AHORA, **otros})  # type: ignore[arg-type]


def corto(valor: object) -> str:
    return f"{valor.estado} {valor.cuerpo[:12]}" if isinstance(valor, Respuesta) else str(valor)


def todas() -> dict[str, str]:
    return TODAS


async def falla(*guion: object, carga: Burbuja = HOLA, **cambios: object) -> tuple[NoSalio, int]:
    """El fallo con ese guion, y cuántas peticiones hizo."""
    otros = {k: cambios.pop(k) for k in ("intentos", "motivo") if k in cambios}
    async with sirviendo(*guion) as servidor, whatsapp(servidor.url, **cambios) as emisor:  # type: ignore[arg-type]
        with pytest.raises(NoSalio) as visto:
            await emisor.enviar(envio(carga, **otros))
        # Lo que dijo Twilio cita números: no viaja con el fallo.
        assert visto.value.__cause__ is None
        assert visto.value.__suppress_context__ or visto.value.__context__ is None
        return visto.value, len(servidor.peticiones)


async def campos(carga: Burbuja, **cambios: object) -> dict[str, str]:
    de_envio = {k: cambios.pop(k) for k in ("idioma", "motivo", "recibido") if k in cambios}
    async with sirviendo() as servidor, whatsapp(servidor.url, **cambios) as emisor:
        await emisor.enviar(envio(carga, **de_envio))
        [peticion] = servidor.peticiones
        return peticion.campos


async def test_un_texto_lleva_su_numero_en_el_aviso_y_la_llave_en_la_cabecera() -> None:
    async with sirviendo() as servidor, whatsapp(servidor.url) as emisor:
        recibo = await emisor.enviar(
            envio(Burbuja("Hola ñ 👋"), BSUID, caduca=AHORA + timedelta(seconds=119.2))
        )
    assert recibo == Recibo(SID, final=False)
    [peticion] = servidor.peticiones
    assert peticion.metodo == "POST"
    assert peticion.ruta == f"/2010-04-01/Accounts/{CUENTA}/Messages.json"
    llave = b64encode(f"{CUENTA}:{TOKEN}".encode()).decode()
    assert peticion.cabeceras["authorization"] == f"Basic {llave}"
    assert peticion.campos == {
        "To": BSUID,
        "From": NUMERO,
        "Body": "Hola ñ 👋",
        "StatusCallback": f"{ESTADO}?salida=7&intento=1",
        "ValidityPeriod": "120",
    }


async def test_lo_que_casi_caduca_espera_en_twilio_lo_minimo_que_admite() -> None:
    async with sirviendo() as servidor, whatsapp(servidor.url) as emisor:
        for queda in (timedelta(seconds=1), timedelta(days=2)):
            await emisor.enviar(envio(caduca=AHORA + queda))
        await emisor.enviar(envio())
    esperas = [p.campos.get("ValidityPeriod") for p in servidor.peticiones]
    assert esperas == ["5", "36000", None]


async def test_sin_plantillas_el_menu_va_numerado() -> None:
    dicho = await campos(MENU)
    assert dicho["Body"].endswith("1. Opción 0\n2. Opción 1\n3. Opción 2\n4. Opción 3")
    assert "ContentSid" not in dicho


async def test_con_plantillas_el_menu_lleva_botones_y_tambien_sus_numeros() -> None:
    dicho = await campos(MENU, sids=todas, idioma="fr")
    assert dicho["ContentSid"] == TODAS["lista_4_2"]
    assert "Body" not in dicho
    huecos = json.loads(dicho["ContentVariables"])
    assert list(huecos.values()) == [
        "¿Qué necesitas?",
        "Elige un tema, o dilo con tus palabras.",
        *(f"{n}. Opción {n - 1}" for n in range(1, 5)),
        "Ver opciones (fr)",
        *(v for n in range(4) for v in (f"Opción {n}", f"b{n}")),
    ]
    dicho = await campos(PREGUNTA, sids=todas)
    assert dicho["ContentSid"] == TODAS["botones_2_1"]
    assert "'" not in dicho["ContentVariables"]


async def test_si_twilio_rechaza_la_plantilla_va_el_texto_en_la_misma_vez() -> None:
    async with (
        sirviendo(error(400, 21656)) as servidor,
        whatsapp(servidor.url, sids=todas) as emisor,
    ):
        assert (await emisor.enviar(envio(PREGUNTA, intentos=5))).remoto == SID
    primera, segunda = servidor.peticiones
    assert "ContentSid" in primera.campos
    assert segunda.campos["Body"] == "¿Seguimos?\n\n1. Sí, d'accord\n2. No"


async def test_si_se_supo_despues_el_siguiente_intento_va_en_texto() -> None:
    despues = consecuencia(63013)
    assert despues.desenlace == "reintentar"
    assert "Body" in await campos(PREGUNTA, sids=todas, motivo=despues.motivo)
    assert "ContentSid" in await campos(PREGUNTA, sids=todas, motivo="429")
    assert consecuencia(63013, intentos=2).desenlace == "muerta"


async def test_con_la_ventana_cerrada_solo_sale_la_invitacion() -> None:
    antes = AHORA - timedelta(hours=24)
    assert (await campos(HOLA, sids=todas, recibido=antes))["Body"] == "Hola"
    cerrada = antes - timedelta(seconds=1)
    dicho = await campos(MENU, sids=todas, recibido=cerrada, idioma="fr")
    assert dicho["ContentSid"] == TODAS["reabrir_fr"]
    assert "Body" not in dicho
    assert "ContentVariables" not in dicho
    async with sirviendo() as servidor, whatsapp(servidor.url, sids=todas) as emisor:
        with pytest.raises(NoSalio) as visto:
            await emisor.enviar(envio(recibido=cerrada, idioma="ht"))
    assert (visto.value.desenlace, visto.value.motivo) == ("muerta", "ventana")
    assert not servidor.peticiones


@pytest.mark.parametrize(
    ("respuesta", "desenlace", "motivo", "espera"),
    [
        (error(429, 20429), "reintentar", "429", None),
        (error(429, 20429, **{"Retry-After": "30"}), "reintentar", "429", 30),
        (error(429, 20429, **{"Retry-After": "999999"}), "reintentar", "429", 3600),
        (error(429, 20429, **{"Retry-After": "mañana"}), "reintentar", "429", None),
        (Respuesta(429, "<html>", tipo="text/html"), "reintentar", "429", None),
        (error(500, 20500), "reintentar", "500", None),
        (error(503, 20503), "reintentar", "503", None),
        (Respuesta(500, "<html>", tipo="text/html"), "reintentar", "500", None),
        (Respuesta(502, "<html>", tipo="text/html"), "incierta", "502", None),
        (error(504, 0), "incierta", "504", None),
        (error(401, 20003), "reintentar", "401", 60),
        (Respuesta(403, "no", tipo="text/plain"), "reintentar", "403", 60),
        (error(404, 20404), "reintentar", "404", 60),
        (error(400, 21606), "reintentar", "21606", 60),
        (error(400, 21211), "muerta", "21211", None),
        (error(400, 21610), "bloqueada", "21610", None),
        (error(400, 21617), "muerta", "21617", None),
        (error(400, 63038), "reintentar", "63038", 3600),
        (Respuesta(400, "[]"), "muerta", "400", None),
        (Respuesta(400, "no"), "muerta", "400", None),
        (Respuesta(201, "<html>", tipo="text/html"), "incierta", "respuesta", None),
        (Respuesta(201, "[]"), "incierta", "respuesta", None),
        (Respuesta(201, "{}"), "incierta", "respuesta", None),
        (Respuesta(201, "[" * 100_000), "incierta", "respuesta", None),
        ("corta", "incierta", "red", None),
        ("a medias", "incierta", "red", None),
    ],
    ids=corto,
)
async def test_cada_fallo_tiene_un_desenlace(
    respuesta: object, desenlace: str, motivo: str, espera: float | None
) -> None:
    fallo, peticiones = await falla(respuesta)
    assert (fallo.desenlace, fallo.motivo, fallo.espera) == (desenlace, motivo, espera)
    assert peticiones == 1
    assert "5198" not in str(fallo)


async def test_el_error_de_servicio_nuevo_se_entiende_igual() -> None:
    cuerpo = {"type": "about:blank", "title": ANA, "status": 400, "code": 63024}
    fallo, _ = await falla(Respuesta(400, json.dumps(cuerpo), tipo="application/problem+json"))
    assert (fallo.desenlace, fallo.motivo) == ("muerta", "63024")


async def test_si_no_contesta_a_tiempo_no_se_sabe_si_llego() -> None:
    fallo, peticiones = await falla("calla", plazo=0.3)
    assert (fallo.desenlace, fallo.motivo) == ("incierta", "timeout")
    assert peticiones == 1


async def test_si_no_hay_nadie_seguro_que_no_llego() -> None:
    async with sirviendo() as servidor:
        url = servidor.url
    async with whatsapp(url) as emisor:
        with pytest.raises(NoSalio) as visto:
            await emisor.enviar(envio())
    assert (visto.value.desenlace, visto.value.motivo) == ("reintentar", "red")


async def test_si_se_acabo_el_tiempo_antes_de_escribir_seguro_que_no_llego() -> None:
    async with sirviendo() as servidor:
        cifrada = servidor.url.replace("http:", "https:")  # el saludo cifrado no acaba nunca
        async with whatsapp(cifrada, plazo=0.3) as emisor:
            with pytest.raises(NoSalio) as visto:
                await emisor.enviar(envio())
    assert (visto.value.desenlace, visto.value.motivo) == ("reintentar", "timeout")


async def test_un_envio_roto_no_estropea_el_siguiente() -> None:
    async with sirviendo("corta") as servidor, whatsapp(servidor.url) as emisor:
        with pytest.raises(NoSalio):
            await emisor.enviar(envio())
        assert await emisor.enviar(envio()) == Recibo(SID, final=False)


@pytest.mark.parametrize(
    ("codigo", "desenlace"),
    [
        (63016, "muerta"),
        (63018, "reintentar"),
        (63017, "reintentar"),
        (63024, "muerta"),
        (63003, "muerta"),
        (63014, "bloqueada"),
        (63021, "reintentar"),
        (63005, "reintentar"),
        (63038, "reintentar"),
        (63032, "muerta"),
        (63049, "muerta"),
        (63007, "reintentar"),
        (21614, "muerta"),
        (20003, "reintentar"),
        (20429, "reintentar"),
        (0, "muerta"),
        (30008, "muerta"),
    ],
)
def test_cada_codigo_del_aviso_tiene_su_consecuencia(codigo: int, desenlace: str) -> None:
    fallo = consecuencia(codigo)
    assert (fallo.desenlace, fallo.motivo) == (desenlace, str(codigo))


def test_un_codigo_del_canal_que_no_se_conoce_se_prueba_tres_veces() -> None:
    desenlaces = [consecuencia(63999, n).desenlace for n in (1, 2, 3, 4)]
    assert desenlaces == ["reintentar", "reintentar", "muerta", "muerta"]


async def test_el_intento_cuenta_tambien_en_la_respuesta() -> None:
    fallo, _ = await falla(error(400, 63999), intentos=1)
    assert fallo.desenlace == "reintentar"
    fallo, _ = await falla(error(400, 63999), intentos=2)
    assert fallo.desenlace == "muerta"


# ---- borrar -------------------------------------------------------------------------


CORTA = ("corta", "corta")
"""Leer y borrar se repiten sin peligro: aiohttp ya lo hace una vez."""


def varias(respuesta: object) -> tuple[Guion, ...]:
    return respuesta if isinstance(respuesta, tuple) else (respuesta,)  # type: ignore[return-value]


async def borra(respuesta: object) -> tuple[NoSalio | None, Servidor]:
    async with (
        sirviendo(*varias(respuesta)) as servidor,
        whatsapp(servidor.url, plazo=0.5) as emisor,
    ):
        try:
            await emisor.borrar(SID)
        except NoSalio as fallo:
            return fallo, servidor
        return None, servidor


@pytest.mark.parametrize("respuesta", [Respuesta(204, ""), error(404, 20404)], ids=corto)
async def test_borrar_lo_que_ya_no_esta_es_haberlo_borrado(respuesta: Respuesta) -> None:
    fallo, servidor = await borra(respuesta)
    assert fallo is None
    [peticion] = servidor.peticiones
    ruta = f"/2010-04-01/Accounts/{CUENTA}/Messages/{SID}.json"
    assert (peticion.metodo, peticion.ruta) == ("DELETE", ruta)


@pytest.mark.parametrize(
    ("respuesta", "motivo", "espera"),
    [
        (error(400, 20009), "20009", 60),
        (error(409, 20009), "20009", 60),
        (error(429, 20429, **{"Retry-After": "5"}), "429", 5),
        (error(401, 20003), "401", 60),
        (error(500, 20500), "500", None),
        (Respuesta(502, "<html>"), "502", None),
        (error(400, 21211), "21211", None),
        (CORTA, "red", None),
        ("calla", "timeout", None),
    ],
    ids=corto,
)
async def test_borrar_se_puede_repetir_siempre(
    respuesta: object, motivo: str, espera: float | None
) -> None:
    fallo, _ = await borra(respuesta)
    assert fallo is not None
    assert (fallo.desenlace, fallo.motivo, fallo.espera) == ("reintentar", motivo, espera)


async def test_pedir_que_se_borre_la_conversacion_borra_las_copias() -> None:
    async with (
        sirviendo(Respuesta(204, ""), error(404, 20404)) as servidor,
        whatsapp(servidor.url) as emisor,
    ):
        recibo = await emisor.enviar(envio(Borrado(("SM1", "SM2"))))
    assert recibo == Recibo()
    assert [p.ruta.rsplit("/", 1)[1] for p in servidor.peticiones] == ["SM1.json", "SM2.json"]
    assert {p.metodo for p in servidor.peticiones} == {"DELETE"}


# ---- lo que llegó mientras no estábamos ----------------------------------------------


def _listado(*mensajes: dict[str, object], **mas: object) -> Respuesta:
    return Respuesta(200, json.dumps({"messages": list(mensajes), "page": 0, **mas}))


def _recibido(sid: str, cuando: str, **otros: object) -> dict[str, object]:
    base = {"sid": sid, "from": ANA, "to": NUMERO, "direction": "inbound", "body": "hola"}
    return {**base, "date_sent": cuando, **otros}


async def test_lo_que_twilio_recibio_y_nosotros_no() -> None:
    tarde, temprano = "Sat, 14 Mar 2026 22:20:00 +0000", "Sat, 14 Mar 2026 22:10:00 +0000"
    segunda = f"/2010-04-01/Accounts/{CUENTA}/Messages.json?Page=1&PageToken=x"
    async with (
        sirviendo(
            _listado(
                _recibido("SM2", tarde, body="", num_media="1"),
                _recibido("SM9", tarde, direction="outbound-api"),
                next_page_uri=segunda,
            ),
            _listado(
                _recibido("SM1", temprano),
                _recibido("SM0", "Sat, 14 Mar 2026 21:59:59 +0000"),
                _recibido("SM3", "no es una fecha"),
                next_page_uri=None,
            ),
        ) as servidor,
        whatsapp(servidor.url) as emisor,
    ):
        llegados = await emisor.recibidos(datetime(2026, 3, 14, 22, 0, tzinfo=UTC))
    assert llegados == [
        Entrante("whatsapp", ANA, "SM1", "hola", AHORA - timedelta(minutes=20), remoto="SM1"),
        Entrante("whatsapp", ANA, "SM2", Manda("otro"), AHORA - timedelta(minutes=10), "SM2"),
    ]
    primera, otra = servidor.peticiones
    assert primera.consulta["To"] == NUMERO
    assert primera.consulta["DateSent>"] == "2026-03-14"
    assert otra.consulta["PageToken"] == "x"


async def test_lo_del_mismo_segundo_entra_en_el_orden_en_que_se_escribio() -> None:
    """Twilio da lo más nuevo primero, y la hora sin decimales."""
    cuando = "Sat, 14 Mar 2026 22:20:00 +0000"
    listado = _listado(*(_recibido(f"SM{n}", cuando) for n in (3, 2, 1)), next_page_uri=None)
    async with sirviendo(listado) as servidor, whatsapp(servidor.url) as emisor:
        llegados = await emisor.recibidos(AHORA - timedelta(hours=1))
    assert [entrante.id_mensaje for entrante in llegados] == ["SM1", "SM2", "SM3"]


@pytest.mark.parametrize(
    ("respuesta", "motivo"),
    [
        (error(500, 20500), "500"),
        (error(401, 20003), "401"),
        (Respuesta(200, "{}"), "respuesta"),
        (Respuesta(200, "<html>"), "respuesta"),
        (CORTA, "red"),
        (Respuesta(201), "201"),
    ],
    ids=corto,
)
async def test_si_no_se_puede_preguntar_se_pregunta_luego(respuesta: object, motivo: str) -> None:
    async with sirviendo(*varias(respuesta)) as servidor, whatsapp(servidor.url) as emisor:
        with pytest.raises(NoSalio) as visto:
            await emisor.recibidos(AHORA)
    assert (visto.value.desenlace, visto.value.motivo) == ("reintentar", motivo)


# ---- revisar -------------------------------------------------------------------------


async def problemas(respuesta: object, sids: Callable[[], dict[str, str]]) -> list[str]:
    async with (
        sirviendo(*varias(respuesta)) as servidor,
        whatsapp(servidor.url, sids=sids) as emisor,
    ):
        return await emisor.revisar()


ACTIVA = Respuesta(200, json.dumps({"sid": CUENTA, "status": "active"}))


async def test_revisar_no_dice_nada_si_todo_esta_bien() -> None:
    assert await problemas(ACTIVA, todas) == []


async def test_revisar_dice_que_hacer() -> None:
    [token] = await problemas(error(401, 20003), todas)
    assert "token" in token
    assert ANA not in token
    [red] = await problemas(CORTA, todas)
    assert "no contesta (red)" in red
    suspendida = Respuesta(200, json.dumps({"sid": CUENTA, "status": "suspended"}))
    cuenta, botones, reabrir = await problemas(suspendida, dict)
    assert "no está activa" in cuenta
    assert "Faltan 64 plantillas" in botones
    assert "bot whatsapp plantillas" in reabrir


# ---- la forma ------------------------------------------------------------------------


async def test_es_un_emisor_y_no_anota_a_nadie(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with sirviendo() as servidor, whatsapp(servidor.url) as emisor:
        como: Emisor = emisor
        assert como.nombre == "whatsapp"
        await como.enviar(envio(Burbuja("canario")))
        with pytest.raises(NoSalio):
            servidor.guion.append(_listado(next_page_uri=None, otra=1))
            await emisor.recibidos(AHORA)
    assert not [r for r in caplog.messages if "canario" in r or "5198" in r or NUMERO in r]
    assert not [r.name for r in caplog.records if r.name.startswith("twilio")]


async def test_cerrar_dos_veces_no_rompe_nada() -> None:
    async with sirviendo() as servidor, whatsapp(servidor.url) as emisor:
        await emisor.cerrar()


async def test_un_aviso_al_equipo_va_con_su_plantilla_y_nada_mas() -> None:
    aviso = "🔴 TUM-0412 · nivel 1 · 0 min · https://rumbo.pe/panel/casos/TUM-0412"
    sids = {plantillas.AVISO.nombre: "HX" + "0" * 32}
    async with sirviendo() as servidor, whatsapp(servidor.url, sids=lambda: sids) as emisor:
        await emisor.avisar("whatsapp:+51999", aviso)
        [peticion] = servidor.peticiones
    assert peticion.campos == {
        "To": "whatsapp:+51999",
        "From": NUMERO,
        "ContentSid": sids["aviso_equipo"],
        "ContentVariables": json.dumps({"1": aviso}, ensure_ascii=False),
    }


async def test_sin_su_plantilla_el_aviso_va_por_otra_via() -> None:
    async with sirviendo() as servidor, whatsapp(servidor.url) as emisor:
        with pytest.raises(NoSalio) as negado:
            await emisor.avisar("whatsapp:+51999", "🔴 TUM-0412")
    assert (negado.value.desenlace, negado.value.motivo) == ("muerta", "plantilla")
    assert servidor.peticiones == []

"""Del primer mensaje al lugar que corresponde, en Telegram, con Rumbo en su propio proceso.

Nadie habla aquí con Rumbo: la persona escribe en Telegram, y lo que le llega se ve en su
pantalla. Qué dice cada tema se prueba en las charlas.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.pares.cable import CORTE_DESPUES, PAGINA, Averia, Cable
from tests.pares.personas import PersonaTelegram
from tests.servidor.proceso import Proceso

pytestmark = pytest.mark.pares

PRIMERO = "quiero pedir refugio"
PELIGRO = "mi marido me pega"
TEMA = "El refugio se pide en persona, en Migraciones."
LUGAR = "Es en Migraciones, pero falta un dato."
DEFENSORIA = "945-083-692"
ADIOS = "Listo, terminamos."
WEBHOOK = "/canales/telegram$"

Arrancar = Callable[..., Proceso]


def conversar(ana: PersonaTelegram) -> None:
    ana.escribe(PRIMERO)
    ana.lee(TEMA)
    ana.toca("Dónde ir")
    assert DEFENSORIA in ana.lee(LUGAR).texto
    ana.escribe("salir")
    assert ana.lee(ADIOS).botones == ()
    assert [visto.bot for visto in ana.pantalla()] == [False, True, True, False, True]


def test_telegram_por_sondeo(
    ana: PersonaTelegram, hacia_telegram: Cable, con_telegram: dict[str, str], arrancar: Arrancar
) -> None:
    arrancar(**con_telegram)
    conversar(ana)
    assert not hacia_telegram.contestados("/setWebhook$")
    desde = hacia_telegram.hasta(
        lambda: [p.campos["offset"] for p in hacia_telegram.pasaron if "getUpdates" in p.camino],
        lambda pedidas: len(pedidas) >= 4,
    )
    assert len(desde) == len(set(desde)) == 4, "cada novedad se pide una vez"
    assert hacia_telegram.contestados("/answerCallbackQuery$")


def test_telegram_por_webhook(
    ana: PersonaTelegram,
    hacia_telegram: Cable,
    fachada: Cable,
    por_webhook: dict[str, str],
    arrancar: Arrancar,
) -> None:
    arrancar(**por_webhook)
    hacia_telegram.esperar("/setWebhook$")
    conversar(ana)
    assert not hacia_telegram.contestados("/getUpdates$")
    assert [llegado.estado for llegado in fachada.esperar(WEBHOOK, 3)] == [200] * 3


def test_lo_delicado_ocupa_un_solo_mensaje_y_se_puede_borrar(
    ana: PersonaTelegram, hacia_telegram: Cable, con_telegram: dict[str, str], arrancar: Arrancar
) -> None:
    arrancar(**con_telegram)
    ana.escribe(PELIGRO)
    pregunta = ana.lee("¿Puedes leer y escribir con tranquilidad")
    for boton, dice in (
        ("Sí", "Tú decides qué hacer"),
        ("Ver dónde pedir ayuda", "Elige qué quieres ver"),
        ("Números para llamar", "Línea 100: gratis, las 24 horas."),
    ):
        ana.toca(boton)
        assert ana.lee(dice).id == pregunta.id
    mandado = hacia_telegram.esperar("/(sendMessage|editMessageText)$", 4)
    assert [p.campos.get("protect_content") for p in mandado] == [True, None, None, None]
    ana.escribe("borrar")
    ana.lee("Esto es lo que se puede borrar.")
    ana.toca("Sí, borrar")
    ana.lee(ADIOS)
    assert [visto.texto for visto in ana.pantalla() if PELIGRO in visto.texto] == []
    assert len(ana.pantalla()) == 1


def test_lo_que_telegram_entrega_dos_veces_se_contesta_una(
    ana: PersonaTelegram,
    hacia_telegram: Cable,
    fachada: Cable,
    por_webhook: dict[str, str],
    arrancar: Arrancar,
) -> None:
    arrancar(**por_webhook)
    hacia_telegram.esperar("/setWebhook$")
    fachada.averiar(WEBHOOK, CORTE_DESPUES, CORTE_DESPUES)
    conversar(ana)
    entregas = [p.campos["update_id"] for p in fachada.pasaron if "/canales" in p.camino]
    assert len(entregas) == 5
    assert len(set(entregas)) == 3


def test_lo_escrito_con_rumbo_apagado_se_contesta_al_volver(
    ana: PersonaTelegram, con_telegram: dict[str, str], arrancar: Arrancar
) -> None:
    rumbo = arrancar(**con_telegram)
    ana.escribe(PRIMERO)
    ana.lee(TEMA)
    assert rumbo.interrumpir() == 0
    ana.escribe("1")
    arrancar(**con_telegram)
    assert DEFENSORIA in ana.lee(LUGAR).texto
    assert [visto.bot for visto in ana.pantalla()] == [False, True, False, True]


def test_telegram_pide_calma_y_despues_se_envia(
    ana: PersonaTelegram, hacia_telegram: Cable, con_telegram: dict[str, str], arrancar: Arrancar
) -> None:
    calma = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
    cuerpo = json.dumps({**calma, "parameters": {"retry_after": 1}}).encode()
    hacia_telegram.averiar("/sendMessage$", Averia(429, cuerpo), PAGINA)
    arrancar(**con_telegram)
    ana.escribe(PRIMERO)
    ana.lee(TEMA)
    assert [p.estado for p in hacia_telegram.esperar("/sendMessage$", 3)] == [429, 502, 200]

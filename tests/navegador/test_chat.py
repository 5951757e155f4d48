"""El chat de la página, en un teléfono."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.servidor.proceso import Proceso

pytestmark = pytest.mark.navegador


def conversar(hoja: Page) -> str:
    """Saluda y espera la respuesta con opciones; devuelve lo que dijo el bot."""
    hoja.get_by_label("Tu mensaje").fill("hola")
    hoja.get_by_role("button", name="Enviar").click()
    expect(hoja.locator(".opcion").first).to_be_visible()
    return hoja.locator(".globo:not(.mio) p").first.inner_text()


def test_se_conversa_escribiendo_y_tocando(hoja: Page) -> None:
    dicho = conversar(hoja)
    assert "SALIR" in dicho
    assert hoja.locator(".mio p").all_inner_texts() == ["hola"]
    primera = hoja.locator(".opcion").first
    etiqueta = primera.locator("span").inner_text()
    primera.click()
    expect(hoja.locator(".mio p").last).to_have_text(etiqueta)
    expect(hoja.locator(".opcion:enabled").first).to_be_visible()
    expect(hoja.locator(".opcion").first).to_be_disabled()
    expect(hoja.locator("#escribe")).to_be_hidden()
    expect(hoja.get_by_label("Tu mensaje")).to_have_value("")


def test_empezar_saluda_por_la_persona(hoja: Page) -> None:
    hoja.get_by_role("button", name="Empezar").click()
    expect(hoja.locator(".opcion").first).to_be_visible()
    expect(hoja.locator("#portada")).to_have_count(0)


def test_se_puede_todo_con_el_teclado(hoja: Page) -> None:
    hoja.keyboard.press("Tab")
    expect(hoja.get_by_text("Ir a escribir")).to_be_focused()
    hoja.keyboard.press("Enter")
    cuadro = hoja.get_by_label("Tu mensaje")
    expect(cuadro).to_be_focused()
    hoja.keyboard.type("hola")
    hoja.keyboard.press("Shift+Enter")
    hoja.keyboard.type("¿qué tal?")
    hoja.keyboard.press("Enter")
    expect(hoja.locator(".mio p")).to_have_text("hola\n¿qué tal?")
    expect(hoja.locator(".opcion").first).to_be_visible()
    expect(cuadro).to_be_focused()
    hoja.keyboard.press("Shift+Tab")
    expect(hoja.locator(".opcion").last).to_be_focused()
    for _ in range(hoja.locator(".opcion").count() - 1):
        hoja.keyboard.press("Shift+Tab")
    expect(hoja.locator(".opcion").first).to_be_focused()
    anillo = hoja.locator(".opcion").first.evaluate("nodo => getComputedStyle(nodo).outlineWidth")
    assert anillo == "3px"
    hoja.keyboard.press("Enter")
    expect(cuadro).to_be_focused()
    expect(hoja.locator(".mio")).to_have_count(2)
    expect(hoja.locator("#escribe")).to_be_hidden()
    hoja.get_by_role("button", name="SALIR").focus()
    hoja.keyboard.press("Enter")
    hoja.wait_for_url("**/listo")


def test_salir_avisa_borra_y_no_deja_volver(hoja: Page) -> None:
    enviados: list[str] = []
    hoja.context.on("request", lambda pedido: enviados.append(pedido.post_data or "{}"))
    dicho = conversar(hoja)
    hoja.get_by_role("button", name="SALIR").click()
    hoja.wait_for_url("**/listo")
    assert "SALIR" in [json.loads(enviado).get("texto") for enviado in enviados]
    expect(hoja).to_have_title("Listo")
    assert dicho not in hoja.content()
    assert "Rumbo" not in hoja.content()
    hoja.go_back()
    assert hoja.url == "about:blank"


def test_escribir_salir_es_lo_mismo(hoja: Page) -> None:
    conversar(hoja)
    hoja.get_by_label("Tu mensaje").fill("salir")
    hoja.keyboard.press("Enter")
    hoja.wait_for_url("**/listo")
    hoja.go_back()
    assert hoja.url == "about:blank"


def test_irse_a_otra_pagina_y_volver_no_ensena_nada(hoja: Page, rumbo: Proceso) -> None:
    dicho = conversar(hoja)
    hoja.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert hoja.locator("body").inner_text() == ""
    hoja.goto(f"{rumbo.url}/listo")
    hoja.go_back()
    expect(hoja.get_by_role("button", name="Empezar")).to_be_visible()
    assert dicho not in hoja.content()
    expect(hoja.locator(".globo")).to_have_count(0)


def test_recargar_es_otra_conversacion(hoja: Page) -> None:
    conversar(hoja)
    hoja.reload()
    expect(hoja.locator(".globo")).to_have_count(0)
    expect(hoja.get_by_role("button", name="Empezar")).to_be_visible()


def test_nada_queda_en_el_telefono_ni_sale_de_la_casa(
    contexto: Callable[..., BrowserContext], rumbo: Proceso
) -> None:
    un_contexto = contexto()
    pedidos: list[str] = []
    un_contexto.on("request", lambda pedido: pedidos.append(pedido.url))
    hoja = un_contexto.new_page()
    hoja.goto(rumbo.url)
    conversar(hoja)
    guardado = hoja.evaluate(
        """async () => ({
            local: localStorage.length,
            sesion: sessionStorage.length,
            galletas: document.cookie,
            bases: (await indexedDB.databases()).length,
            cajas: (await caches.keys()).length,
            obreros: (await navigator.serviceWorker.getRegistrations()).length,
            historia: JSON.stringify(history.state),
        })"""
    )
    assert guardado == {
        "local": 0,
        "sesion": 0,
        "galletas": "",
        "bases": 0,
        "cajas": 0,
        "obreros": 0,
        "historia": "null",
    }
    assert un_contexto.cookies() == []
    assert len(pedidos) >= 6
    for pedido in pedidos:
        assert pedido.startswith(rumbo.url + "/")
        assert "?" not in pedido.replace("?v=", "")


def test_lo_que_se_escribe_es_texto(hoja: Page) -> None:
    veneno = "<img src=x onerror=\"document.title='mal'\"><b>hola</b>"
    hoja.get_by_label("Tu mensaje").fill(veneno)
    hoja.keyboard.press("Enter")
    expect(hoja.locator(".mio p")).to_have_text(veneno)
    expect(hoja.locator("#escribe")).to_be_hidden()
    assert hoja.locator("img, .globo b").count() == 0
    expect(hoja).to_have_title("Rumbo")


def test_si_se_pierde_el_acuse_reenviar_no_lo_manda_doble(hoja: Page) -> None:
    conversar(hoja)

    def perder(ruta: Route) -> None:
        ruta.fetch()
        ruta.abort()

    hoja.route("**/chat/mensajes", perder, times=1)
    hoja.get_by_label("Tu mensaje").fill("hola otra vez")
    hoja.keyboard.press("Enter")
    expect(hoja.locator("#aviso")).to_contain_text("No hay conexión")
    with hoja.expect_response("**/chat/mensajes") as acuse:
        hoja.keyboard.press("Enter")
    assert acuse.value.status == 200
    expect(hoja.locator(".mio")).to_have_count(2)
    expect(hoja.locator("#escribe")).to_be_hidden()


def test_sin_conexion_el_texto_sigue_en_el_cuadro(hoja: Page) -> None:
    conversar(hoja)
    hoja.context.set_offline(True)
    cuadro = hoja.get_by_label("Tu mensaje")
    cuadro.fill("hola otra vez")
    hoja.keyboard.press("Enter")
    aviso = hoja.locator("#aviso")
    expect(aviso).to_contain_text("No hay conexión")
    expect(aviso.locator(".numeros")).to_contain_text("10")
    expect(cuadro).to_have_value("hola otra vez")
    expect(hoja.locator(".mio")).to_have_count(1)
    expect(hoja.locator(".opcion").first).to_be_enabled()
    hoja.context.set_offline(False)
    cuadro.focus()
    hoja.keyboard.press("Enter")
    expect(hoja.locator(".mio")).to_have_count(2)
    expect(hoja.locator("#escribe")).to_be_hidden()
    expect(aviso).to_be_hidden()


def test_si_el_servidor_se_va_lo_dice_y_vuelve_solo(
    contexto: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    hoja = contexto().new_page()
    with Proceso(tmp_path) as rumbo:
        hoja.goto(rumbo.url)
        conversar(hoja)
        rumbo.interrumpir()
    aviso = hoja.locator("#aviso")
    expect(aviso).to_contain_text("Se cortó la conexión. Probamos otra vez en", timeout=15_000)
    expect(aviso.locator(".numeros")).to_contain_text("10")
    with Proceso(tmp_path, PUERTO=rumbo.url.rpartition(":")[2]):
        expect(aviso).to_be_hidden(timeout=20_000)
        hoja.locator(".opcion").first.click()
        expect(hoja.locator(".mio")).to_have_count(2)
        expect(hoja.locator("#escribe")).to_be_hidden()

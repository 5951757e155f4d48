"""Cómo se ve, quién puede usarlo y qué se enseña al lado."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.navegador.test_chat import conversar
from tests.servidor.proceso import Proceso

pytestmark = pytest.mark.navegador

TAMANOS = {"telefono": (360, 640), "mesa": (1280, 800)}


def faltas(hoja: Page) -> list[str]:
    """Lo serio y lo crítico que axe encuentra."""
    visto = Axe().run(hoja).response
    assert len(visto["passes"]) > 10
    return [
        f"{falta['id']}: {nodo['html']}"
        for falta in visto["violations"]
        if falta["impact"] in ("serious", "critical")
        for nodo in falta["nodes"]
    ]


@pytest.mark.parametrize("tema", ["light", "dark"])
@pytest.mark.parametrize("tamano", TAMANOS)
def test_cualquiera_puede_usarlo(
    contexto: Callable[..., BrowserContext],
    rumbo: Proceso,
    foto: Callable[[Page, str], None],
    tamano: str,
    tema: str,
) -> None:
    hoja = contexto(*TAMANOS[tamano], tema=tema).new_page()
    hoja.goto(rumbo.url)
    foto(hoja, "portada")
    assert faltas(hoja) == []
    conversar(hoja)
    hoja.locator(".opcion").first.click()
    expect(hoja.locator(".opcion:enabled").first).to_be_visible()
    foto(hoja, "conversacion")
    assert faltas(hoja) == []
    assert hoja.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for boton in hoja.locator("button:visible").all():
        caja = boton.bounding_box()
        assert caja is not None
        assert caja["x"] >= 0
        assert caja["x"] + caja["width"] <= TAMANOS[tamano][0]
        assert caja["height"] >= 40
    hoja.goto(f"{rumbo.url}/listo")
    assert faltas(hoja) == []


def test_los_avisos_tambien_se_leen(hoja: Page) -> None:
    conversar(hoja)
    hoja.context.set_offline(True)
    hoja.get_by_label("Tu mensaje").fill("hola")
    hoja.keyboard.press("Enter")
    expect(hoja.get_by_role("alert")).to_contain_text("No hay conexión")
    hoja.context.set_offline(False)
    assert faltas(hoja) == []


def test_quien_oye_la_pagina_sabe_quien_habla(hoja: Page) -> None:
    conversar(hoja)
    registro = hoja.get_by_role("log", name="Conversación")
    expect(registro).to_have_attribute("aria-live", "polite")
    assert hoja.locator(".globo .oculto").all_text_contents()[:2] == ["Tú: ", "Rumbo: "]
    nombres = registro.get_by_role("button").all_inner_texts()
    assert [nombre.split()[0] for nombre in nombres] == [str(n + 1) for n in range(len(nombres))]
    expect(hoja.get_by_role("button", name="SALIR")).to_have_accessible_description(
        "Borra esta página al instante"
    )


def test_sin_animaciones_si_se_piden_quietas(
    contexto: Callable[..., BrowserContext], rumbo: Proceso
) -> None:
    hoja = contexto(reduced_motion="reduce").new_page()
    hoja.goto(rumbo.url)
    assert hoja.locator("#escribe i").first.evaluate("n => getComputedStyle(n).animationName") == (
        "none"
    )


def test_al_lado_se_ve_como_en_whatsapp_y_telegram(
    contexto: Callable[..., BrowserContext], rumbo: Proceso
) -> None:
    hoja = contexto(1280, 800).new_page()
    hoja.goto(rumbo.url)
    dicho = conversar(hoja)
    etiquetas = hoja.locator(".opcion span").all_inner_texts()
    whatsapp = hoja.get_by_role("region", name="Vista de WhatsApp")
    telegram = hoja.get_by_role("region", name="Vista de Telegram")
    expect(whatsapp.locator(".yo")).to_have_text("hola")
    expect(telegram.locator(".yo")).to_have_text("hola")
    numeradas = "\n".join(f"{n}. {etiqueta}" for n, etiqueta in enumerate(etiquetas, 1))
    dichos = whatsapp.locator(".dicho:not(.yo) p").all_inner_texts()
    assert dichos[0].startswith(dicho)
    assert dichos[-1].endswith(numeradas)
    botones = telegram.locator(".ficha").all_inner_texts()
    assert "\n".join(botones) == numeradas
    assert telegram.locator(".dicho:not(.yo) p").first.inner_text() == dicho
    hoja.set_viewport_size({"width": 899, "height": 800})
    expect(whatsapp).to_be_hidden()


@pytest.fixture
def publicado(tmp_path: Path) -> Iterator[Proceso]:
    with Proceso(tmp_path, URL_PUBLICA="https://rumbo.pe") as proceso:
        yield proceso


def test_publicado_no_hay_vistas(
    contexto: Callable[..., BrowserContext], publicado: Proceso
) -> None:
    hoja = contexto(1280, 800).new_page()
    hoja.goto(publicado.url)
    conversar(hoja)
    expect(hoja.locator("aside, .pantalla")).to_have_count(0)

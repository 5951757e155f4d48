"""Un Chromium de verdad delante de un Rumbo de verdad."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.servidor.proceso import Proceso

NOMBRES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTOS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]


# De módulo y no de sesión: mientras Playwright vive, las pruebas asíncronas no pueden correr.
@pytest.fixture(scope="module")
def navegador() -> Iterator[Browser]:
    ejecutable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NOMBRES)), None)
    if ejecutable is None:
        pytest.fail("No hay Chromium: instálalo (apt install chromium) o corre «make test».")
    with sync_playwright() as juego:
        abierto = juego.chromium.launch(executable_path=ejecutable, args=ARGUMENTOS)
        yield abierto
        abierto.close()


@pytest.fixture(scope="module")
def rumbo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proceso]:
    with Proceso(tmp_path_factory.mktemp("rumbo")) as proceso:
        yield proceso


@pytest.fixture
def contexto(navegador: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Un navegador recién estrenado, del tamaño y el tema que se pidan."""
    abiertos: list[BrowserContext] = []

    def nuevo(ancho: int = 360, alto: int = 640, tema: str = "light", **o: str) -> BrowserContext:
        vista = {"width": ancho, "height": alto}
        abiertos.append(navegador.new_context(viewport=vista, color_scheme=tema, **o))  # type: ignore[arg-type]
        return abiertos[-1]

    yield nuevo
    for uno in abiertos:
        uno.close()


@pytest.fixture
def hoja(contexto: Callable[..., BrowserContext], rumbo: Proceso) -> Iterator[Page]:
    """El chat abierto en un teléfono; ningún error de la página pasa sin verse."""
    una = contexto().new_page()
    errores: list[str] = []
    una.on("pageerror", lambda error: errores.append(str(error)))
    una.on(
        "console", lambda dicho: errores.append(dicho.text) if "Security" in dicho.text else None
    )
    una.goto(rumbo.url)
    yield una
    assert errores == []


@pytest.fixture
def foto(tmp_path: Path) -> Callable[[Page, str], None]:
    """Guarda cómo se ve, para mirarlo: pytest dice la carpeta con ``--basetemp``."""

    def sacar(hoja: Page, nombre: str) -> None:
        assert len(hoja.screenshot(path=tmp_path / f"{nombre}.png")) > 5000

    return sacar

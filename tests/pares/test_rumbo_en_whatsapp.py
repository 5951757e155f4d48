"""Del primer mensaje al lugar que corresponde, en WhatsApp, con Rumbo en su propio proceso.

Twilio firma y trae lo que la persona escribe, y lleva lo que Rumbo contesta: directo, y detrás
de la descripción que él mismo publica. Qué dice cada tema se prueba en las charlas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.pares.cable import Cable
from tests.pares.personas import PersonaWhatsApp
from tests.pares.servidores import Par
from tests.servidor.proceso import Proceso

pytestmark = pytest.mark.pares

PRIMERO = "quiero pedir refugio"
TEMA = "El refugio se pide en persona, en Migraciones."
LUGAR = "Es en Migraciones, pero falta un dato."
DEFENSORIA = "945-083-692"
ADIOS = "Listo, terminamos."
WEBHOOK = "/canales/whatsapp$"

Arrancar = Callable[..., Proceso]


@pytest.fixture(params=["emulate", "prism"])
def camino(
    request: pytest.FixtureRequest, hacia_twilio: Cable, par_de_twilio: Par
) -> Iterator[None]:
    """Directo a la API de Twilio, o detrás de su propia descripción."""
    if request.param == "prism":
        esquema: Par = request.getfixturevalue("esquema_de_twilio")
        hacia_twilio.vaciar(esquema.url)
    yield
    negados = [p for p in hacia_twilio.contestados("") if p.estado == 422]
    assert not negados


@pytest.mark.usefixtures("camino")
def test_whatsapp(
    eva: PersonaWhatsApp, fachada: Cable, con_twilio: dict[str, str], arrancar: Arrancar
) -> None:
    arrancar(**con_twilio)
    eva.escribe(PRIMERO)
    menu = eva.lee(TEMA)
    assert "1. Dónde ir" in menu["body"]
    eva.recibe(menu["sid"], "delivered")
    eva.escribe("1")
    lugar = eva.lee(LUGAR)
    assert DEFENSORIA in lugar["body"]
    eva.escribe("salir")
    eva.lee(ADIOS)
    assert len(eva.llegados()) == 3
    mensajes = fachada.contestados(WEBHOOK)
    assert [(m.estado, b"<Response/>" in m.vuelta) for m in mensajes] == [(200, True)] * 3
    avisos = fachada.esperar("/canales/whatsapp/estado$", 4)
    assert [aviso.estado for aviso in avisos] == [204] * 4


def test_lo_que_twilio_no_firma_no_entra(
    eva: PersonaWhatsApp, fachada: Cable, con_twilio: dict[str, str], arrancar: Arrancar
) -> None:
    arrancar(**{**con_twilio, "TWILIO_TOKEN": "otra-ficha-que-no-es"})
    eva.escribe(PRIMERO)
    [negado] = fachada.esperar(WEBHOOK)
    assert negado.estado == 403
    assert not eva.llegados()

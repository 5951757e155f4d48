"""Los pares puestos, y Rumbo delante de ellos. Cada prueba estrena persona, bot y base."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.pares.cable import Cable
from tests.pares.metodos import revisar
from tests.pares.personas import (
    CUENTA,
    FICHA,
    MENSAJES,
    NUMERO,
    PersonaTelegram,
    PersonaWhatsApp,
    un_bot,
)
from tests.pares.servidores import EMULATE, ESQUEMA, PRISM, TELEGRAM, Par
from tests.servidor.proceso import Proceso

PUBLICA: Final = "https://rumbo.prueba"


@pytest.fixture(scope="session")
def _entrada() -> Iterator[Cable]:
    with Cable() as cable:
        yield cable


@pytest.fixture(scope="session")
def _desde_fuera(_entrada: Cable) -> dict[str, str]:
    """Por dónde llegan los pares a la dirección pública."""
    return {"PUBLICA": PUBLICA, "FACHADA": _entrada.url}


@pytest.fixture(scope="session")
def par_de_telegram(_desde_fuera: dict[str, str]) -> Iterator[Par]:
    with Par(*TELEGRAM, entorno=_desde_fuera) as par:
        yield par


@pytest.fixture(scope="session")
def par_de_twilio(
    _desde_fuera: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Par]:
    """``emulate``, con una cuenta y su número de WhatsApp."""
    numero = {"phone_number": NUMERO, "sms_url": f"{PUBLICA}/canales/whatsapp"}
    cuenta = {"sid": CUENTA, "auth_token": FICHA}
    semilla = tmp_path_factory.mktemp("twilio") / "semilla.yaml"
    semilla.write_text(json.dumps({"twilio": {"account": cuenta, "phone_numbers": [numero]}}))
    with Par(*EMULATE, "--seed", str(semilla), entorno=_desde_fuera) as par:
        yield par


@pytest.fixture(scope="session")
def esquema_de_twilio(par_de_twilio: Par) -> Iterator[Par]:
    """``emulate`` detrás de Prism, que niega lo que la descripción de Twilio no admite."""
    with Par(*PRISM, str(ESQUEMA), par_de_twilio.url) as par:
        yield par


@pytest.fixture
def fachada(_entrada: Cable) -> Cable:
    """Lo que llega de fuera, camino de Rumbo."""
    _entrada.vaciar("")
    return _entrada


@pytest.fixture
def hacia_telegram(par_de_telegram: Par) -> Iterator[Cable]:
    with Cable(par_de_telegram.url) as cable:
        yield cable


@pytest.fixture
def hacia_twilio(par_de_twilio: Par) -> Iterator[Cable]:
    with Cable(par_de_twilio.url) as cable:
        yield cable


@pytest.fixture
def ana(par_de_telegram: Par) -> Iterator[PersonaTelegram]:
    """Ana tiene Telegram."""
    with httpx.Client(base_url=par_de_telegram.url, trust_env=False) as cliente:
        yield PersonaTelegram(cliente, un_bot())


@pytest.fixture
def eva(par_de_twilio: Par, hacia_twilio: Cable) -> Iterator[PersonaWhatsApp]:
    """Eva tiene WhatsApp. Al irse, Twilio no guarda nada que Rumbo pudiera recuperar después."""
    cuenta = (CUENTA, FICHA)
    with httpx.Client(base_url=par_de_twilio.url, auth=cuenta, trust_env=False) as cliente:
        yield PersonaWhatsApp(cliente, hacia_twilio)
        for mensaje in cliente.get(MENSAJES, params={"PageSize": 1000}).json()["messages"]:
            cliente.delete(MENSAJES.replace(".json", f"/{mensaje['sid']}.json"))


@pytest.fixture
def arrancar(fachada: Cable, tmp_path: Path) -> Iterator[Callable[..., Proceso]]:
    """Arranca ``bot servir`` con esos ajustes. Otra vez, sobre los mismos archivos."""
    with ExitStack() as abiertos:

        def otro(**ajustes: str) -> Proceso:
            proceso = abiertos.enter_context(Proceso(tmp_path, **ajustes))
            fachada.hacia = proceso.url
            return proceso

        yield otro


@pytest.fixture
def con_telegram(ana: PersonaTelegram, hacia_telegram: Cable) -> Iterator[dict[str, str]]:
    """Los ajustes del bot de Ana. Al final, todo lo que Rumbo pidió estaba en la tabla."""
    yield {
        "TELEGRAM_TOKEN": ana.llave,
        "TELEGRAM_API": hacia_telegram.url,
        "TELEGRAM_ESPACIO": "0",
    }
    assert hacia_telegram.pasaron
    assert revisar(hacia_telegram.pasaron) == []


@pytest.fixture
def por_webhook(con_telegram: dict[str, str]) -> dict[str, str]:
    return {**con_telegram, "URL_PUBLICA": PUBLICA, "TELEGRAM_SECRETO": "s-3" * 10}


@pytest.fixture
def con_twilio(hacia_twilio: Cable) -> dict[str, str]:
    return {
        "URL_PUBLICA": PUBLICA,
        "TWILIO_CUENTA": CUENTA,
        "TWILIO_TOKEN": FICHA,
        "TWILIO_NUMERO": NUMERO,
        "TWILIO_API": hacia_twilio.url,
        "TWILIO_ESPACIO": "0",
    }

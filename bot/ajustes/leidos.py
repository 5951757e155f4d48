"""Lo que dice el entorno, sin comprobar, y cómo se mira una dirección o una clave."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict

RAIZ: Final = Path(__file__).resolve().parents[2]
LARGO_DE_CLAVE: Final = 12

DE_MUESTRA: Final = (
    "ejemplo",
    "example",
    "cambiame",
    "changeme",
    "password",
    "postgres",
    "secret",
)


class Leidos(BaseSettings):
    """Lo que dice el entorno, sin comprobar."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    escucha: str = "127.0.0.1"
    puerto: str = "8000"
    datos: str = "datos"
    base_de_datos: str = ""
    url_publica: str = ""
    contenido: str = str(RAIZ)
    entrega: str = "aqui"
    telegram_token: str = ""
    telegram_secreto: str = ""
    telegram_api: str = "https://api.telegram.org"
    telegram_ritmo: str = "25"
    telegram_espacio: str = "1"
    telegram_grupo: str = ""
    twilio_cuenta: str = ""
    twilio_token: str = ""
    twilio_token_anterior: str = ""
    twilio_llave_de_firma: str = ""
    twilio_numero: str = ""
    twilio_api: str = "https://api.twilio.com"
    twilio_ritmo: str = "40"
    twilio_espacio: str = "1"
    smtp_servidor: str = ""
    smtp_puerto: str = "587"
    smtp_usuario: str = ""
    smtp_clave: str = ""
    smtp_de: str = ""
    smtp_cierre: str = "starttls"


def partir(direccion: str) -> SplitResult | None:
    try:
        partes = urlsplit(direccion)
        partes.port  # noqa: B018 - un puerto imposible se descubre al leerlo
    except ValueError:
        return None
    return partes


def debil(clave: str) -> bool:
    return len(clave) < LARGO_DE_CLAVE or any(m in clave.lower() for m in DE_MUESTRA)


def local(partes: SplitResult) -> bool:
    return partes.scheme == "http" and partes.hostname in ("127.0.0.1", "localhost")

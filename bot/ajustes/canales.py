"""Los ajustes de Telegram y de WhatsApp por Twilio: cómo se leen y qué les falta."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from bot.ajustes.leidos import Leidos, debil, local, partir

RITMO_MAXIMO: Final = 1000
ESPACIO_MAXIMO: Final = 60
_TOKEN_DE_TELEGRAM: Final = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{30,100}\Z")
_SECRETO_DE_TELEGRAM: Final = re.compile(r"[A-Za-z0-9_-]{24,256}\Z")
_GRUPO: Final = re.compile(r"-\d{5,16}\Z")
_CUENTA_DE_TWILIO: Final = re.compile(r"AC[0-9a-f]{32}\Z")
_NUMERO_DE_TWILIO: Final = re.compile(r"(?:whatsapp:)?\+\d{8,15}\Z")


@dataclass(frozen=True, slots=True)
class AjustesDeTelegram:
    """El bot de Telegram. Sin ``secreto`` se pregunta a Telegram (sondeo); con él, avisa.

    ``ritmo`` son envíos por segundo, y ``espacio``, segundos entre dos a la misma persona.
    ``grupo`` es el número del grupo del equipo; vacío, si no hay.
    """

    token: SecretStr
    secreto: SecretStr
    api: str
    ritmo: float
    espacio: float
    grupo: str = ""


@dataclass(frozen=True, slots=True)
class AjustesDeTwilio:
    """La cuenta de Twilio y su número de WhatsApp.

    ``token_anterior`` vale también para comprobar firmas, mientras se cambia de token.
    Con ``llave_de_firma`` las firmas son SHA-256 con esa llave, y ninguna otra.
    """

    cuenta: str
    token: SecretStr
    token_anterior: SecretStr
    llave_de_firma: SecretStr
    numero: str
    api: str
    ritmo: float
    espacio: float


def de_telegram(leidos: Leidos) -> AjustesDeTelegram | None:
    if not leidos.telegram_token:
        return None
    return AjustesDeTelegram(
        SecretStr(leidos.telegram_token.strip()),
        SecretStr(leidos.telegram_secreto.strip()),
        leidos.telegram_api.rstrip("/"),
        _numero(leidos.telegram_ritmo),
        _numero(leidos.telegram_espacio),
        leidos.telegram_grupo.strip(),
    )


def de_twilio(leidos: Leidos) -> AjustesDeTwilio | None:
    if not leidos.twilio_cuenta:
        return None
    numero = leidos.twilio_numero.strip()
    return AjustesDeTwilio(
        leidos.twilio_cuenta.strip(),
        SecretStr(leidos.twilio_token.strip()),
        SecretStr(leidos.twilio_token_anterior.strip()),
        SecretStr(leidos.twilio_llave_de_firma.strip()),
        numero if numero.startswith("whatsapp:") else f"whatsapp:{numero}",
        leidos.twilio_api.rstrip("/"),
        _numero(leidos.twilio_ritmo),
        _numero(leidos.twilio_espacio),
    )


def _numero(escrito: str) -> float:
    try:
        return float(escrito)
    except ValueError:
        return -1.0


def mirar_telegram(leidos: Leidos, url: str) -> list[str]:
    if not leidos.telegram_token:
        sueltos = {
            "TELEGRAM_SECRETO": leidos.telegram_secreto,
            "TELEGRAM_GRUPO": leidos.telegram_grupo,
        }
        return [
            f"{nombre} está, pero falta TELEGRAM_TOKEN. Pídelo a @BotFather."
            for nombre, valor in sueltos.items()
            if valor
        ]
    problemas = _mirar_api("TELEGRAM_API", leidos.telegram_api)
    problemas += _mirar_ritmo("TELEGRAM", leidos.telegram_ritmo, leidos.telegram_espacio)
    if not _TOKEN_DE_TELEGRAM.match(leidos.telegram_token.strip()):
        problemas.append("TELEGRAM_TOKEN no parece uno: es 123456789:letras. Pídelo a @BotFather.")
    secreto = leidos.telegram_secreto.strip()
    if secreto and (not _SECRETO_DE_TELEGRAM.match(secreto) or debil(secreto)):
        problemas.append(
            "TELEGRAM_SECRETO es corto, de muestra o lleva algo que no es letra, número, «-» o «_»."
            " Pon de 24 a 256 caracteres al azar."
        )
    if leidos.telegram_grupo and not _GRUPO.match(leidos.telegram_grupo.strip()):
        problemas.append(
            "TELEGRAM_GRUPO es el número de un grupo, como -1001234567890. Añade el bot al grupo:"
            " te lo dice antes de irse."
        )
    if secreto and not url:
        problemas.append(
            "TELEGRAM_SECRETO necesita URL_PUBLICA, adonde Telegram avisa. Da las dos, o quita el"
            " secreto: sin él se pregunta a Telegram."
        )
    return problemas


def mirar_twilio(leidos: Leidos, url: str) -> list[str]:
    campos = {
        "TWILIO_CUENTA": leidos.twilio_cuenta,
        "TWILIO_TOKEN": leidos.twilio_token,
        "TWILIO_NUMERO": leidos.twilio_numero,
    }
    if not any(campos.values()):
        return []
    problemas = [
        f"{nombre} falta: WhatsApp necesita {', '.join(campos)} y URL_PUBLICA. Cópiala de la"
        " consola de Twilio."
        for nombre, valor in campos.items()
        if not valor
    ]
    if not url:
        problemas.append(
            "URL_PUBLICA falta: con ella Twilio firma lo que manda. Da https://nombre."
        )
    if leidos.twilio_cuenta and not _CUENTA_DE_TWILIO.match(leidos.twilio_cuenta.strip()):
        problemas.append("TWILIO_CUENTA no parece una: es «AC» y 32 letras o números.")
    secretos = (leidos.twilio_token, leidos.twilio_token_anterior, leidos.twilio_llave_de_firma)
    if any(secreto and debil(secreto) for secreto in secretos):
        problemas.append("Un secreto de TWILIO es corto o de muestra. Cópialo de la consola.")
    if leidos.twilio_numero and not _NUMERO_DE_TWILIO.match(leidos.twilio_numero.strip()):
        problemas.append("TWILIO_NUMERO no es un número con su país, como whatsapp:+51…")
    problemas += _mirar_api("TWILIO_API", leidos.twilio_api)
    return problemas + _mirar_ritmo("TWILIO", leidos.twilio_ritmo, leidos.twilio_espacio)


def _mirar_ritmo(canal: str, ritmo: str, espacio: str) -> list[str]:
    problemas = []
    if not 0 < _numero(ritmo) <= RITMO_MAXIMO:
        problemas.append(f"{canal}_RITMO son envíos por segundo, de 0 a {RITMO_MAXIMO}.")
    if not 0 <= _numero(espacio) <= ESPACIO_MAXIMO:
        problemas.append(f"{canal}_ESPACIO son segundos, de 0 a {ESPACIO_MAXIMO}.")
    return problemas


def _mirar_api(nombre: str, api: str) -> list[str]:
    """El token viaja a esa dirección: fuera de esta máquina, solo con https."""
    partes = partir(api)
    if partes and partes.hostname and (partes.scheme == "https" or local(partes)):
        return []
    return [f"{nombre} no es https://servidor. Quítala para usar la de siempre."]

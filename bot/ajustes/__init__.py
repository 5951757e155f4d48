"""Los ajustes del entorno o de ``.env``: dice a la vez todo lo que falta o es débil.

Solo se leen y se comprueban. Crear carpetas y llaves, o abrir la base, no va aquí.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from bot.ajustes.canales import (
    AjustesDeTelegram,
    AjustesDeTwilio,
    de_telegram,
    de_twilio,
    mirar_telegram,
    mirar_twilio,
)
from bot.ajustes.correo import AjustesDeCorreo, de_correo, mirar_correo
from bot.ajustes.leidos import DE_MUESTRA, LARGO_DE_CLAVE, Leidos, debil, local, partir


class AjustesMalos(Exception):
    """Los ajustes no sirven. ``problemas`` los dice todos, cada uno con su remedio."""

    def __init__(self, problemas: tuple[str, ...]) -> None:
        renglones = "\n".join(f"  - {problema}" for problema in problemas)
        super().__init__(f"Rumbo no puede empezar con estos ajustes:\n{renglones}")
        self.problemas = problemas


@dataclass(frozen=True, slots=True)
class Ajustes:
    """Los ajustes ya comprobados.

    ``publicado`` es falso en pruebas: la página enseña entonces cómo se vería en
    WhatsApp y en Telegram. ``entrega_aqui``: este proceso manda lo que espera.
    """

    escucha: str
    puerto: int
    datos: Path
    base_de_datos: str
    url_publica: str
    contenido: Path
    entrega_aqui: bool = True
    telegram: AjustesDeTelegram | None = None
    twilio: AjustesDeTwilio | None = None
    correo: AjustesDeCorreo | None = None

    @property
    def publicado(self) -> bool:
        return self.url_publica.startswith("https://")


def leer_ajustes(*revisiones: Callable[[Ajustes], Sequence[str]]) -> Ajustes:
    """Los ajustes, o ``AjustesMalos`` con todo lo que hay que arreglar.

    ``revisiones`` miran además lo que este módulo no conoce, como las llaves.
    """
    leidos = Leidos()
    datos = Path(leidos.datos).expanduser().absolute()
    contenido = Path(leidos.contenido).expanduser().absolute()
    base = leidos.base_de_datos.strip() or f"sqlite:///{datos / 'rumbo.sqlite'}"
    url = leidos.url_publica.strip().rstrip("/")
    puerto = int(leidos.puerto) if leidos.puerto.isdecimal() else -1
    ajustes = Ajustes(
        leidos.escucha.strip(),
        puerto,
        datos,
        base,
        url,
        contenido,
        leidos.entrega == "aqui",
        de_telegram(leidos),
        de_twilio(leidos),
        de_correo(leidos),
    )
    problemas = (
        *_mirar_escucha(leidos),
        *_mirar_puerto(puerto),
        *_mirar_datos(datos),
        *_mirar_base(base),
        *_mirar_url(url),
        *_mirar_contenido(contenido),
        *mirar_telegram(leidos, url),
        *mirar_twilio(leidos, url),
        *mirar_correo(leidos),
        *(problema for revisar in revisiones for problema in revisar(ajustes)),
    )
    if problemas:
        raise AjustesMalos(problemas)
    return ajustes


def _mirar_escucha(leidos: Leidos) -> list[str]:
    problemas = []
    try:
        ip_address(leidos.escucha.strip())
    except ValueError:
        problemas.append("ESCUCHA no es una dirección IP. Usa 127.0.0.1, o 0.0.0.0 para todas.")
    if leidos.entrega not in ("aqui", "aparte"):
        problemas.append("ENTREGA es «aqui» o «aparte». Quítala para mandar desde este proceso.")
    return problemas


def _mirar_puerto(puerto: int) -> list[str]:
    if 0 <= puerto <= 65535:
        return []
    return ["PUERTO no es un número de 0 a 65535. Escribe, por ejemplo, PUERTO=8000."]


def _mirar_datos(datos: Path) -> list[str]:
    if not datos.exists():
        return []
    if not datos.is_dir():
        return [f"DATOS no es una carpeta: {datos}. Da el nombre de una carpeta, o de una nueva."]
    if stat.S_IMODE(datos.stat().st_mode) & 0o077:
        return [f"DATOS está abierta a otras personas: {datos}. Ciérrala con: chmod 700 '{datos}'"]
    return []


def _mirar_base(base: str) -> list[str]:
    partes = partir(base)
    clase = partes.scheme.partition("+")[0] if partes else ""
    if partes is None or clase not in ("sqlite", "postgresql"):
        return [
            "BASE_DE_DATOS no es una dirección que Rumbo conozca. Usa sqlite:////carpeta/rumbo.sqlite"
            " o postgresql://USUARIO:<clave>@servidor/base, o quítala para usar la de DATOS."
        ]
    if clase == "postgresql" and partes.hostname and debil(partes.password or ""):
        return [
            "BASE_DE_DATOS va por la red con una clave vacía, corta o de muestra. Pon una de"
            f" {LARGO_DE_CLAVE} caracteres o más, al azar."
        ]
    return []


def _mirar_url(url: str) -> list[str]:
    if not url:
        return []
    partes = partir(url)
    segura = partes is not None and (partes.scheme == "https" or local(partes))
    if partes is None or not segura or not partes.hostname or partes.path:
        return ["URL_PUBLICA no es https://nombre, sin nada más. Corrígela, o quítala en pruebas."]
    if partes.username or partes.query or partes.fragment:
        return ["URL_PUBLICA lleva usuario, «?» o «#». Deja solo https://nombre."]
    if any(muestra in partes.hostname for muestra in DE_MUESTRA):
        return ["URL_PUBLICA es la del ejemplo. Pon la tuya, o quítala en pruebas."]
    return []


def _mirar_contenido(contenido: Path) -> list[str]:
    faltan = [
        nombre
        for nombre, esta in (
            ("flujos/", (contenido / "flujos").is_dir()),
            ("directorio.yaml", (contenido / "directorio.yaml").is_file()),
        )
        if not esta
    ]
    if not faltan:
        return []
    return [
        f"CONTENIDO no tiene {' ni '.join(faltan)}: {contenido}."
        " Da la carpeta donde están los flujos y el directorio."
    ]

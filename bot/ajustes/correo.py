"""Los ajustes del correo de la oficina: cómo se leen y qué les falta."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from pydantic import SecretStr

from bot.ajustes.leidos import Leidos

Cierre = Literal["starttls", "tls", "no"]
AQUI: Final = ("127.0.0.1", "::1", "localhost")
_SERVIDOR: Final = re.compile(r"[A-Za-z0-9.:\-]{1,255}\Z")
_DIRECCION: Final = re.compile(r"[^\s@<>,;\"]{1,64}@[A-Za-z0-9.\-]{1,255}\Z")


@dataclass(frozen=True, slots=True)
class AjustesDeCorreo:
    """El servidor que manda los avisos por correo. Sin ``usuario``, no pide clave."""

    servidor: str
    puerto: int
    usuario: str
    clave: SecretStr
    de: str
    cierre: Cierre


def de_correo(leidos: Leidos) -> AjustesDeCorreo | None:
    if not leidos.smtp_servidor:
        return None
    cierre = leidos.smtp_cierre.strip()
    return AjustesDeCorreo(
        leidos.smtp_servidor.strip(),
        _puerto(leidos),
        leidos.smtp_usuario.strip(),
        SecretStr(leidos.smtp_clave),
        leidos.smtp_de.strip(),
        "tls" if cierre == "tls" else "no" if cierre == "no" else "starttls",
    )


def mirar_correo(leidos: Leidos) -> list[str]:
    servidor = leidos.smtp_servidor.strip()
    if not servidor:
        sueltos = {
            "SMTP_USUARIO": leidos.smtp_usuario,
            "SMTP_CLAVE": leidos.smtp_clave,
            "SMTP_DE": leidos.smtp_de,
        }
        return [
            f"{nombre} está, pero falta SMTP_SERVIDOR. Pregunta cuál es a quien lleva el correo."
            for nombre, valor in sueltos.items()
            if valor
        ]
    problemas = []
    if not _SERVIDOR.match(servidor):
        problemas.append("SMTP_SERVIDOR es el nombre de un servidor, sin nada más.")
    if not 0 < _puerto(leidos) <= 65535:
        problemas.append("SMTP_PUERTO es un número de 1 a 65535: 587, o 465 con SMTP_CIERRE=tls.")
    if not _DIRECCION.match(leidos.smtp_de.strip()):
        problemas.append(
            "SMTP_DE es la dirección desde la que se avisa: una sola, como avisos@oficina.pe."
        )
    if leidos.smtp_cierre.strip() not in get_args(Cierre):
        problemas.append("SMTP_CIERRE es «starttls», «tls» o «no».")
    if leidos.smtp_cierre.strip() == "no" and servidor not in AQUI:
        problemas.append(
            "SMTP_CIERRE=no mandaría la clave y los avisos sin cifrar. Solo vale con un servidor"
            " de esta misma máquina."
        )
    if bool(leidos.smtp_usuario.strip()) != bool(leidos.smtp_clave):
        problemas.append("SMTP_USUARIO y SMTP_CLAVE van juntos. Da los dos, o ninguno.")
    return problemas


def _puerto(leidos: Leidos) -> int:
    escrito = leidos.smtp_puerto.strip()
    return int(escrito) if escrito.isdecimal() and len(escrito) < 6 else -1

"""El correo al equipo: SMTP, un mensaje corto sin formato, y qué fue de él.

Se habla en un hilo, con plazo. Aquí no se decide qué se dice, a quién ni cuántas veces: un
fallo es siempre ``NoSalio``, y como un aviso repetido no daña, la duda se repite.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal

from bot.canales.base import NoSalio

Cierre = Literal["starttls", "tls", "no"]
PLAZO: Final = 10.0
CLAVE_MALA: Final = 300.0
"""Segundos que se esperan con la clave mala: insistir bloquea la cuenta."""


class Correo:
    """El servidor de correo de la oficina."""

    def __init__(
        self,
        servidor: str,
        puerto: int,
        de: str,
        usuario: str = "",
        clave: str = "",
        cierre: Cierre = "starttls",
        *,
        plazo: float = PLAZO,
        contexto: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._servidor = servidor
        self._puerto = puerto
        self._de = de
        self._usuario = usuario
        self._clave = clave
        self._cierre = cierre
        self._plazo = plazo
        self._contexto = contexto

    async def enviar(self, para: str, asunto: str, cuerpo: str, ahora: datetime) -> None:
        """Lo manda, o levanta ``NoSalio``."""
        try:
            mensaje = _componer(self._de, para, asunto, cuerpo, ahora)
        except ValueError:
            raise NoSalio("muerta", "direccion") from None
        await asyncio.to_thread(self._entregar, mensaje)

    async def revisar(self) -> list[str]:
        """Lo que está mal y cómo se arregla; vacío si todo está bien. No manda nada."""
        try:
            await asyncio.to_thread(self._entregar, None)
        except NoSalio as fallo:
            if fallo.motivo == "clave":
                return [
                    "El servidor de correo no acepta SMTP_USUARIO y SMTP_CLAVE. Cópialos de nuevo."
                ]
            return [
                f"{self._servidor}:{self._puerto} no contesta como un servidor de correo"
                f" ({fallo.motivo}). Comprueba SMTP_SERVIDOR, SMTP_PUERTO y SMTP_CIERRE."
            ]
        return []

    def _entregar(self, mensaje: EmailMessage | None) -> None:
        try:
            with self._conectar() as conexion:
                if self._usuario:
                    conexion.login(self._usuario, self._clave)
                if mensaje is not None:
                    conexion.send_message(mensaje)
        except smtplib.SMTPAuthenticationError:
            raise NoSalio("reintentar", "clave", CLAVE_MALA) from None
        except smtplib.SMTPRecipientsRefused as error:
            codigos = [codigo for codigo, _ in error.recipients.values()]
            raise _negado(max(codigos, default=550)) from None
        except smtplib.SMTPResponseException as error:
            raise _negado(error.smtp_code) from None
        except ssl.SSLError:
            raise NoSalio("reintentar", "tls") from None
        except TimeoutError:
            raise NoSalio("reintentar", "timeout") from None
        except (smtplib.SMTPException, OSError, ValueError):
            raise NoSalio("reintentar", "conexion") from None

    def _conectar(self) -> smtplib.SMTP:
        if self._cierre == "tls":
            return smtplib.SMTP_SSL(
                self._servidor, self._puerto, timeout=self._plazo, context=self._contexto()
            )
        conexion = smtplib.SMTP(self._servidor, self._puerto, timeout=self._plazo)
        with ExitStack() as al_fallar:
            al_fallar.callback(conexion.close)
            if self._cierre == "starttls":
                conexion.starttls(context=self._contexto())
            al_fallar.pop_all()
        return conexion


def _negado(codigo: int) -> NoSalio:
    """Un 4xx es de ahora; un 5xx, de siempre."""
    return NoSalio("muerta" if codigo >= 500 else "reintentar", str(codigo))


def _componer(de: str, para: str, asunto: str, cuerpo: str, ahora: datetime) -> EmailMessage:
    mensaje = EmailMessage()
    mensaje["From"] = de
    mensaje["To"] = para
    mensaje["Subject"] = asunto
    mensaje["Date"] = format_datetime(ahora)
    # Que ningún contestador automático escriba de vuelta.
    mensaje["Auto-Submitted"] = "auto-generated"
    mensaje.set_content(cuerpo)
    return mensaje

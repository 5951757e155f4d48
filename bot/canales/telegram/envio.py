"""Hablar con la Bot API: mandar, borrar, sondear y decir qué anda mal.

Cada fallo se clasifica aquí, una vez. Cuándo se manda y cuántas veces se intenta es
de ``bot/entrega.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.canales.base import Borrado, Desenlace, Envio, NoCabe, NoSalio, Recibo
from bot.canales.telegram.equipo import dentro
from bot.canales.telegram.lectura import ADMITIDOS, INESPERADO
from bot.canales.telegram.pintura import Mensaje, nombre, pintar
from bot.canales.telegram.red import PLAZO, Fallo, Red, RedDeNovedades
from bot.modelo import Burbuja, NombreCanal

API: Final = "https://api.telegram.org"
TANDA: Final = 100
"""Lo que ``deleteMessages`` admite de una vez."""
SIN_LLAVE: Final = 300.0
"""Con la llave mala no llega nada a nadie: se insiste despacio hasta que la corrijan."""
OCUPADO: Final = 5.0


class Migrado(NoSalio):
    """El grupo es otro, con el número ``nuevo``."""

    def __init__(self, nuevo: str) -> None:
        super().__init__("muerta", "migrado")
        self.nuevo = nuevo


class Telegram:
    """Un ``Emisor``. Sus fallos son siempre ``NoSalio``."""

    nombre: Final[NombreCanal] = nombre

    def __init__(self, llave: str, api: str = API, plazo: float = PLAZO) -> None:
        numero = llave.partition(":")[0]
        self.bot_id = int(numero) if numero.isdecimal() else 0
        self.api = api.rstrip("/")
        self._red, self._novedades = Red(plazo), RedDeNovedades(plazo)
        self._bot = ExtBot(
            llave,
            base_url=f"{self.api}/bot",
            base_file_url=f"{self.api}/file/bot",
            request=self._red,
            get_updates_request=self._novedades,
        )

    async def empezar(self) -> None:
        await self._red.initialize()
        await self._novedades.initialize()

    async def cerrar(self) -> None:
        await self._red.shutdown()
        await self._novedades.shutdown()

    # ---- mandar -------------------------------------------------------------

    async def enviar(self, envio: Envio) -> Recibo:
        charla = int(envio.direccion)
        match envio.carga:
            case Borrado(remotos):
                await self._borrar(charla, [int(remoto) for remoto in remotos])
                return Recibo()
            case Burbuja() as burbuja:
                return Recibo(await self._decir(charla, burbuja, envio.edita))

    async def _decir(self, charla: int, burbuja: Burbuja, edita: str) -> str:
        """El número del mensaje que quedó en la pantalla."""
        try:
            mensaje = pintar(burbuja)
        except NoCabe:
            raise NoSalio("muerta", "no_cabe") from None
        if edita and await self._editar(charla, int(edita), mensaje):
            return edita
        with _clasificar():
            enviado = await self._bot.send_message(charla, **mensaje.a_api())
        return str(enviado.message_id)

    async def _editar(self, charla: int, numero: int, mensaje: Mensaje) -> bool:
        """Falso si ese mensaje ya no se puede editar: hay que mandar otro."""
        with _clasificar(repetible=True):
            try:
                await self._bot.edit_message_text(
                    chat_id=charla, message_id=numero, **mensaje.a_edicion()
                )
            except BadRequest as error:
                return "message is not modified" in error.message.lower()
        return True

    async def _borrar(self, charla: int, numeros: list[int]) -> None:
        with _clasificar(repetible=True):
            for n in range(0, len(numeros), TANDA):
                await self._borrar_tanda(charla, numeros[n : n + TANDA])

    async def _borrar_tanda(self, charla: int, numeros: list[int]) -> None:
        try:
            await self._bot.delete_messages(charla, numeros)
        except BadRequest:
            # Uno que ya no se puede borrar no debe salvar a los demás.
            mitad = len(numeros) // 2
            if mitad:
                await self._borrar_tanda(charla, numeros[:mitad])
                await self._borrar_tanda(charla, numeros[mitad:])

    async def contestar_toque(self, toque: str, dice: str = "") -> None:
        """Que el botón deje de pensar; ``dice``, en un cartel que solo ve quien tocó.

        Si llega tarde, no importa.
        """
        with suppress(TelegramError, *INESPERADO):
            if dice:
                await self._bot.answer_callback_query(toque, dice, show_alert=True)
            else:
                await self._bot.answer_callback_query(toque)

    # ---- el equipo ----------------------------------------------------------

    async def avisar(self, chat: str, mensaje: Mensaje) -> str:
        """El número del aviso. Con la duda se repite: dos avisos son mejor que ninguno."""
        with _clasificar(repetible=True):
            enviado = await self._bot.send_message(int(chat), **mensaje.a_api())
        return str(enviado.message_id)

    async def repintar(self, chat: str, numero: str, mensaje: Mensaje) -> bool:
        """Falso si ese aviso ya no se puede editar."""
        return await self._editar(int(chat), int(numero), mensaje)

    async def quitar(self, chat: str, numeros: Sequence[str]) -> None:
        await self._borrar(int(chat), [int(numero) for numero in numeros])

    async def salir_de(self, chat: str, dice: str = "") -> None:
        """Se va de un grupo que no es el suyo; ``dice``, antes de irse, si lo dejan."""
        with suppress(TelegramError, *INESPERADO):
            if dice:
                await self._bot.send_message(int(chat), dice)
        with suppress(TelegramError, *INESPERADO):
            await self._bot.leave_chat(int(chat))

    async def esta(self, chat: str, quien: str) -> bool:
        """¿Está esa persona en el grupo?"""
        with _clasificar(repetible=True):
            miembro = await self._bot.get_chat_member(int(chat), int(quien))
        return dentro(miembro)

    # ---- recibir ------------------------------------------------------------

    async def novedades(self, desde: int, espera: int) -> list[Update]:
        """Lo que hay desde ese número; si no hay nada, lo que llegue en ``espera`` segundos."""
        with _clasificar(repetible=True):
            return list(
                await self._bot.get_updates(offset=desde, timeout=espera, allowed_updates=ADMITIDOS)
            )

    async def poner_webhook(self, url: str, secreto: str) -> None:
        with _clasificar(repetible=True):
            await self._bot.set_webhook(url, secret_token=secreto, allowed_updates=ADMITIDOS)

    async def quitar_webhook(self) -> None:
        with _clasificar(repetible=True):
            await self._bot.delete_webhook()

    # ---- comprobar ----------------------------------------------------------

    async def revisar(self, webhook: str = "") -> list[str]:
        """Lo que anda mal y cómo se arregla. Sin ``webhook``, Rumbo sondea."""
        try:
            with _clasificar(repetible=True):
                await self._bot.get_me()
                puesto = await self._bot.get_webhook_info()
        except NoSalio as error:
            return [self._remedio(error.motivo)]
        problemas = []
        if puesto.url != webhook:
            problemas.append(
                "Telegram entrega los mensajes en otra dirección. Reinicia Rumbo, que pone la suya"
                " al empezar; si vuelve a pasar, otro programa usa el mismo TELEGRAM_TOKEN."
            )
        if webhook and (faltan := set(ADMITIDOS) - set(puesto.allowed_updates or ADMITIDOS)):
            problemas.append(
                f"Telegram no avisa de: {', '.join(sorted(faltan))}. Reinicia Rumbo, que lo pide"
                " al empezar."
            )
        if webhook and puesto.pending_update_count and puesto.last_error_message:
            problemas.append(
                f"Telegram no logra entregar y guarda {puesto.pending_update_count} mensajes:"
                f" «{puesto.last_error_message}». Comprueba que URL_PUBLICA se abre desde fuera."
            )
        return problemas

    def _remedio(self, motivo: str) -> str:
        if motivo == "401":
            return (
                "TELEGRAM_TOKEN no vale: Telegram no lo reconoce. Copia entero el que te dio"
                " @BotFather, o pídele otro con /token."
            )
        return (
            f"{self.api} no contesta como Telegram ({motivo}). Comprueba que esta máquina sale a"
            " internet y que TELEGRAM_API está bien escrita."
        )


@contextmanager
def _clasificar(*, repetible: bool = False) -> Iterator[None]:
    """Cada fallo de la biblioteca, como ``NoSalio`` y sin su texto.

    ``repetible``: hacerlo dos veces da lo mismo, así que la duda no importa.
    """
    duda: Desenlace = "reintentar" if repetible else "incierta"
    try:
        yield
    except Fallo as fallo:
        raise NoSalio("reintentar" if fallo.seguro else duda, fallo.motivo, fallo.espera) from None
    except Forbidden:
        raise NoSalio("bloqueada", "403") from None
    except InvalidToken:
        raise NoSalio("reintentar", "401", SIN_LLAVE) from None
    except Conflict:
        raise NoSalio("reintentar", "409", OCUPADO) from None
    except ChatMigrated as error:
        raise Migrado(str(error.new_chat_id)) from None
    except BadRequest:
        raise NoSalio("muerta", "400") from None
    except (TelegramError, *INESPERADO):
        # Dijo que sí, pero no se entiende qué hizo.
        raise NoSalio(duda, "respuesta") from None

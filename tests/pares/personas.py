"""Quienes escriben a Rumbo: una persona con Telegram y otra con WhatsApp.

Hablan con los pares, nunca con Rumbo. Qué se espera que Rumbo conteste lo dice cada prueba.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Any, Final

import httpx

from tests.pares.cable import PACIENCIA, Cable, Pedido

CUENTA: Final = "AC" + "0" * 32
FICHA: Final = "ficha-de-la-cuenta-de-prueba"
NUMERO: Final = "whatsapp:+14155238886"
MENSAJES: Final = f"/2010-04-01/Accounts/{CUENTA}/Messages.json"

_BOTS: Final = itertools.count(7001)


def un_bot() -> str:
    """La llave de un bot que nadie más usa: cada prueba estrena el suyo."""
    return f"{next(_BOTS)}:" + "r" * 35


@dataclass(frozen=True, slots=True)
class Visto:
    """Un mensaje en la pantalla de Telegram."""

    id: int
    bot: bool
    texto: str
    botones: tuple[dict[str, str], ...]


@dataclass(slots=True)
class PersonaTelegram:
    """Una persona en su chat privado con el bot."""

    par: httpx.Client
    llave: str
    id: int = 51
    _cambios: int = field(init=False, default=0)

    @property
    def _yo(self) -> dict[str, Any]:
        return {"id": self.id, "first_name": "Ana", "is_bot": False}

    @property
    def _chat(self) -> dict[str, Any]:
        return {"id": self.id, "first_name": "Ana", "type": "private"}

    def escribe(self, texto: str, **mas: Any) -> None:
        """Manda un texto; ``mas`` lo cambia por otra cosa (``location={…}``)."""
        self._pedir("/sendMessage", botToken=self.llave, **self._mensaje(text=texto, **mas))

    def toca(self, boton: str) -> None:
        """Toca el último botón de la pantalla cuyo rótulo contiene eso."""
        visto, dato = next(
            (visto, b["callback_data"])
            for visto in reversed(self.pantalla())
            for b in visto.botones
            if boton in b["text"]
        )
        mensaje = self._mensaje(message_id=visto.id, text=visto.texto)
        cuerpo = {"from": self._yo, "message": mensaje, "data": dato}
        self._pedir("/sendCallback", botToken=self.llave, **cuerpo)

    def corrige(self, id: int, texto: str) -> None:
        self._novedad("edited_message", self._mensaje(message_id=id, text=texto, edit_date=1))

    def bloquea(self) -> None:
        bot = {"id": int(self.llave.partition(":")[0]), "is_bot": True, "first_name": "Rumbo"}
        antes, ahora = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked"}
        cambio = {"old_chat_member": antes, "new_chat_member": {**ahora, "until_date": 0}}
        self._novedad("my_chat_member", self._mensaje(**cambio))

    def pantalla(self) -> list[Visto]:
        return self._mirar()

    def espera(self, basta: Callable[[list[Visto]], object]) -> list[Visto]:
        """Lo que hay en la pantalla cuando basta. Se mira de nuevo cada vez que cambia."""
        pantalla = self._mirar()
        while not basta(pantalla):
            antes = self._cambios
            pantalla = self._mirar(antes)
            assert self._cambios > antes, f"nada cambia en la pantalla: {pantalla}"
        return pantalla

    def lee(self, texto: str) -> Visto:
        """El mensaje del bot que contiene ese texto, en cuanto está."""

        def suyos(pantalla: list[Visto]) -> list[Visto]:
            return [visto for visto in pantalla if visto.bot and texto in visto.texto]

        return suyos(self.espera(suyos))[-1]

    def _mirar(self, desde: int | None = None) -> list[Visto]:
        cuerpo = {"token": self.llave, "chat": self.id}
        if desde is not None:
            cuerpo["desde"] = desde
        dicho = self._pedir("/chat", **cuerpo).json()
        self._cambios = dicho["cambios"]
        return [Visto(**{**uno, "botones": tuple(uno["botones"])}) for uno in dicho["mensajes"]]

    def _mensaje(self, **campos: Any) -> dict[str, Any]:
        return {"date": int(time()), "from": self._yo, "chat": self._chat, **campos}

    def _novedad(self, clase: str, cambio: dict[str, Any]) -> None:
        self._pedir("/novedad", token=self.llave, novedad={clase: cambio})

    def _pedir(self, ruta: str, **cuerpo: Any) -> httpx.Response:
        return self.par.post(ruta, json=cuerpo, timeout=2 * PACIENCIA).raise_for_status()


@dataclass(slots=True)
class PersonaWhatsApp:
    """Una persona en WhatsApp. Lo que le llega se ve al pasar por el cable hacia Twilio."""

    par: httpx.Client
    cable: Cable
    direccion: str = "whatsapp:+51987654321"

    def escribe(self, texto: str) -> dict[str, Any]:
        """Manda un texto: Twilio lo firma y lo lleva a Rumbo. Devuelve el mensaje de Twilio."""
        return self._pedir("inbound-message", From=self.direccion, To=NUMERO, Body=texto)

    def recibe(self, sid: str, estado: str) -> None:
        """El mensaje cambia de estado (``sent``, ``delivered``, ``read``…) y Twilio lo avisa."""
        self._pedir("message-status", MessageSid=sid, Status=estado)

    def llegados(self) -> list[Pedido]:
        """Los envíos que Twilio aceptó para ella."""
        return [
            pedido
            for pedido in self.cable.contestados(r"/Messages\.json$")
            if (pedido.metodo, pedido.estado) == ("POST", 201)
            and pedido.campos["To"] == self.direccion
        ]

    def lee(self, texto: str) -> dict[str, Any]:
        """El mensaje de Twilio que contiene ese texto, en cuanto lo acepta."""

        def con_el_texto() -> list[Pedido]:
            return [p for p in self.llegados() if texto in p.campos.get("Body", "")]

        mensaje: dict[str, Any] = self.cable.hasta(con_el_texto, bool)[-1].respuesta
        return mensaje

    def guardado(self, sid: str) -> dict[str, Any] | None:
        """Lo que Twilio guarda todavía de un mensaje; nada, si se borró."""
        dicho = self.par.get(MENSAJES.replace(".json", f"/{sid}.json"))
        return None if dicho.status_code == 404 else dicho.raise_for_status().json()

    def _pedir(self, que: str, **campos: str) -> dict[str, Any]:
        dicho = self.par.post(f"/_twilio/simulate/{que}", data=campos, timeout=PACIENCIA)
        mensaje: dict[str, Any] = dicho.raise_for_status().json()
        return mensaje

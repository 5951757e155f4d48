"""El Rumbo que se mide: el de siempre, con lo que aquí se dice cambiado y nada más.

Ningún ajuste del producto hace esto; solo este lanzador:

- los límites del canal se levantan: ni envíos por segundo, ni espera entre dos a la
  misma persona (en la calle, 25 por segundo y un segundo);
- la conversación es la del banco, y las reglas del contenido no la miran;
- el reloj empieza en la fecha que llevan sus mensajes: con la de hoy, toda
  respuesta llegaría tarde y ninguna saldría;
- el secreto del webhook es el que manda el banco, más corto de lo que se admite.

Lo demás es lo que corre en la oficina: cifrado, SQLite con ``synchronous=FULL``, todas
las frases aprendidas, el freno (cada persona del banco manda ocho mensajes: no lo toca),
la bandeja de salida y el servidor.
"""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot import registro
from bot.ajustes import Ajustes
from bot.ajustes.canales import AjustesDeTelegram
from bot.montaje import con_canales, montar
from bot.servidor import Servidor, crear_app
from bot.web.rutas import Chat
from tests.banco.conversacion import RAIZ, poner_conversacion

EMPIEZA: Final = datetime.fromtimestamp(1_700_000_010, UTC)
"""Justo después de lo que dice la fecha de cada mensaje."""


def correr_el_reloj() -> Callable[[], datetime]:
    atraso = datetime.now(UTC) - EMPIEZA
    return lambda: datetime.now(UTC) - atraso


def ajustes_del_banco() -> Ajustes:
    datos = Path(os.environ["WORK"]) / "datos"
    datos.mkdir(mode=0o700, exist_ok=True)
    telegram = AjustesDeTelegram(
        SecretStr("1:x"), SecretStr("s3cr3t"), os.environ["API"], ritmo=math.inf, espacio=0
    )
    return Ajustes(
        escucha="127.0.0.1",
        puerto=int(os.environ["PORT"]),
        datos=datos,
        base_de_datos=f"sqlite:///{datos / 'rumbo.sqlite'}",
        url_publica="https://banco.invalid",
        contenido=RAIZ,
        telegram=telegram,
    )


def main() -> None:
    registro.configurar()
    ajustes = ajustes_del_banco()
    montaje = montar(ajustes, correr_el_reloj())
    montaje.estante.libro = poner_conversacion(montaje.estante.libro)
    canales = con_canales(montaje)
    chat = Chat(montaje.puerta, montaje.estante, montaje.reloj, con_vistas=False)
    with socket.create_server((ajustes.escucha, ajustes.puerto)) as zocalo:
        app = crear_app(montaje, chat, canales)
        Servidor(app, lambda: None, chat.oyentes.cerrar).run(sockets=[zocalo])


if __name__ == "__main__":
    main()

"""Telegram. Aquí está solo lo que se pinta; lo demás se pide por su parte.

``lectura`` lee lo que llega y ``emisor`` habla con la Bot API: cargan bibliotecas
grandes que quien solo comprueba unos flujos no necesita.
"""

from bot.canales.telegram.pintura import (
    DATO_DE_BOTON,
    TEXTO,
    Boton,
    Mensaje,
    nombre,
    pintar,
)

__all__ = ["DATO_DE_BOTON", "TEXTO", "Boton", "Mensaje", "nombre", "pintar"]

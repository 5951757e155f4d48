"""WhatsApp por Twilio: cómo se ve, cómo se lee lo que llega y cómo se manda.

``pintura`` dice qué cabe; ``firma`` y ``lectura``, si lo que llega es de Twilio y qué
es; ``codigos``, qué hacer con cada fallo; ``plantillas``, los botones y la ventana;
``red`` y ``envio`` hablan con la API. Aquí solo se asoma lo que no carga ``twilio``.
"""

from bot.canales.whatsapp.pintura import (
    BOTONES,
    CUERPO,
    CUERPO_CON_BOTONES,
    DESCRIPCION,
    FILAS,
    ID,
    TITULO_DE_BOTON,
    TITULO_DE_FILA,
    Boton,
    Forma,
    Mensaje,
    nombre,
    pintar,
)

__all__ = [
    "BOTONES",
    "CUERPO",
    "CUERPO_CON_BOTONES",
    "DESCRIPCION",
    "FILAS",
    "ID",
    "TITULO_DE_BOTON",
    "TITULO_DE_FILA",
    "Boton",
    "Forma",
    "Mensaje",
    "nombre",
    "pintar",
]

"""El directorio de servicios: quién atiende, dónde, cuándo y con qué certeza.

Puro: no lee archivos ni mira el reloj. Leer ``directorio.yaml`` y comprobarlo es
de ``bot/contenido/directorio.py``; pintar una tarjeta, de ``bot/motor/textos.py``.
"""

from bot.directorio.busqueda import buscar
from bot.directorio.horario import (
    SIEMPRE,
    EstadoDeHorario,
    abre,
    es_feriado,
    estado_de_horario,
    horario_legible,
    texto_de_horario,
)
from bot.directorio.lugares import distrito, distrito_cercano
from bot.directorio.revision import Renglon, fecha_de, pintar_revision, revisar
from bot.directorio.servicios import (
    CONTACTOS,
    DATOS,
    Cobertura,
    Confianza,
    Directorio,
    Distrito,
    Hecho,
    Servicio,
)
from bot.modelo import LIMA

__all__ = [
    "CONTACTOS",
    "DATOS",
    "LIMA",
    "SIEMPRE",
    "Cobertura",
    "Confianza",
    "Directorio",
    "Distrito",
    "EstadoDeHorario",
    "Hecho",
    "Renglon",
    "Servicio",
    "abre",
    "buscar",
    "distrito",
    "distrito_cercano",
    "es_feriado",
    "estado_de_horario",
    "fecha_de",
    "horario_legible",
    "pintar_revision",
    "revisar",
    "texto_de_horario",
]

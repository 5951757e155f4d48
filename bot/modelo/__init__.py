"""Lo que entra, lo que sale y lo que se recuerda: eventos, efectos y estado.

Aquí solo hay formas. Lo que decide vive en ``bot/motor``; lo que guarda, en
``bot/almacen``. Nada de este módulo conoce un canal, una tabla ni un reloj.
"""

from bot.modelo.circunstancias import Circunstancias, Consultado
from bot.modelo.efectos import (
    Avisa,
    Burbuja,
    Cuenta,
    DaBaja,
    Deriva,
    Desenlace,
    Di,
    Efecto,
    Olvida,
    Opcion,
    Programa,
    Releva,
    Retira,
    Urgencia,
)
from bot.modelo.estado import (
    Contado,
    Estado,
    Marco,
    NombreCanal,
    Ofrecida,
    Reciente,
    Turno,
    a_json,
    de_json,
)
from bot.modelo.eventos import (
    Bloquea,
    Corrige,
    Escribe,
    Evento,
    Manda,
    Medio,
    Pulsa,
    Ubica,
    Vence,
)
from bot.modelo.hora import LIMA
from bot.modelo.lectura import (
    Alarma,
    Candidato,
    Lectura,
    Nivel,
    Sospecha,
    Texto,
)

__all__ = [
    "LIMA",
    "Alarma",
    "Avisa",
    "Bloquea",
    "Burbuja",
    "Candidato",
    "Circunstancias",
    "Consultado",
    "Contado",
    "Corrige",
    "Cuenta",
    "DaBaja",
    "Deriva",
    "Desenlace",
    "Di",
    "Efecto",
    "Escribe",
    "Estado",
    "Evento",
    "Lectura",
    "Manda",
    "Marco",
    "Medio",
    "Nivel",
    "NombreCanal",
    "Ofrecida",
    "Olvida",
    "Opcion",
    "Programa",
    "Pulsa",
    "Reciente",
    "Releva",
    "Retira",
    "Sospecha",
    "Texto",
    "Turno",
    "Ubica",
    "Urgencia",
    "Vence",
    "a_json",
    "de_json",
]

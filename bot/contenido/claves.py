"""Las palabras del lenguaje de flujos: qué claves hay, qué llevan y cuáles faltan a la vista.

De aquí salen lo que el lector acepta y el esquema que usan los editores. Qué se
hace con cada una es de ``pasos.py`` y ``flujos.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.directorio import EstadoDeHorario
from bot.modelo import NombreCanal, Urgencia
from bot.motor.condiciones import EstadoDeGuardia, HayCaso
from bot.motor.pasos import Contacto

Tipo = Literal[
    "texto",
    "textos",
    "si_no",
    "numero",
    "duracion",
    "destino",
    "urgente",
    "fuentes",
    "revisado",
    "pasos",
    "opciones",
    "ramas",
    "condicion",
    "mostrar",
    "derivar",
    "confianza",
    "urgencia",
    "horario",
    "canal",
    "guardia",
    "caso",
    "contacto",
    "acordando",
    "anota",
]


@dataclass(frozen=True, slots=True)
class Clave:
    """Qué lleva una clave y para qué sirve, en una línea."""

    tipo: Tipo
    ayuda: str
    obligatoria: bool = False


NIVELES = ("critica", "alta")
URGENCIAS: tuple[str, ...] = get_args(Urgencia)
HORARIOS: tuple[str, ...] = get_args(EstadoDeHorario)
CANALES: tuple[str, ...] = get_args(NombreCanal)
GUARDIAS: tuple[str, ...] = get_args(EstadoDeGuardia)
CASOS: tuple[str, ...] = get_args(HayCaso)
CONTACTOS: tuple[str, ...] = get_args(Contacto)
ACORDANDO = CONTACTOS[:2]
CONFIANZAS = ("alta", "media", "baja")

DE_FLUJO: Mapping[str, Clave] = {
    "flujo": Clave("texto", "Su nombre: el del archivo, sin .yaml.", True),
    "titulo": Clave("texto", "Cómo lo llama la oficina.", True),
    "revisado": Clave("revisado", "«pendiente», o quién lo firmó y cuándo.", True),
    "temas": Clave("textos", "Los temas de _bot.yaml que atiende."),
    "entra_con": Clave("textos", "Frases como las que escribiría la gente."),
    "sensible": Clave("si_no", "«si»: se borra pronto y no salta a otros temas."),
    "urgente": Clave("urgente", "El paso al que entra una alarma de cada nivel."),
    "no_se_sabe": Clave("textos", "Lo que falta averiguar. No se muestra."),
    "fuentes": Clave("fuentes", "De dónde sale lo que se dice. No se muestra."),
    "pasos": Clave("pasos", "Los pasos, en orden.", True),
}

DE_FUENTE: Mapping[str, Clave] = {
    "hecho": Clave("texto", "Qué se afirma.", True),
    "fuente": Clave("texto", "De dónde sale.", True),
    "fecha": Clave("texto", "La de la fuente.", True),
    "confianza": Clave("confianza", "Cuánto se confía.", True),
    "seccion": Clave("texto", "A qué sección de _bot.yaml pertenece."),
    "paso": Clave("texto", "El paso de este flujo en que se dice."),
}

DE_REVISADO: Mapping[str, Clave] = {
    "fecha": Clave("texto", "El día: 2026-05-10.", True),
    "por": Clave("texto", "Quién lo revisó.", True),
}

DE_PASO: Mapping[str, Clave] = {
    "decir": Clave("texto", "Lo que dice antes de hacer nada."),
    "ir": Clave("destino", "Adónde sigue. Si falta, al paso de abajo."),
}

DE_VERBO: Mapping[str, Mapping[str, Clave]] = {
    "menu": {
        "menu": Clave("texto", "La pregunta.", True),
        "opciones": Clave("opciones", "Etiqueta y adónde lleva; ocho como mucho.", True),
    },
    "preguntar": {
        "preguntar": Clave("texto", "La pregunta abierta.", True),
        "guardar": Clave("texto", "El dato de _bot.yaml en que se guarda.", True),
        "omitir": Clave("textos", "Respuestas que dejan el dato sin llenar."),
        "sugerir": Clave("textos", "Respuestas que se ofrecen como botones."),
    },
    "decidir": {"decidir": Clave("ramas", "Condiciones en orden; la última, «sino».", True)},
    "mostrar": {
        "mostrar": Clave("mostrar", "Servicios del directorio.", True),
        "nada": Clave("texto", "Lo que dice si no hay un contacto confirmado.", True),
    },
    "derivar": {"derivar": Clave("derivar", "Pide que atienda una persona del equipo.", True)},
    "llamar": {"llamar": Clave("texto", "El flujo en que entra; después vuelve.", True)},
}
"""Los verbos que actúan. En un paso va uno; ``decir`` puede ir delante."""

SIN_IR = ("menu", "decidir")
"""Verbos que ya dicen adónde se sigue."""

DE_OPCION: Mapping[str, Clave] = {
    "ir": Clave("destino", "Adónde lleva.", True),
    "corto": Clave("texto", "La etiqueta de los botones de WhatsApp."),
    "tambien": Clave("textos", "Otras maneras de decirla."),
    "anota": Clave("anota", "El dato que deja anotado, y su valor: {como: ella}."),
}

DE_RAMA: Mapping[str, Clave] = {
    "si": Clave("condicion", "Lo que tiene que cumplirse.", True),
    "ir": Clave("destino", "Adónde lleva.", True),
}

DE_CONDICION: Mapping[str, Clave] = {
    "horario": Clave("horario", "El de la oficina, ahora."),
    "urgencia": Clave("urgencia", "La de la conversación."),
    "idioma": Clave("texto", "El de la persona: es, fr, en…"),
    "canal": Clave("canal", "Por dónde escribe."),
    "guardia": Clave("guardia", "¿Hay alguien de turno del equipo que atiende esto?"),
    "caso": Clave("caso", "¿Tiene un trámite abierto con la oficina?"),
    "contacto": Clave("acordando", "El que pide el «derivar» que llevó aquí."),
    "tiene": Clave("texto", "Un dato que ya se guardó."),
    "dato": Clave("texto", "Un dato; va con «es»."),
    "es": Clave("textos", "Los valores del dato que cumplen."),
}

DE_MOSTRAR: Mapping[str, Clave] = {
    "tema": Clave("texto", "Los servicios de este tema, los más cercanos primero."),
    "maximo": Clave("numero", "Cuántos, de 1 a 5."),
    "servicios": Clave("textos", "O estos servicios, por su nombre en el directorio."),
}

DE_DERIVAR: Mapping[str, Clave] = {
    "equipo": Clave("texto", "Quién atiende.", True),
    "urgencia": Clave("urgencia", "Cuánta prisa hay.", True),
    "motivo": Clave("texto", "Por qué, en una palabra.", True),
    "plazo": Clave("duracion", "Cuándo hay que haber atendido: 4 h.", True),
    "resumen": Clave("textos", "Los datos que se pasan al equipo."),
    "contacto": Clave("contacto", "Lo que antes se pregunta: breve, seguro o no (un aviso)."),
}

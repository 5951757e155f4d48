"""Pintar los textos: huecos, tarjetas de servicios y horas. Sin canal.

Los huecos son ``{dato}`` y ``{servicio.campo}``; el valor entra tal cual, nunca
se vuelve a interpretar. Cómo se ve en cada canal es cosa de ``bot/canales``.
"""

from __future__ import annotations

FRASES = (
    # cuando algo nuestro falla: lleva los números de emergencia
    "fallo",
    # no se entendió: tres temas parecidos, y la opción de ninguno
    "te_refieres",
    "otra_cosa",
    # no se entendió y no hay temas parecidos: va delante de la pregunta que espera
    "no_entendi",
    # segunda vez (delante del menú) y tercera (delante de «hablar con una persona»)
    "no_entendi_menu",
    "no_entendi_persona",
    # en un flujo sensible no se entendió: va delante de la misma pregunta
    "sigo_aqui",
    # tocó un botón de un mensaje anterior: va delante de la pregunta que espera
    "boton_viejo",
    # mandó algo que no es texto: qué hacer en su lugar, en una línea
    "no_audio",
    "no_imagen",
    "no_sticker",
    "no_contacto",
    "no_archivo",
    # compartió su ubicación: se tomó su distrito ({distrito}), o no se pudo usar
    "ubicacion_tomada",
    "ubicacion_sin_uso",
    # tarjetas del directorio: línea neutral delante de la primera
    "tarjetas",
    # rótulos de una tarjeta; el dato va detrás de dos puntos
    "rotulo_telefono",
    "rotulo_whatsapp",
    "rotulo_correo",
    "rotulo_web",
    "rotulo_direccion",
    "rotulo_horario",
    "rotulo_costo",
    "rotulo_decir",
    "rotulo_llevar",
    # detrás de un dato de confianza media, entre paréntesis
    "confirma_antes",
    # estado del horario; detrás de «cerrado» va el día y la hora en que abre
    "abierto_ahora",
    "cerrado_abre",
    "horario_sin_confirmar",
    # el servicio existe pero no hay contacto confirmado
    "sin_contacto",
    # para decir cuándo abre: los siete días (desde lunes, con comas), hoy, mañana, «a las»
    "dias",
    "hoy",
    "manana",
    "a_las",
    "todo_el_dia",
)
"""Nombres de las frases que ``flujos/_frases.yaml`` tiene que traer."""

"""Qué cuenta como palabra de siempre y como respuesta al paso que espera: las formas de decir
cada opción y el valor de lo que se preguntó. Qué pasa después de responder lo decide ``avanzar``.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.comprension import opciones
from bot.comprension.normalizar import normalizar
from bot.directorio import distrito
from bot.modelo import Escribe, Ofrecida, Texto
from bot.motor.libro import Libro, Siempre
from bot.motor.pasos import Menu, Paso, Preguntar

LARGO_DE_DATO = 500


def formas_de(libro: Libro, paso: Paso | None, ofrecida: Ofrecida) -> list[str]:
    """Todas las maneras de decir una opción: la que se vio, y en cualquier idioma."""
    formas = [ofrecida.etiqueta]
    if ofrecida.valor:
        formas += [ofrecida.valor, *libro.ficha.idiomas.get(ofrecida.valor, ())]
    if paso is None or not isinstance(paso.accion, Menu):
        return formas
    for salida in paso.accion.opciones:
        etiquetas = _en_todos(libro, salida.etiqueta)
        if ofrecida.etiqueta in etiquetas:
            formas += [*etiquetas, *salida.sinonimos]
            if salida.corto is not None:
                formas += _en_todos(libro, salida.corto)
    return formas


def copia_opcion(oferta: Sequence[Ofrecida], normal: str) -> bool:
    """¿Escribió entera una de las opciones que ve? Es lo mismo que tocarla, asuste o no."""
    return any(normal == normalizar(ofrecida.etiqueta) for ofrecida in oferta)


def _en_todos(libro: Libro, texto: Texto) -> list[str]:
    return [texto.es, *(libro.traducir(texto, idioma) for idioma in libro.traducciones)]


def valor_de(libro: Libro, pregunta: Preguntar, evento: Escribe) -> str | None:
    """Lo que la persona contestó a la pregunta, o ``None`` si no es una respuesta."""
    match libro.ficha.datos[pregunta.guardar].tipo:
        case "distrito":
            return distrito(libro.directorio, evento.lectura.normal)
        case "idioma":
            return None
        case "texto":
            return evento.texto.strip()[:LARGO_DE_DATO]


def pide_distrito(libro: Libro, pregunta: Preguntar) -> bool:
    """¿La pregunta es en qué distrito está?"""
    return libro.ficha.datos[pregunta.guardar].tipo == "distrito"


def es_libre(libro: Libro, pregunta: Preguntar) -> bool:
    """¿Vale cualquier texto como respuesta?"""
    return libro.ficha.datos[pregunta.guardar].tipo == "texto"


def palabra_de_siempre(libro: Libro, normal: str) -> Siempre | None:
    """La palabra de siempre que es el mensaje entero. ``salir`` admite una errata."""
    for siempre in libro.ficha.siempre:
        formas = [forma for idioma in siempre.palabras.values() for forma in idioma]
        if opciones.es_palabra(normal, formas, con_errata=siempre.nombre == "salir"):
            return siempre
    return None


def idioma_pedido(libro: Libro, normal: str) -> str | None:
    """El idioma que la persona nombró, si el mensaje es solo su nombre."""
    for codigo, formas in libro.ficha.idiomas.items():
        if opciones.es_palabra(normal, formas):
            return codigo
    return None

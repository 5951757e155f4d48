"""Qué cuenta como palabra de siempre y como respuesta al paso que espera: las formas de decir
cada opción y el valor de lo que se preguntó. Qué pasa después de responder lo decide ``avanzar``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.comprension import opciones
from bot.directorio import distrito
from bot.modelo import Candidato, Escribe, Estado, Lectura, Ofrecida, Texto
from bot.motor.cuentas import SIN_TEMA
from bot.motor.libro import Libro, Siempre
from bot.motor.pasos import Menu, Paso, Preguntar, Salida
from bot.motor.temas import NO_SE_OFRECEN
from bot.motor.textos import DE_BOTON

LARGO_DE_DATO = 500
_TELEFONO = re.compile(r"\+?\d[\d ().-]{4,22}\d", re.ASCII)
VARIAS = 5
"""Palabras desde las que un mensaje cuenta algo: con menos, quizá solo asiente o duda."""

DICE_ALGO = 3
PRIMEROS = 3
"""Palabras que delatan un idioma, y turnos en que todavía se escucha cuál es."""


def formas_de(libro: Libro, paso: Paso | None, oferta: Sequence[Ofrecida]) -> list[list[str]]:
    """Todas las maneras de decir cada opción: la que se vio, y en cualquier idioma."""
    salidas = paso.accion.opciones if paso is not None and isinstance(paso.accion, Menu) else ()
    escritas = [(_en_todos(libro, salida.etiqueta), salida) for salida in salidas]
    return [_formas(libro, ofrecida, escritas) for ofrecida in oferta]


def _formas(
    libro: Libro, ofrecida: Ofrecida, escritas: Sequence[tuple[list[str], Salida]]
) -> list[str]:
    formas = [ofrecida.etiqueta]
    if ofrecida.valor and not ofrecida.destino:
        formas += [ofrecida.valor, *libro.ficha.idiomas.get(ofrecida.valor, ())]
    for etiquetas, salida in escritas:
        if ofrecida.etiqueta in etiquetas:
            otras = libro.respuestas.get(salida.etiqueta.es, ())
            formas += [*etiquetas, *salida.sinonimos, *otras]
            if salida.corto is not None:
                formas += _en_todos(libro, salida.corto)
    return formas if len(formas) > 1 else [*formas, *_de_frase(libro, ofrecida.etiqueta)]


def _de_frase(libro: Libro, etiqueta: str) -> list[str]:
    """Lo mismo para las opciones que pone el propio bot, que no son de ningún paso."""
    for nombre in DE_BOTON:
        frase = libro.frases[nombre]
        if etiqueta in (dichas := _en_todos(libro, frase)):
            return [*dichas, *libro.respuestas.get(frase.es, ())]
    return []


def copia_opcion(oferta: Sequence[Ofrecida], normal: str) -> bool:
    """¿Escribió entera una de las opciones que ve? Es lo mismo que tocarla, asuste o no."""
    return opciones.es_palabra(normal, [ofrecida.etiqueta for ofrecida in oferta])


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
        case "telefono":
            return telefono_de(evento.texto)
        case "opcion":
            return None


def telefono_de(escrito: str) -> str | None:
    """El teléfono que trae el mensaje, en cifras, o ``None`` si no hay uno solo."""
    hallados = _TELEFONO.findall(escrito)
    cifras = re.sub(r"[^\d+]", "", hallados[0]) if len(hallados) == 1 else ""
    return cifras if 6 <= len(cifras.lstrip("+")) <= 15 else None


def pide_distrito(libro: Libro, pregunta: Preguntar) -> bool:
    """¿La pregunta es en qué distrito está?"""
    return libro.ficha.datos[pregunta.guardar].tipo == "distrito"


def es_libre(libro: Libro, pregunta: Preguntar) -> bool:
    """¿Vale cualquier texto como respuesta?"""
    return libro.ficha.datos[pregunta.guardar].tipo == "texto"


def palabra_de_siempre(libro: Libro, normal: str) -> Siempre | None:
    """La palabra de siempre que es el mensaje entero. ``salir`` admite una errata."""
    for siempre in libro.ficha.siempre:
        if opciones.es_palabra(normal, siempre.formas, con_errata=siempre.nombre == "salir"):
            return siempre
    return None


def idioma_pedido(libro: Libro, normal: str) -> str | None:
    """El idioma que la persona nombró, si el mensaje es solo su nombre."""
    for codigo, formas in libro.ficha.idiomas.items():
        if opciones.es_palabra(normal, formas):
            return codigo
    return None


def es_breve(normal: str, temas: Sequence[Candidato]) -> bool:
    """¿Es un «ok», un «no sé», unas gracias? Ahí no hace falta decir que no se entendió."""
    return len(normal.split()) < VARIAS or any(c.tema in NO_SE_OFRECEN for c in temas[:1])


def idioma_de(libro: Libro, estado: Estado, lectura: Lectura) -> str:
    """El idioma en que seguir: el del primer mensaje, o el del primero que dice algo.

    Quien saluda con «hola», o empieza en el idioma de su teléfono, y después escribe en
    criollo habla criollo. Desde que hay un tema, solo lo cambia la persona.
    """
    nuevo = lectura.idioma
    if nuevo is None or nuevo not in libro.ficha.idiomas:
        return estado.idioma
    if estado.turno == 0:
        return nuevo
    saludando = (
        estado.turno <= PRIMEROS
        and (estado.idioma == "es" or estado.turno == 1)
        and all(contado.tema == SIN_TEMA for contado in estado.temas)
        and all(marco.flujo == libro.ficha.inicio for marco in estado.pila)
    )
    dice_algo = len(lectura.normal.split()) >= DICE_ALGO
    return nuevo if saludando and dice_algo else estado.idioma

"""Reglas sobre lo que se ve y se lee: pantalla bloqueada y lectura fácil."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.contenido.arbol import Problema
from bot.contenido.obra import SE_LLENAN, Dicho, Obra
from bot.motor.pasos import Menu, Preguntar, Salida
from bot.motor.recorrido import FLUJO_DE_SALIDA
from bot.motor.textos import LARGO_DE_BURBUJA
from bot.proteccion import legible as lectura
from bot.proteccion.primera_linea import palabras_reservadas
from bot.proteccion.primera_linea import primera_linea as la_primera

PALABRAS = 20
PALABRAS_MAXIMAS = 24
LINEA = 240
SALUDO = 400
SALUDO_BREVE = 200


def primera_linea(obra: Obra) -> Iterator[Problema]:
    """La primera línea se ve en la pantalla bloqueada: nada reservado en ella."""
    for dicho in obra.dichos(SE_LLENAN):
        vistas = palabras_reservadas(la_primera(obra.lleno(dicho)), obra.reservado)
        if vistas:
            texto = f"La primera línea se ve en la pantalla bloqueada y dice {_citar(vistas)}."
            texto += " Empieza con una línea neutra."
            yield Problema(dicho.lugar, texto, "primera_linea")


def etiqueta_neutral(obra: Obra) -> Iterator[Problema]:
    """Un botón de un flujo sensible, o que lleva a uno, no dice nada reservado."""
    for dicho in obra.dichos(("etiqueta", "corto", "sugerir", "tema")):
        if not _toca_lo_sensible(obra, dicho):
            continue
        vistas = palabras_reservadas(dicho.escrito, obra.reservado)
        if vistas:
            texto = f"Este botón dice {_citar(vistas)}, y tocarlo lo escribe. Ponle otro nombre."
            yield Problema(dicho.lugar, texto, "etiqueta_neutral")


def _toca_lo_sensible(obra: Obra, dicho: Dicho) -> bool:
    if dicho.uso == "tema":
        flujos = obra.flujos.values()
        return any(dicho.paso in uno.flujo.temas for uno in flujos if uno.flujo.sensible)
    if obra.sensible(dicho.flujo):
        return True
    paso = obra.flujos[dicho.flujo].flujo.pasos.get(dicho.paso)
    salidas: tuple[Salida, ...] = ()
    if paso is not None and isinstance(paso.accion, Menu):
        salidas = paso.accion.opciones
    return any(
        obra.sensible(salida.destino.partition(".")[0])
        for salida in salidas
        if dicho.texto in (salida.etiqueta, salida.corto)
    )


def ultima_neutral(obra: Obra) -> Iterator[Problema]:
    """Lo último que queda a la vista al terminar no dice nada reservado."""
    for dicho in obra.dichos(SE_LLENAN):
        if not _es_lo_ultimo(obra, dicho):
            continue
        vistas = palabras_reservadas(obra.lleno(dicho), obra.reservado)
        if vistas:
            texto = f"Es lo último que queda en la pantalla y dice {_citar(vistas)}."
            texto += " Que termine en un menú, o en un texto neutro."
            yield Problema(dicho.lugar, texto, "ultima_neutral")


def _es_lo_ultimo(obra: Obra, dicho: Dicho) -> bool:
    if dicho.flujo == FLUJO_DE_SALIDA:
        return True
    if not obra.sensible(dicho.flujo):
        return False
    paso = obra.flujos[dicho.flujo].flujo.pasos.get(dicho.paso)
    espera = paso is not None and isinstance(paso.accion, Menu | Preguntar)
    return paso is not None and not espera and paso.sigue in ("fin", "salir")


def legible(obra: Obra) -> Iterator[Problema]:
    """Frases de 20 palabras como mucho; ninguna línea que sea un muro."""
    for dicho in obra.dichos(SE_LLENAN):
        for frase in lectura.frases_largas(dicho.escrito, PALABRAS):
            cuantas = len(frase.split())
            texto = f"Frase de {cuantas} palabras; lo legible son {PALABRAS}: «{frase[:50]}…»"
            yield Problema(dicho.lugar, texto, "legible", grave=cuantas > PALABRAS_MAXIMAS)
        for linea in obra.lleno(dicho).splitlines():
            if len(linea) > LINEA:
                texto = (
                    f"Una línea tiene {len(linea)} letras; parte el texto en otra a las {LINEA}."
                )
                yield Problema(dicho.lugar, texto, "legible")


def una_pregunta(obra: Obra) -> Iterator[Problema]:
    """Un paso hace una pregunta: lo que dice y lo que pregunta llegan juntos."""
    grupos: dict[tuple[str, str, str], list[Dicho]] = defaultdict(list)
    for dicho in obra.dichos(("decir", "menu", "preguntar")):
        grupos[dicho.flujo, dicho.paso, dicho.idioma].append(dicho)
    for dicho in obra.dichos(("nada", "frase")):
        grupos[dicho.flujo, f"{dicho.paso}.{dicho.uso}", dicho.idioma].append(dicho)
    for dichos in grupos.values():
        cuantas = 0
        for dicho in dichos:
            cuantas += lectura.preguntas(dicho.escrito)
            if cuantas > 1:
                texto = f"Son {cuantas} preguntas en un mensaje. Deja una."
                yield Problema(dicho.lugar, texto, "una_pregunta")
                break


def texto_largo(obra: Obra) -> Iterator[Problema]:
    """Un texto cabe en un mensaje."""
    for dicho in obra.dichos(SE_LLENAN):
        largo = len(obra.lleno(dicho))
        if largo > LARGO_DE_BURBUJA:
            texto = f"El texto tiene {largo} letras; en un mensaje caben {LARGO_DE_BURBUJA}."
            yield Problema(dicho.lugar, texto, "texto_largo")


def saludo_largo(obra: Obra) -> Iterator[Problema]:
    """El saludo es corto: lo lee quien todavía no sabe qué es esto."""
    inicio = obra.ficha.ficha.inicio
    primero = next(iter(obra.flujos[inicio].pasos), "") if inicio in obra.flujos else ""
    for dicho in obra.dichos(("decir", "frase")):
        maximo = 0
        if dicho.uso == "decir" and (dicho.flujo, dicho.paso) == (inicio, primero):
            maximo = SALUDO
        elif dicho.uso == "frase" and dicho.paso == "saludo_breve":
            maximo = SALUDO_BREVE
        largo = len(obra.lleno(dicho))
        if maximo and largo > maximo:
            texto = f"El saludo tiene {largo} letras; caben {maximo}."
            yield Problema(dicho.lugar, texto, "saludo_largo")


def _citar(vistas: tuple[str, ...]) -> str:
    return ", ".join(f"«{vista}»" for vista in vistas)

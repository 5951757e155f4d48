"""Reglas sobre las otras maneras de decir una opción en cada idioma."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.comprension.normalizar import normalizar
from bot.contenido.arbol import Escalar, Problema, quisiste
from bot.contenido.obra import Obra
from bot.motor.pasos import Menu, Salida
from bot.motor.textos import DE_BOTON
from bot.proteccion.primera_linea import palabras_reservadas


def respuesta_existe(obra: Obra) -> Iterator[Problema]:
    """La etiqueta que se explica es de algún menú, o de un botón del propio bot."""
    etiquetas = {salida.etiqueta.es for _, menu in _menus(obra) for salida in menu.opciones}
    etiquetas |= {obra.frases[n].texto.es for n in DE_BOTON if n in obra.frases}
    for una in obra.respuestas:
        if una.etiqueta.valor not in etiquetas:
            texto = f"Ninguna opción se llama «{una.etiqueta.valor}»."
            texto += quisiste(una.etiqueta.valor, sorted(etiquetas))
            yield Problema(una.etiqueta.lugar, texto, "respuesta_existe")


def respuesta_unica(obra: Obra) -> Iterator[Problema]:
    """Una respuesta no es también otra opción del mismo menú, ni una palabra de siempre."""
    siempre = {
        normalizar(forma)
        for una in obra.ficha.ficha.siempre
        for formas in una.palabras.values()
        for forma in formas
    }
    formas: dict[str, list[Escalar]] = {}
    for una in obra.respuestas:
        formas.setdefault(una.etiqueta.valor, []).extend(una.formas)
        for forma in una.formas:
            if normalizar(forma.valor) in siempre or not normalizar(forma.valor):
                texto = f"«{forma.valor}» es una palabra de siempre: no elegirá esta opción."
                yield Problema(forma.lugar, texto, "respuesta_unica")
    for donde, menu in _menus(obra):
        yield from _repetidas(obra, donde, menu, formas)


def _repetidas(
    obra: Obra, donde: str, menu: Menu, formas: Mapping[str, list[Escalar]]
) -> Iterator[Problema]:
    duenas: dict[str, str] = {}
    for salida in menu.opciones:
        for dicha in _dichas(obra, salida):
            duenas.setdefault(normalizar(dicha), salida.etiqueta.es)
    for salida in menu.opciones:
        etiqueta = salida.etiqueta.es
        for forma in formas.get(etiqueta, ()):
            duena = duenas.setdefault(normalizar(forma.valor), etiqueta)
            if duena != etiqueta:
                texto = f"En «{donde}», «{forma.valor}» ya es «{duena}». Deja una."
                yield Problema(forma.lugar, texto, "respuesta_unica")


def _dichas(obra: Obra, salida: Salida) -> Iterator[str]:
    yield from salida.sinonimos
    for texto in (salida.etiqueta, salida.corto):
        if texto is not None:
            yield texto.es
            for catalogo in obra.traducciones.values():
                traducido = catalogo.get((texto.contexto, texto.es))
                if traducido is not None:
                    yield traducido.valor


def _menus(obra: Obra) -> Iterator[tuple[str, Menu]]:
    for leido in obra.flujos.values():
        for paso in leido.flujo.pasos.values():
            if isinstance(paso.accion, Menu):
                yield f"{leido.flujo.nombre}.{paso.nombre}", paso.accion


def respuesta_neutral(obra: Obra) -> Iterator[Problema]:
    """Lo que el equipo manda ya escrito no delata en ningún renglón: puede leerlo otra persona."""
    for leida in obra.de_equipo.values():
        for escrito in leida.textos.values():
            vistas = palabras_reservadas(escrito.valor, obra.reservado)
            if vistas:
                citadas = ", ".join(f"«{vista}»" for vista in vistas)
                texto = f"Esto se lee en su pantalla y dice {citadas}. Dilo de otra manera."
                yield Problema(escrito.lugar, texto, "respuesta_neutral")

"""Reglas sobre lo que se toca: cuántas opciones, si caben y si se distinguen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.contenido.arbol import Problema
from bot.contenido.obra import Dicho, Obra
from bot.motor.pasos import Menu
from bot.proteccion.palabras import palabras

OPCIONES = 8
DE_BOTON = 20
DE_LISTA = 24
ENTERA = 72
BOTONES = 3
"""Lo que WhatsApp deja: hasta tres botones, o una lista con su descripción."""


def menu_largo(obra: Obra) -> Iterator[Problema]:
    for leido in obra.flujos.values():
        for paso, dichos in _por_paso(obra, leido.flujo.nombre).items():
            cuantas = len({dicho.opcion for dicho in dichos})
            if cuantas > OPCIONES:
                texto = f"«{paso}» tiene {cuantas} opciones; caben {OPCIONES}."
                yield Problema(leido.pasos[paso], texto, "menu_largo")
        for paso, leida in leido.flujo.pasos.items():
            if isinstance(leida.accion, Menu) and not leida.accion.opciones:
                texto = f"El menú de «{paso}» no tiene opciones."
                yield Problema(leido.pasos[paso], texto, "menu_largo")


def etiqueta_cabe(obra: Obra) -> Iterator[Problema]:
    """Una etiqueta larga necesita ``corto``; entera, 72 caracteres como mucho."""
    for grupo in _grupos(obra):
        cuantas = len({dicho.opcion for dicho in grupo})
        maximo = DE_BOTON if cuantas <= BOTONES else DE_LISTA
        cortas = {dicho.opcion for dicho in grupo if dicho.uso == "corto"}
        for dicho in grupo:
            largo = _medir(dicho.escrito)
            con_corto = dicho.uso == "etiqueta" and dicho.opcion in cortas
            if largo <= (ENTERA if con_corto else maximo):
                continue
            texto = f"«{dicho.escrito}» tiene {largo} letras; en el botón caben {maximo}."
            if con_corto:
                texto = f"«{dicho.escrito}» tiene {largo} letras; caben {ENTERA}."
            elif dicho.uso == "etiqueta":
                texto += f" Acórtala o añade «corto»{_en(dicho)}."
            yield Problema(dicho.lugar, texto, "etiqueta_cabe")
    for dicho in obra.dichos(("tema", "frase")):
        de_boton = dicho.uso == "tema" or dicho.paso == "otra_cosa"
        if de_boton and _medir(dicho.escrito) > DE_LISTA:
            texto = f"«{dicho.escrito}» es un botón: caben {DE_LISTA} letras."
            yield Problema(dicho.lugar, texto, "etiqueta_cabe")


def etiqueta_unica(obra: Obra) -> Iterator[Problema]:
    """Dos opciones de un menú no se dicen igual, ni enteras, ni cortas, ni de otra manera."""
    for grupo in _grupos(obra):
        duenas: dict[tuple[str, ...], int] = {}
        for dicho in grupo:
            normal = palabras(dicho.escrito)
            if duenas.setdefault(normal, dicho.opcion) != dicho.opcion or not normal:
                texto = f"«{dicho.escrito}» no se distingue de otra opción de este menú."
                yield Problema(dicho.lugar, texto, "etiqueta_unica")
        for otra, dicho in _sinonimos(obra, grupo):
            if duenas.setdefault(palabras(otra), dicho.opcion) != dicho.opcion:
                texto = f"«{otra}» ya es otra opción de este menú. Quítala de «tambien»."
                yield Problema(dicho.lugar, texto, "etiqueta_unica")


def etiqueta_de_siempre(obra: Obra) -> Iterator[Problema]:
    """Una palabra de siempre gana a la opción que se llame igual."""
    lleva: dict[tuple[str, ...], list[str]] = {}
    for siempre in obra.ficha.ficha.siempre:
        destinos = [siempre.nombre]
        if siempre.flujo in obra.flujos:
            destinos.append(
                f"{siempre.flujo}.{next(iter(obra.flujos[siempre.flujo].pasos), '')}",
            )
        for formas in siempre.palabras.values():
            lleva.update({palabras(forma): destinos for forma in formas})
    for grupo in _grupos(obra):
        for dicho in grupo:
            destino = _destino(obra, dicho)
            dichas = [dicho.escrito]
            dichas += [otra for otra, de in _sinonimos(obra, grupo) if de is dicho]
            for dicha in dichas:
                propios = lleva.get(palabras(dicha), [])
                if propios and destino not in propios:
                    texto = f"«{dicha}» es una palabra de siempre (lleva a «{propios[0]}»): "
                    texto += "escrita, no elegirá esta opción. Cámbiala."
                    yield Problema(dicho.lugar, texto, "etiqueta_de_siempre")


def _por_paso(obra: Obra, flujo: str) -> dict[str, list[Dicho]]:
    """Las etiquetas, cortas y sugeridas de cada paso de un flujo, en español."""
    pasos: dict[str, list[Dicho]] = defaultdict(list)
    for dicho in obra.flujos[flujo].hallazgos.dichos:
        if dicho.uso in ("etiqueta", "corto", "sugerir"):
            pasos[dicho.paso].append(dicho)
    return pasos


def _grupos(obra: Obra) -> Iterator[list[Dicho]]:
    """Lo que se toca en cada menú, en cada idioma; lo que falta, en español."""
    for flujo in obra.flujos:
        for dichos in _por_paso(obra, flujo).values():
            yield dichos
            for idioma in obra.traducciones:
                yield [_en_idioma(obra, dicho, idioma) for dicho in dichos]


def _en_idioma(obra: Obra, dicho: Dicho, idioma: str) -> Dicho:
    return next((otro for otro in obra.traducidos(dicho) if otro.idioma == idioma), dicho)


def _sinonimos(obra: Obra, grupo: list[Dicho]) -> Iterator[tuple[str, Dicho]]:
    for dicho in grupo:
        paso = obra.flujos[dicho.flujo].flujo.pasos.get(dicho.paso)
        if dicho.uso == "etiqueta" and paso is not None and isinstance(paso.accion, Menu):
            for salida in paso.accion.opciones:
                if salida.etiqueta.es == dicho.texto.es:
                    yield from ((otra, dicho) for otra in salida.sinonimos)


def _destino(obra: Obra, dicho: Dicho) -> str:
    paso = obra.flujos[dicho.flujo].flujo.pasos.get(dicho.paso)
    if paso is None or not isinstance(paso.accion, Menu):
        return ""
    salidas = paso.accion.opciones
    return next(
        (s.destino for s in salidas if dicho.texto in (s.etiqueta, s.corto)),
        "",
    )


def _medir(texto: str) -> int:
    """El largo como lo cuentan los teléfonos, en unidades UTF-16."""
    return len(texto) + sum(caracter > "\uffff" for caracter in texto)


def _en(dicho: Dicho) -> str:
    return "" if dicho.idioma == "es" else f" en su traducción ({dicho.idioma})"

"""Lee los archivos que no son flujos: ``_bot``, ``_frases`` y ``_reservado``.

Los feriados de ``_bot.yaml`` los lee ``directorio.py``; ``_urgencia.yaml``,
``comprension.py``; ``_equipo.yaml``, ``equipo.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast, get_args

from bot.comprension.saber import Umbrales
from bot.contenido.arbol import Escalar, Lugar, Mapa, Problema, quisiste
from bot.contenido.lector import Lector, abrir_lector
from bot.contenido.nodo import leer_archivo
from bot.contenido.obra import Destino, Dicho, FichaLeida, Hallazgos, Nombrado, resolver
from bot.modelo import Texto
from bot.motor.libro import Ficha, Siempre
from bot.motor.pasos import Dato, TipoDeDato
from bot.motor.textos import FRASES
from bot.proteccion.palabras import palabras, patron

IDIOMAS = ("es", "ht", "fr", "en", "pt")
DEL_MOTOR = ("salir", "volver", "repetir", "menu")
"""Palabras de siempre que atiende el motor; las demás llevan a un flujo."""

TIPOS: tuple[TipoDeDato, ...] = get_args(TipoDeDato)


def leer_ficha(
    raiz: Path, pasos: Mapping[str, Sequence[str]], problemas: list[Problema]
) -> FichaLeida | None:
    """Lo que dice ``_bot.yaml``, o ``None`` si no se puede leer."""
    nodo = leer_archivo(raiz / "flujos" / "_bot.yaml", raiz, problemas)
    lector = abrir_lector(nodo, problemas, "_bot.yaml") if nodo else None
    if lector is None:
        return None
    hallazgos = Hallazgos()
    nombre = lector.texto("nombre")
    idiomas = _idiomas(lector.mapa("idiomas"), problemas)
    inicio, menu, oficina = lector.texto("inicio"), lector.texto("menu"), lector.texto("oficina")
    for destino in (inicio, menu):
        if destino is not None:
            hallazgos.destinos.append(Destino(destino.valor, destino.lugar))
    if oficina is not None:
        hallazgos.nombrados.append(Nombrado("servicio", oficina.valor, oficina.lugar))
    caducidad = lector.mapa("caducidad")
    caduca, caduca_sensible = _caducidad(caducidad, problemas)
    seguro, dudoso, umbrales = _umbrales(lector.mapa("umbrales"), problemas)
    siempre, lugares = _siempre(lector.mapa("siempre"), hallazgos, problemas)
    temas = _temas(lector.mapa("temas"), hallazgos, lector)
    datos = _datos(lector.mapa("datos"), hallazgos, problemas)
    secciones = _secciones(lector)
    lector.mapa("feriados", obligatorio=False)
    lector.cerrar()
    return FichaLeida(
        Ficha(
            nombre=nombre.valor if nombre else "",
            idiomas=idiomas,
            inicio=inicio.valor if inicio else "",
            menu=(resolver(menu.valor, "", pasos) or menu.valor) if menu else "",
            temas=temas,
            datos=datos,
            siempre=siempre,
            seguro=seguro,
            dudoso=dudoso,
            caduca=caduca,
            caduca_sensible=caduca_sensible,
            oficina=oficina.valor if oficina else "",
        ),
        lector.origen.lugar,
        lugares,
        hallazgos,
        umbrales,
        secciones,
    )


def leer_frases(raiz: Path, problemas: list[Problema]) -> dict[str, Dicho]:
    """Las frases del propio bot, por nombre."""
    nodo = leer_archivo(raiz / "flujos" / "_frases.yaml", raiz, problemas)
    archivo = abrir_lector(nodo, problemas, "_frases.yaml") if nodo else None
    if archivo is None:
        return {}
    mapa = archivo.mapa("frases")
    archivo.cerrar()
    frases: dict[str, Dicho] = {}
    for nombre, par in mapa.pares.items() if mapa else ():
        if nombre not in FRASES:
            texto = f"El bot no usa ninguna frase «{nombre}»." + quisiste(nombre, FRASES)
            archivo.decir(par.clave.lugar, texto, "frase_desconocida")
        elif not isinstance(par.valor, Escalar) or not par.valor.valor.strip():
            archivo.decir(par.clave.lugar, f"La frase «{nombre}» es un texto.", "tipo")
        else:
            escrito = Texto(par.valor.valor.strip(), f"frases.{nombre}")
            frases[nombre] = Dicho(escrito, "frase", par.valor.lugar, paso=nombre)
    for nombre in FRASES:
        if mapa is not None and nombre not in mapa.pares:
            archivo.decir(mapa.lugar, f"Falta la frase «{nombre}».", "frase_ausente")
    return frases


def leer_reservado(
    raiz: Path, problemas: list[Problema]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lo que no puede verse a primera vista y lo que nunca se dice, en todos los idiomas."""
    nodo = leer_archivo(raiz / "flujos" / "_reservado.yaml", raiz, problemas)
    lector = abrir_lector(nodo, problemas, "_reservado.yaml") if nodo else None
    if lector is None:
        return (), ()
    reservado = _por_idioma(lector.mapa("reservado"), problemas)
    prohibido = _por_idioma(lector.mapa("prohibido"), problemas)
    lector.cerrar()
    return reservado, prohibido


def _por_idioma(mapa: Mapa | None, problemas: list[Problema]) -> tuple[str, ...]:
    if mapa is None:
        return ()
    lector = Lector(mapa, problemas, "los idiomas")
    entradas: list[str] = []
    for idioma in IDIOMAS:
        for escalar in lector.lista_de_textos(idioma):
            if not patron(escalar.valor.replace("…", "").replace("*", "")):
                lector.decir(escalar.lugar, f"«{escalar.valor}» no tiene ninguna palabra.", "tipo")
            else:
                entradas.append(escalar.valor)
    lector.cerrar()
    return tuple(entradas)


def _idiomas(mapa: Mapa | None, problemas: list[Problema]) -> dict[str, tuple[str, ...]]:
    """Código → nombre que se ve y otras maneras de pedirlo."""
    if mapa is None:
        return {}
    lector = Lector(mapa, problemas, "«idiomas»")
    leidos = {codigo: lector.lista_de_textos(codigo) for codigo in IDIOMAS}
    lector.cerrar()
    return {
        codigo: tuple(forma.valor for forma in formas)
        for codigo, formas in leidos.items()
        if formas
    }


def _caducidad(mapa: Mapa | None, problemas: list[Problema]) -> tuple[timedelta, timedelta]:
    if mapa is None:
        return timedelta(), timedelta()
    lector = Lector(mapa, problemas, "«caducidad»")
    normal = lector.duracion("normal") or timedelta()
    sensible = lector.duracion("sensible") or timedelta()
    lector.cerrar()
    return normal, sensible


def _umbrales(mapa: Mapa | None, problemas: list[Problema]) -> tuple[float, float, Umbrales]:
    if mapa is None:
        return 1.0, 1.0, Umbrales()
    lector = Lector(mapa, problemas, "«umbrales»")
    seguro = lector.decimal("seguro", 1.0, 0, 1)
    dudoso = lector.decimal("dudoso", 1.0, 0, 1)
    deriva = lector.decimal("deriva", 1.0, 0, 1)
    pregunta = lector.decimal("pregunta", 1.0, 0, 1)
    lector.cerrar()
    if dudoso > seguro:
        lector.decir(mapa.lugar, "«dudoso» no puede pasar de «seguro».", "umbrales")
    if pregunta > deriva:
        lector.decir(mapa.lugar, "«pregunta» no puede pasar de «deriva».", "umbrales")
    return seguro, dudoso, Umbrales(deriva, pregunta)


def _temas(mapa: Mapa | None, hallazgos: Hallazgos, lector: Lector) -> dict[str, Texto]:
    temas: dict[str, Texto] = {}
    for nombre, par in mapa.pares.items() if mapa else ():
        if not isinstance(par.valor, Escalar) or not par.valor.valor.strip():
            texto = f"El tema «{nombre}» lleva el nombre que lee la persona."
            lector.decir(par.clave.lugar, texto, "tipo")
            continue
        temas[nombre] = Texto(par.valor.valor.strip(), f"temas.{nombre}")
        hallazgos.dichos.append(Dicho(temas[nombre], "tema", par.valor.lugar, paso=nombre))
    return temas


def _secciones(lector: Lector) -> dict[str, str]:
    """De qué trata lo que se sabe: nombre corto → título, en orden."""
    mapa = lector.mapa("secciones", obligatorio=False)
    secciones: dict[str, str] = {}
    for nombre, par in mapa.pares.items() if mapa else ():
        if isinstance(par.valor, Escalar) and par.valor.valor.strip():
            secciones[nombre] = par.valor.valor.strip()
        else:
            lector.decir(par.clave.lugar, f"La sección «{nombre}» lleva su título.", "tipo")
    return secciones


def _datos(mapa: Mapa | None, hallazgos: Hallazgos, problemas: list[Problema]) -> dict[str, Dato]:
    datos: dict[str, Dato] = {}
    for nombre, par in mapa.pares.items() if mapa else ():
        lector = abrir_lector(par.valor, problemas, f"el dato «{nombre}»")
        if lector is None:
            continue
        tipo = cast(TipoDeDato, lector.elegido("tipo", TIPOS))
        sensible = lector.booleano("sensible", defecto=False)
        vacio = lector.texto("vacio", obligatorio=tipo == "distrito")
        lector.cerrar()
        texto = Texto(vacio.valor.strip(), f"datos.{nombre}") if vacio else None
        if vacio is not None and texto is not None:
            hallazgos.dichos.append(Dicho(texto, "vacio", vacio.lugar, paso=nombre))
        datos[nombre] = Dato(nombre, tipo, sensible, texto)
    return datos


def _siempre(
    mapa: Mapa | None, hallazgos: Hallazgos, problemas: list[Problema]
) -> tuple[tuple[Siempre, ...], dict[str, Lugar]]:
    siempre: list[Siempre] = []
    lugares: dict[str, Lugar] = {}
    if mapa is None:
        return (), lugares
    duenas: dict[str, str] = {}
    for nombre, par in mapa.pares.items():
        lector = abrir_lector(par.valor, problemas, f"la palabra «{nombre}»")
        if lector is None:
            continue
        lugares[nombre] = par.clave.lugar
        flujo = lector.texto("flujo", obligatorio=nombre not in DEL_MOTOR)
        if flujo is not None and nombre in DEL_MOTOR:
            texto = f"«{nombre}» la atiende el propio bot: no lleva «flujo»."
            lector.decir(flujo.lugar, texto, "palabra_de_siempre")
        elif flujo is not None:
            hallazgos.nombrados.append(Nombrado("flujo", flujo.valor, flujo.lugar))
        formas: dict[str, tuple[str, ...]] = {}
        for idioma in IDIOMAS:
            escritas = lector.lista_de_textos(idioma, obligatorio=idioma == "es")
            formas[idioma] = tuple(" ".join(palabras(una.valor)) for una in escritas)
            for una, forma in zip(escritas, formas[idioma], strict=True):
                duena = duenas.setdefault(forma, nombre)
                if duena != nombre:
                    texto = f"«{una.valor}» ya es una manera de decir «{duena}»."
                    lector.decir(una.lugar, texto, "palabra_de_siempre")
        lector.cerrar()
        llenas = {idioma: unas for idioma, unas in formas.items() if unas}
        siempre.append(Siempre(nombre, llenas, flujo.valor if flujo else ""))
    for nombre in (*DEL_MOTOR, "persona"):
        if nombre not in mapa.pares:
            texto = f"Falta «{nombre}» en las palabras de siempre."
            problemas.append(Problema(mapa.lugar, texto, "palabra_de_siempre"))
    return tuple(siempre), lugares

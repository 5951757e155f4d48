"""Lee los archivos de flujos: la cabecera y sus pasos, en orden.

Un paso lo lee ``pasos.py``. Que los destinos y lo que se nombra existan es de
las reglas: aquí solo se resuelven los que existen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.contenido.arbol import Escalar, Lista, Lugar, Mapa, Nodo, Problema
from bot.contenido.claves import CONFIANZAS, NIVELES
from bot.contenido.lector import Lector, abrir_lector
from bot.contenido.nodo import leer_archivo
from bot.contenido.obra import Destino, Dicho, FlujoLeido, Fuente, Hallazgos, resolver
from bot.contenido.pasos import LectorDePaso, nombres_de_pasos
from bot.modelo import Nivel, Texto
from bot.motor.pasos import Flujo, Paso

CARPETA = "flujos"
DATOS = ("_bot", "_equipo", "_frases", "_urgencia", "_reservado", "_respuestas_equipo")
"""Los archivos de esa carpeta que no son flujos."""

CARPETAS = ("comun", "idiomas", "comprension")
_FLUJO = re.compile(r"_?[a-z][a-z0-9_]*", re.ASCII)
_PASO = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def leer_flujos(raiz: Path, problemas: list[Problema]) -> dict[str, FlujoLeido]:
    """Todos los flujos, por nombre, aunque alguno tenga problemas."""
    nodos: dict[str, Nodo] = {}
    for ruta in _archivos(raiz, problemas):
        nodo = leer_archivo(ruta, raiz, problemas)
        if nodo is None:
            continue
        if ruta.stem in nodos:
            otro = nodos[ruta.stem].lugar.archivo
            texto = f"Ya hay un flujo con este nombre en {otro}. Cámbialo."
            problemas.append(Problema(nodo.lugar, texto, "flujo_repetido"))
            continue
        nodos[ruta.stem] = nodo
    pasos = {nombre: nombres_de_pasos(nodo) for nombre, nodo in nodos.items()}
    leidos = (_leer(nombre, nodo, pasos, problemas) for nombre, nodo in nodos.items())
    return {leido.flujo.nombre: leido for leido in leidos if leido is not None}


def _archivos(raiz: Path, problemas: list[Problema]) -> Iterator[Path]:
    carpeta = raiz / CARPETA
    for ruta in sorted((*carpeta.glob("*"), *carpeta.glob("comun/*"))):
        if ruta.name in CARPETAS and ruta.parent == carpeta:
            continue
        if ruta.suffix != ".yaml":
            lugar = Lugar(ruta.relative_to(raiz).as_posix(), 1, 1)
            texto = "Nadie lee este archivo: un flujo termina en «.yaml»."
            problemas.append(Problema(lugar, texto, "archivo_ajeno", grave=False))
        elif ruta.name.partition(".")[0] not in DATOS:
            yield ruta


def _leer(
    nombre: str, nodo: Nodo, pasos: Mapping[str, Sequence[str]], problemas: list[Problema]
) -> FlujoLeido | None:
    lector = abrir_lector(nodo, problemas, "un flujo")
    if lector is None:
        return None
    hallazgos = Hallazgos()
    flujo, titulo = lector.texto("flujo"), lector.texto("titulo")
    if flujo is not None and flujo.valor != nombre:
        texto = f"El archivo se llama «{nombre}» y el flujo, «{flujo.valor}». Ponles el mismo."
        lector.decir(flujo.lugar, texto, "nombre_de_flujo")
    if not _FLUJO.fullmatch(nombre):
        texto = f"«{nombre}» no sirve de nombre: minúsculas sin tildes, cifras y «_»."
        lector.decir(nodo.lugar, texto, "nombre_invalido")
    _revisado(lector)
    temas, entra_con = lector.lista_de_textos("temas"), lector.lista_de_textos("entra_con")
    sensible = lector.booleano("sensible", defecto=False)
    urgente = lector.mapa("urgente", obligatorio=False)
    lector.lista_de_textos("no_se_sabe")
    fuentes = tuple(_fuentes(lector))
    mapa = lector.mapa("pasos")
    lector.cerrar()
    if mapa is None:
        return None
    titulado = Texto(titulo.valor.strip() if titulo else "", nombre)
    if titulo is not None:
        hallazgos.dichos.append(Dicho(titulado, "titulo", titulo.lugar, nombre))
    return FlujoLeido(
        Flujo(
            nombre=nombre,
            titulo=titulado,
            pasos=_pasos(nombre, mapa, pasos, hallazgos, problemas),
            temas=tuple(tema.valor for tema in temas),
            urgente=_urgente(nombre, urgente, pasos, hallazgos, problemas),
            sensible=sensible,
        ),
        lugar=flujo.lugar if flujo else nodo.lugar,
        pasos={paso: par.clave.lugar for paso, par in mapa.pares.items()},
        hallazgos=hallazgos,
        urgente=urgente.lugar if urgente else nodo.lugar,
        temas=temas,
        entra_con=entra_con,
        fuentes=fuentes,
    )


def _pasos(
    flujo: str,
    mapa: Mapa,
    pasos: Mapping[str, Sequence[str]],
    hallazgos: Hallazgos,
    problemas: list[Problema],
) -> dict[str, Paso]:
    leidos: dict[str, Paso] = {}
    nombres = tuple(mapa.pares)
    for nombre, siguiente in zip(nombres, (*nombres[1:], ""), strict=True):
        par = mapa.pares[nombre]
        if not _PASO.fullmatch(nombre):
            texto = f"«{nombre}» no sirve de nombre: minúsculas sin tildes, cifras y «_»."
            problemas.append(Problema(par.clave.lugar, texto, "nombre_invalido"))
        sigue = f"{flujo}.{siguiente}" if siguiente else "fin"
        paso = LectorDePaso(flujo, nombre, pasos, hallazgos, problemas).leer(par, sigue)
        if paso is not None:
            leidos[nombre] = paso
    return leidos


def _urgente(
    flujo: str,
    mapa: Mapa | None,
    pasos: Mapping[str, Sequence[str]],
    hallazgos: Hallazgos,
    problemas: list[Problema],
) -> dict[Nivel, str]:
    destinos: dict[Nivel, str] = {}
    if mapa is None:
        return destinos
    lector = Lector(mapa, problemas, "«urgente»")
    niveles: tuple[Nivel, ...] = ("critica", "alta")
    for nivel in niveles:
        escalar = lector.texto(nivel, obligatorio=False)
        if escalar is not None:
            hallazgos.destinos.append(Destino(escalar.valor, escalar.lugar, flujo))
            destinos[nivel] = resolver(escalar.valor, flujo, pasos) or escalar.valor
    lector.cerrar(NIVELES)
    return destinos


def _revisado(lector: Lector) -> None:
    nodo = lector.nodo("revisado")
    if isinstance(nodo, Mapa):
        dentro = Lector(nodo, lector.problemas, "«revisado»")
        fecha = dentro.texto("fecha")
        dentro.texto("por")
        dentro.cerrar()
        if fecha is not None and not _es_dia(fecha.valor):
            dentro.decir(fecha.lugar, f"«{fecha.valor}» no es un día: 2026-05-10.", "revisado")
    elif nodo is not None and not (isinstance(nodo, Escalar) and nodo.valor == "pendiente"):
        texto = "«revisado» es «pendiente», o {fecha: 2026-05-10, por: quien lo firmó}."
        lector.decir(nodo.lugar, texto, "revisado")


def _es_dia(texto: str) -> bool:
    try:
        return date.fromisoformat(texto).isoformat() == texto
    except ValueError:
        return False


def _fuentes(lector: Lector) -> Iterator[Fuente]:
    lista: Lista | None = lector.lista("fuentes", obligatorio=False)
    for item in lista.items if lista else ():
        dentro = abrir_lector(item, lector.problemas, "una fuente")
        if dentro is not None:
            hecho, fuente, fecha = (dentro.texto(clave) for clave in ("hecho", "fuente", "fecha"))
            yield Fuente(
                hecho=hecho.valor if hecho else "",
                fuente=fuente.valor if fuente else "",
                fecha=fecha.valor if fecha else "",
                confianza=dentro.elegido("confianza", CONFIANZAS),
                seccion=dentro.texto("seccion", obligatorio=False),
                paso=dentro.texto("paso", obligatorio=False),
            )
            dentro.cerrar()

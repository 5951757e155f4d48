"""Lee ``_equipo.yaml``: los equipos, sus temas y plazos, y cuándo se insiste.

Qué personas hay y qué turnos tienen no está en un archivo: se escribe en el panel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import cast

from bot.contenido.arbol import Escalar, Mapa, Problema
from bot.contenido.claves import URGENCIAS
from bot.contenido.lector import Lector, abrir_lector
from bot.contenido.nodo import leer_archivo
from bot.contenido.obra import EquiposLeidos, Hallazgos, Nombrado
from bot.guardia import LO_MAS_TARDE, Equipo, Equipos, Escalada
from bot.modelo import Urgencia

ARCHIVO = "_equipo.yaml"
ESPERAS = ("siguiente", "coordina", "sin_respuesta")
_NOMBRE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def leer_equipos(raiz: Path, problemas: list[Problema]) -> EquiposLeidos | None:
    """Los equipos, o ``None`` si el archivo no se puede leer."""
    nodo = leer_archivo(raiz / "flujos" / ARCHIVO, raiz, problemas)
    lector = abrir_lector(nodo, problemas, ARCHIVO) if nodo else None
    if lector is None:
        return None
    hallazgos = Hallazgos()
    por_defecto = lector.texto("por_defecto")
    if por_defecto is not None:
        hallazgos.nombrados.append(Nombrado("equipo", por_defecto.valor, por_defecto.lugar))
    equipos = _equipos(lector.mapa("equipos"), hallazgos, problemas)
    escalada = _escalada(lector.mapa("escalada"), problemas)
    lector.cerrar()
    defecto = por_defecto.valor if por_defecto else ""
    return EquiposLeidos(Equipos(defecto, equipos, escalada), hallazgos)


def _equipos(
    mapa: Mapa | None, hallazgos: Hallazgos, problemas: list[Problema]
) -> dict[str, Equipo]:
    equipos: dict[str, Equipo] = {}
    duenos: dict[str, str] = {}
    for nombre, par in mapa.pares.items() if mapa else ():
        lector = abrir_lector(par.valor, problemas, f"el equipo «{nombre}»")
        if lector is None:
            continue
        if not _NOMBRE.fullmatch(nombre):
            texto = f"«{nombre}» no sirve de nombre: minúsculas sin tildes, números y «_»."
            lector.decir(par.clave.lugar, texto, "nombre_invalido")
        titulo = lector.texto("nombre")
        temas = lector.lista_de_textos("temas")
        plazos = _plazos(lector.mapa("plazos"), problemas)
        lector.cerrar()
        for tema in temas:
            hallazgos.nombrados.append(Nombrado("tema", tema.valor, tema.lugar))
            _de_uno_solo(tema, nombre, duenos, lector)
        equipos[nombre] = Equipo(
            nombre,
            titulo.valor.strip() if titulo else "",
            tuple(tema.valor for tema in temas),
            plazos,
        )
    return equipos


def _de_uno_solo(tema: Escalar, equipo: str, duenos: dict[str, str], lector: Lector) -> None:
    otro = duenos.setdefault(tema.valor, equipo)
    if otro != equipo:
        texto = f"«{tema.valor}» ya lo atiende el equipo «{otro}». Déjalo en uno."
        lector.decir(tema.lugar, texto, "tema_de_dos_equipos")


def _plazos(mapa: Mapa | None, problemas: list[Problema]) -> dict[Urgencia, timedelta]:
    if mapa is None:
        return {}
    lector = Lector(mapa, problemas, "«plazos»")
    leidos = {cast(Urgencia, urgencia): lector.duracion(urgencia) for urgencia in URGENCIAS}
    lector.cerrar()
    plazos = {urgencia: plazo for urgencia, plazo in leidos.items() if plazo is not None}
    en_orden = list(plazos.values())
    if timedelta() in en_orden or en_orden != sorted(en_orden):
        texto = "Lo más urgente tiene el plazo más corto, y ninguno es cero."
        lector.decir(mapa.lugar, texto, "plazos")
    return plazos


def _escalada(mapa: Mapa | None, problemas: list[Problema]) -> Mapping[Urgencia, Escalada]:
    """Lo crítico dice las tres esperas; lo demás insiste a la siguiente al vencer su plazo."""
    if mapa is None:
        return {}
    lector = Lector(mapa, problemas, "«escalada»")
    escalada: dict[Urgencia, Escalada] = {}
    for urgencia in URGENCIAS:
        suyas = lector.mapa(urgencia)
        if suyas is None:
            continue
        esperas = _esperas(suyas, urgencia, problemas)
        if esperas is not None:
            escalada[cast(Urgencia, urgencia)] = esperas
    lector.cerrar()
    return escalada


def _esperas(mapa: Mapa, urgencia: str, problemas: list[Problema]) -> Escalada | None:
    lector = Lector(mapa, problemas, f"«escalada: {urgencia}»")
    pedidas = ESPERAS if urgencia == "critica" else ESPERAS[1:]
    leidas = {espera: lector.duracion(espera) for espera in pedidas}
    lector.cerrar()
    siguiente = leidas.get("siguiente", timedelta())
    coordina, sin_respuesta = leidas["coordina"], leidas["sin_respuesta"]
    if siguiente is None or coordina is None or sin_respuesta is None:
        return None
    if not siguiente < coordina < sin_respuesta:
        texto = "Cada espera es más larga que la anterior: siguiente, coordina, sin_respuesta."
        lector.decir(mapa.lugar, texto, "escalada")
    tarde = (
        siguiente > LO_MAS_TARDE.siguiente
        or coordina > LO_MAS_TARDE.coordina
        or sin_respuesta > LO_MAS_TARDE.sin_respuesta
    )
    if urgencia == "critica" and tarde:
        texto = "Lo crítico no puede esperar más de 5, 15 y 20 minutos."
        lector.decir(mapa.lugar, texto, "escalada")
    return Escalada(siguiente, coordina, sin_respuesta)

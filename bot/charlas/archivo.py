"""Leer y escribir charlas en YAML, y correrlas todas.

Se leen con ``bot/contenido/nodo.py``, así que un error dice archivo, línea y
columna. Grabar y actualizar escriben el archivo entero; el comentario del
principio se conserva.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from bot.charlas.correr import (
    Charla,
    DeOficina,
    Intercambio,
    Resultado,
    correr,
    pasos_publicados,
)
from bot.charlas.oficina import leer_hace
from bot.contenido.nodo import (
    Escalar,
    Lista,
    Nodo,
    Problema,
    abrir_lector,
    leer_archivo,
    leer_duracion,
)
from bot.directorio import LIMA
from bot.modelo import Manda, Medio, NombreCanal, Pulsa, Ubica
from bot.motor.libro import Libro

CANALES = ("whatsapp", "telegram", "web")
ACCIONES = ("persona", "pulsa", "boton", "manda", "ubica", "pasan", "oficina")


def leer_charla(ruta: Path, raiz: Path, problemas: list[Problema]) -> Charla | None:
    """La charla de ese archivo; lo que esté mal se añade a ``problemas``."""
    nodo = leer_archivo(ruta, raiz, problemas)
    if nodo is None:
        return None
    antes = len(problemas)
    lector = abrir_lector(nodo, problemas, "esta charla")
    if lector is None:
        return None
    titulo = lector.texto("charla")
    canal = lector.elegido("canal", CANALES, "whatsapp")
    idioma = lector.texto("idioma", obligatorio=False)
    empieza = _leer_instante(lector.texto("empieza"), problemas)
    guardia = lector.lista_de_textos("guardia")
    lista = lector.lista("turnos")
    turnos = tuple(
        turno
        for uno in (lista.items if lista else ())
        if (turno := _leer_intercambio(uno, problemas)) is not None
    )
    lector.cerrar()
    if len(problemas) > antes or titulo is None or empieza is None:
        return None
    return Charla(
        archivo=nodo.lugar.archivo,
        titulo=titulo.valor,
        empieza=empieza,
        canal=cast(NombreCanal, canal),
        idioma=idioma.valor if idioma else "",
        turnos=turnos,
        guardia=tuple(equipo.valor for equipo in guardia),
    )


def _leer_instante(escalar: Escalar | None, problemas: list[Problema]) -> datetime | None:
    if escalar is None:
        return None
    try:
        return datetime.fromisoformat(escalar.valor).replace(tzinfo=LIMA)
    except ValueError:
        texto = f"«{escalar.valor}» no es una fecha; escríbela como 2026-03-14 22:30."
        problemas.append(Problema(escalar.lugar, texto, "fecha"))
        return None


def _leer_intercambio(nodo: Nodo, problemas: list[Problema]) -> Intercambio | None:
    lector = abrir_lector(nodo, problemas, "este turno")
    if lector is None:
        return None
    dichas = _textos(lector.nodo("bot", obligatorio=False))
    accion = [nombre for nombre in ACCIONES if nombre in lector.origen.pares]
    if len(accion) != 1:
        texto = f"Un turno dice exactamente una de estas: {', '.join(ACCIONES)}."
        problemas.append(Problema(nodo.lugar, texto, "turno"))
        return None
    hace = _leer_accion(accion[0], lector.nodo(accion[0]), problemas)
    caso, aviso, releva = (
        escalar.valor if (escalar := lector.texto(clave, obligatorio=False)) else ""
        for clave in ("caso", "aviso", "releva")
    )
    lector.cerrar()
    return Intercambio(
        linea=nodo.lugar.linea,
        hace=None if accion[0] == "pulsa" else hace,
        pulsa=hace if accion[0] == "pulsa" and isinstance(hace, str) else "",
        bot=dichas,
        caso=caso,
        aviso=aviso,
        releva=releva,
    )


def _textos(nodo: Nodo | None) -> tuple[str, ...]:
    match nodo:
        case Escalar(valor):
            return (valor,)
        case Lista(items):
            return tuple(item.valor for item in items if isinstance(item, Escalar))
        case _:
            return ()


def _leer_accion(
    nombre: str, nodo: Nodo | None, problemas: list[Problema]
) -> str | Pulsa | Manda | Ubica | timedelta | DeOficina | None:
    match nombre, nodo:
        case (("persona" | "pulsa"), Escalar(valor)):
            return valor
        case "boton", Escalar(valor):
            return Pulsa(valor)
        case "pasan", Escalar(valor) if (cuanto := leer_duracion(valor)) is not None:
            return cuanto
        case "oficina", Escalar(valor) if (que := leer_hace(valor)) is not None:
            return DeOficina(que)
        case "manda", Escalar(valor):
            for medio in get_args(Medio):
                if medio == valor:
                    return Manda(medio)
        case "ubica", Lista((Escalar(latitud), Escalar(longitud))):
            return Ubica(float(latitud), float(longitud))
        case _:
            pass
    if nodo is not None:
        texto = f"No entiendo «{nombre}». Mira los ejemplos de docs/flujos.md."
        problemas.append(Problema(nodo.lugar, texto, "turno"))
    return None


# ---- escribir ----------------------------------------------------------------


class _Volcador(yaml.SafeDumper):
    """Escribe los textos de varias líneas como bloque, que es como se leen."""


def _representar(volcador: yaml.SafeDumper, texto: str) -> yaml.ScalarNode:
    estilo = "|" if "\n" in texto else None
    return volcador.represent_scalar("tag:yaml.org,2002:str", texto, style=estilo)


_Volcador.add_representer(str, _representar)


def guardar(ruta: Path, charla: Charla) -> None:
    """Escribe la charla, con el comentario inicial que tuviera el archivo."""
    campos: dict[str, Any] = {"charla": charla.titulo}
    if charla.canal in CANALES:
        campos["canal"] = charla.canal
    if charla.idioma:
        campos["idioma"] = charla.idioma
    if charla.guardia:
        campos["guardia"] = list(charla.guardia)
    campos["empieza"] = charla.empieza.astimezone(LIMA).strftime("%Y-%m-%d %H:%M")
    campos["turnos"] = [_escribir(intercambio) for intercambio in charla.turnos]
    texto = yaml.dump(campos, Dumper=_Volcador, allow_unicode=True, sort_keys=False, width=100)
    ruta.write_text(_comentario(ruta) + texto, encoding="utf-8")


def _comentario(ruta: Path) -> str:
    if not ruta.exists():
        return ""
    lineas = ruta.read_text(encoding="utf-8").splitlines(keepends=True)
    cuantas = next((n for n, linea in enumerate(lineas) if not linea.startswith("#")), 0)
    return "".join(lineas[:cuantas])


def _escribir(intercambio: Intercambio) -> dict[str, Any]:
    campos: dict[str, Any] = {}
    match intercambio.hace:
        case None:
            campos["pulsa"] = intercambio.pulsa
        case str() as dicho:
            campos["persona"] = dicho
        case Pulsa(boton):
            campos["boton"] = boton
        case Manda(medio):
            campos["manda"] = medio
        case Ubica(latitud, longitud):
            campos["ubica"] = [latitud, longitud]
        case timedelta() as cuanto:
            campos["pasan"] = f"{cuanto // timedelta(minutes=1)} min"
        case DeOficina(que):
            campos["oficina"] = que
    if intercambio.bot:
        campos["bot"] = intercambio.bot[0] if len(intercambio.bot) == 1 else list(intercambio.bot)
    if intercambio.caso:
        campos["caso"] = intercambio.caso
    if intercambio.aviso:
        campos["aviso"] = intercambio.aviso
    if intercambio.releva:
        campos["releva"] = intercambio.releva
    return campos


# ---- correr todas ------------------------------------------------------------


def visitas(libro: Libro, rutas: Iterable[Path]) -> dict[str, list[str]]:
    """Las charlas que pasan por cada ``flujo.paso``, sin exigirles nada."""
    visitas: dict[str, list[str]] = {}
    for ruta, raiz in archivos(rutas):
        charla = leer_charla(ruta, raiz, [])
        for paso in sorted(correr(libro, charla).pasos) if charla else ():
            visitas.setdefault(paso, []).append(ruta.relative_to(raiz).with_suffix("").as_posix())
    return visitas


def archivos(rutas: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Los archivos de charlas de esas rutas, con la carpeta desde la que se nombran."""
    for ruta in rutas:
        if ruta.is_dir():
            yield from ((uno, ruta) for uno in sorted(ruta.rglob("*.yaml")))
        else:
            yield ruta, ruta.parent


def probar(
    libro: Libro, rutas: Iterable[Path], *, actualizar: bool, decir: Callable[[str], object]
) -> bool:
    """Corre las charlas, dice lo que falló y qué pasos no visita ninguna.

    Con ``actualizar`` escribe en cada archivo lo que el bot dice hoy: el
    ``git diff`` es la revisión. Devuelve si todo estuvo bien.
    """
    problemas: list[Problema] = []
    resultados: list[Resultado] = []
    fallos: list[str] = []
    for ruta, raiz in archivos(rutas):
        charla = leer_charla(ruta, raiz, problemas)
        if charla is None:
            continue
        resultado = correr(libro, charla)
        if actualizar and resultado.fallos and len(resultado.dichas) == len(charla.turnos):
            guardar(ruta, replace(charla, turnos=tuple(resultado.dichas)))
            decir(f"{charla.archivo}: escrita de nuevo; mira el git diff.")
        resultados.append(resultado)
        fallos += resultado.fallos
    for linea in (*map(str, problemas), *fallos):
        decir(linea)
    publicados = pasos_publicados(libro)
    visitados = set[str]().union(*(resultado.pasos for resultado in resultados))
    sin_visitar = sorted(publicados - visitados)
    for paso in sin_visitar:
        decir(f"{paso}: ninguna charla pasa por este paso (cobertura).")
    turnos = sum(len(resultado.dichas) for resultado in resultados)
    cubiertos = len(publicados) - len(sin_visitar)
    decir(
        f"{len(resultados)} charlas, {turnos} turnos, {len(fallos) + len(problemas)} fallos; "
        f"{cubiertos} de {len(publicados)} pasos visitados."
    )
    return bool(resultados) and not (fallos or problemas or sin_visitar)

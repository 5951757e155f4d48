"""Lee las listas de urgencia y el banco de frases, y dice todo lo que está mal.

``flujos/_urgencia.yaml`` y ``flujos/comprension/es/<tema>.yaml``. Qué se hace
con ellas está en ``bot/comprension``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.comprension.lexico import (
    Listas,
    Parte,
    Patron,
    Tabla,
    formas_de,
    leer_entrada,
    leer_parte,
)
from bot.comprension.normalizar import normalizar
from bot.comprension.saber import Saber, armar
from bot.comprension.verbos import es_lema
from bot.contenido.nodo import (
    Escalar,
    Lector,
    Lista,
    Lugar,
    Mapa,
    Problema,
    abrir_lector,
    leer_archivo,
    quisiste,
)
from bot.modelo import Nivel

URGENCIA = "flujos/_urgencia.yaml"
BANCO = "flujos/comprension"
IDIOMAS = ("es",)
_T = TypeVar("_T")


def leer_saber(
    raiz: Path, entra_con: Mapping[str, Sequence[str]], problemas: list[Problema]
) -> Saber | None:
    """Lo que se sabe para entender, o ``None`` si algo está mal escrito.

    ``entra_con`` son las frases que cada flujo trae para su tema.
    """
    propios: list[Problema] = []
    frases = {tema: list(unas) for tema, unas in entra_con.items()}
    for tema, unas in _leer_banco(raiz, propios).items():
        frases.setdefault(tema, []).extend(unas)
    listas = _leer_urgencia(raiz, list(frases), propios)
    problemas.extend(propios)
    if listas is None or any(problema.grave for problema in propios):
        return None
    return armar(listas, frases)


# ---- el banco de frases -----------------------------------------------------


def _leer_banco(raiz: Path, problemas: list[Problema]) -> dict[str, list[str]]:
    frases: dict[str, list[str]] = {}
    vistas: dict[str, Lugar] = {}
    for idioma in IDIOMAS:
        for ruta in sorted((raiz / BANCO / idioma).glob("*.yaml")):
            nodo = leer_archivo(ruta, raiz, problemas)
            if nodo is None:
                continue
            if not isinstance(nodo, Lista):
                texto = "Aquí va una lista de frases, una por línea, con «- » delante."
                problemas.append(Problema(nodo.lugar, texto, "banco_lista"))
                continue
            for item in nodo.items:
                frase = _frase(item, vistas, problemas)
                if frase:
                    frases.setdefault(ruta.stem, []).append(frase)
    return frases


def _frase(item: object, vistas: dict[str, Lugar], problemas: list[Problema]) -> str | None:
    if not isinstance(item, Escalar):
        lugar = item.lugar if isinstance(item, Lista | Mapa) else Lugar(BANCO, 1, 1)
        texto = "Esto no es una frase. ¿Hay dos puntos de más? Ponla entre comillas."
        problemas.append(Problema(lugar, texto, "banco_frase"))
        return None
    normal = normalizar(item.valor)
    if not normal:
        problemas.append(Problema(item.lugar, "La frase está vacía.", "banco_frase"))
        return None
    if normal in vistas:
        antes = vistas[normal]
        texto = f"La frase ya está en {antes.archivo}:{antes.linea}. Deja una sola."
        problemas.append(Problema(item.lugar, texto, "banco_repetida"))
        return None
    vistas[normal] = item.lugar
    return item.valor


# ---- las listas de urgencia -------------------------------------------------


def _leer_urgencia(raiz: Path, temas: Sequence[str], problemas: list[Problema]) -> Listas | None:
    nodo = leer_archivo(raiz / URGENCIA, raiz, problemas)
    lector = abrir_lector(nodo, problemas, "las listas de urgencia") if nodo else None
    if lector is None:
        return None
    verbos = _verbos(lector.mapa("verbos"), problemas)
    clases = _textos_por_nombre(lector.mapa("clases"), problemas)
    formas = formas_de(verbos)
    lineas = {nombre: [e.valor for e in escalares] for nombre, escalares in clases.items()}
    modismos = lector.lista_de_textos("modismos")
    corrientes = lector.lista_de_textos("corrientes")
    for entrada in (*(e for unas in clases.values() for e in unas), *modismos, *corrientes):
        _probar(entrada, lambda texto: leer_entrada(texto, formas, lineas), problemas)
    cosas = _textos_por_nombre(lector.mapa("sin_alarma_si_sigue"), problemas)
    _existen(_claves(lector.origen, "sin_alarma_si_sigue"), clases, problemas)
    guardas = lector.lista_de_textos("guardas")
    firmes = lector.lista_de_textos("no_se_niegan")
    _existen((*guardas, *firmes), clases, problemas)
    patrones = _patrones(lector.mapa("patrones"), clases, temas, problemas)
    listas = Listas(
        verbos=verbos,
        clases=lineas,
        patrones=patrones,
        modismos=_valores(modismos),
        sin_alarma_si_sigue={nombre: _valores(unas) for nombre, unas in cosas.items()},
        guardas=_valores(guardas),
        auxiliares_de_yo=_valores(lector.lista_de_textos("auxiliares_de_yo")),
        auxiliares=_valores(lector.lista_de_textos("auxiliares")),
        negaciones=_valores(lector.lista_de_textos("negaciones")),
        cancelan=_valores(lector.lista_de_textos("cancelan")),
        no_se_niegan=_valores(firmes),
        abreviaturas=_abreviaturas(lector.mapa("abreviaturas", obligatorio=False), problemas),
        corrientes=_valores(corrientes),
    )
    lector.cerrar()
    return listas


def _valores(escalares: Iterable[Escalar]) -> list[str]:
    return [escalar.valor for escalar in escalares]


def _probar(
    escalar: Escalar, leer: Callable[[str], _T], problemas: list[Problema], regla: str = "entrada"
) -> _T | None:
    """Lo que ``leer`` saque del texto, o un problema con su lugar."""
    try:
        return leer(escalar.valor)
    except ValueError as error:
        texto = f"En «{escalar.valor}», {error}."
        problemas.append(Problema(escalar.lugar, texto, regla))
        return None


def _existen(
    nombres: Iterable[Escalar], clases: Mapping[str, object], problemas: list[Problema]
) -> None:
    for nombre in nombres:
        if nombre.valor not in clases:
            texto = f"La clase «{nombre.valor}» no existe." + quisiste(nombre.valor, list(clases))
            problemas.append(Problema(nombre.lugar, texto, "clase_existe"))


def _claves(origen: Mapa, clave: str) -> list[Escalar]:
    par = origen.pares.get(clave)
    if par is None or not isinstance(par.valor, Mapa):
        return []
    return [uno.clave for uno in par.valor.pares.values()]


def _verbos(mapa: Mapa | None, problemas: list[Problema]) -> Tabla:
    verbos: dict[str, list[str]] = {}
    for nombre, unos in _textos_por_nombre(mapa, problemas, vacios=True).items():
        lema = normalizar(nombre)
        if es_lema(lema):
            verbos[lema] = [e.valor if ">" in e.valor else normalizar(e.valor) for e in unos]
        elif mapa:
            texto = f"«{nombre}» no es un infinitivo (acaba en -ar, -er o -ir)."
            problemas.append(Problema(mapa.pares[nombre].clave.lugar, texto, "verbo"))
    return verbos


def _textos_por_nombre(
    mapa: Mapa | None, problemas: list[Problema], vacios: bool = False
) -> dict[str, tuple[Escalar, ...]]:
    """Un mapa de listas de textos."""
    if mapa is None:
        return {}
    lector = Lector(mapa, problemas, "esta lista")
    textos = {nombre: lector.lista_de_textos(nombre) for nombre in mapa.pares}
    for nombre, unos in textos.items():
        if not unos and not vacios:
            texto = f"«{nombre}» no tiene ninguna línea."
            problemas.append(Problema(mapa.pares[nombre].clave.lugar, texto, "clase_vacia"))
    return textos


def _abreviaturas(mapa: Mapa | None, problemas: list[Problema]) -> dict[str, str]:
    abreviaturas: dict[str, str] = {}
    for corta, par in mapa.pares.items() if mapa else ():
        if isinstance(par.valor, Escalar) and normalizar(par.valor.valor):
            abreviaturas[corta] = par.valor.valor
        else:
            texto = f"Falta decir qué es «{corta}»."
            problemas.append(Problema(par.clave.lugar, texto, "abreviatura"))
    return abreviaturas


def _patrones(
    mapa: Mapa | None,
    clases: Mapping[str, object],
    temas: Sequence[str],
    problemas: list[Problema],
) -> list[Patron]:
    patrones: list[Patron] = []
    for nombre, par in mapa.pares.items() if mapa else ():
        lector = abrir_lector(par.valor, problemas, f"el patrón «{nombre}»")
        if lector is None:
            continue
        tema = lector.texto("tema")
        if tema and tema.valor not in temas:
            texto = f"El tema «{tema.valor}» no tiene frases." + quisiste(tema.valor, temas)
            problemas.append(Problema(tema.lugar, texto, "tema_existe"))
        nivel = lector.elegido("nivel", ("critica", "alta"))
        grave: Nivel = "critica" if nivel == "critica" else "alta"
        partes = _partes(lector, "partes", clases, problemas)
        if not partes:
            texto = f"El patrón «{nombre}» no pide nada: le falta «partes»."
            problemas.append(Problema(par.clave.lugar, texto, "patron_vacio"))
        patron = Patron(
            nombre,
            tema.valor if tema else "",
            grave,
            partes,
            lector.booleano("en_orden", False),
            _partes(lector, "excepto", clases, problemas),
            _partes(lector, "sube_si", clases, problemas),
            _partes(lector, "baja_si", clases, problemas),
        )
        lector.cerrar()
        patrones.append(patron)
    return patrones


def _partes(
    lector: Lector, clave: str, clases: Mapping[str, object], problemas: list[Problema]
) -> tuple[Parte, ...]:
    leidas = (
        _probar(escalar, lambda texto: leer_parte(texto, clases), problemas, "parte")
        for escalar in lector.lista_de_textos(clave)
    )
    return tuple(parte for parte in leidas if parte)

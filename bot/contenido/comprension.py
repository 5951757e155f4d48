"""Lee las listas de urgencia de cada idioma y dice todo lo que está mal.

``flujos/_urgencia.yaml`` es la del español, con sus patrones. ``_urgencia.fr.yaml``
y las demás traen las palabras de los otros idiomas, y ``_urgencia.comun.yaml``, los
patrones que comparten. El banco de frases lo lee ``banco.py``. Qué se hace con
todo está en ``bot/comprension``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.comprension.lexico import (
    PRONOMBRES,
    SITIOS,
    Listas,
    Parte,
    Patron,
    Sitio,
    Tabla,
    formas_de,
    leer_entrada,
    leer_parte,
)
from bot.comprension.normalizar import normalizar
from bot.comprension.saber import Frase, Saber, Umbrales, armar
from bot.comprension.verbos import es_lema
from bot.contenido.banco import IDIOMAS, leer_banco, leer_conceptos
from bot.contenido.nodo import (
    Escalar,
    Lector,
    Mapa,
    Problema,
    abrir_lector,
    leer_archivo,
    quisiste,
)
from bot.modelo import Nivel

URGENCIA = "flujos/_urgencia.yaml"
COMUN = "flujos/_urgencia.comun.yaml"
_T = TypeVar("_T")


def leer_saber(
    raiz: Path,
    entra_con: Mapping[str, Sequence[str]],
    problemas: list[Problema],
    temas: Collection[str] = (),
    umbrales: Umbrales | None = None,
) -> Saber | None:
    """Lo que se sabe para entender, o ``None`` si algo está mal escrito.

    ``entra_con`` son las frases en español que cada flujo trae para su tema, sin
    nivel; ``temas``, los que existen.
    """
    propios: list[Problema] = []
    frases = leer_banco(raiz, temas, propios)
    frases += [Frase(texto, "es", tema, None) for tema, unas in entra_con.items() for texto in unas]
    conocidos = sorted({frase.tema for frase in frases})
    listas: dict[str, Listas] = {}
    for idioma in IDIOMAS:
        leidas = _leer_idioma(raiz, idioma, conocidos, propios)
        if leidas is not None:
            listas[idioma] = leidas
    conceptos = leer_conceptos(raiz, propios)
    problemas.extend(propios)
    if any(problema.grave for problema in propios):
        return None
    return armar(listas, frases, umbrales, conceptos)


def _leer_idioma(
    raiz: Path, idioma: str, temas: Sequence[str], problemas: list[Problema]
) -> Listas | None:
    """Las listas de un idioma, si las hay; las del español no pueden faltar."""
    if idioma == "es":
        lector = _abrir(raiz, URGENCIA, problemas)
        return _leer_urgencia(lector, lector, temas, problemas) if lector else None
    archivo = f"flujos/_urgencia.{idioma}.yaml"
    if not (raiz / archivo).exists():
        return None
    lector, comun = _abrir(raiz, archivo, problemas), _abrir(raiz, COMUN, problemas)
    return _leer_urgencia(lector, comun, temas, problemas) if lector and comun else None


def _abrir(raiz: Path, archivo: str, problemas: list[Problema]) -> Lector | None:
    nodo = leer_archivo(raiz / archivo, raiz, problemas)
    return abrir_lector(nodo, problemas, "las listas de urgencia") if nodo else None


def _leer_urgencia(
    lector: Lector, comun: Lector, temas: Sequence[str], problemas: list[Problema]
) -> Listas:
    """Las palabras salen de ``lector``; los patrones y sus guardas, de ``comun``."""
    verbos = _verbos(lector.mapa("verbos", obligatorio=False), problemas)
    clases = _textos_por_nombre(lector.mapa("clases"), problemas)
    formas = formas_de(verbos)
    lineas = {nombre: [e.valor for e in escalares] for nombre, escalares in clases.items()}
    modismos = lector.lista_de_textos("modismos")
    corrientes = lector.lista_de_textos("corrientes")
    for entrada in (*(e for unas in clases.values() for e in unas), *modismos, *corrientes):
        _probar(entrada, lambda texto: leer_entrada(texto, formas, lineas), problemas)
    cosas = _textos_por_nombre(lector.mapa("sin_alarma_si_sigue", obligatorio=False), problemas)
    _existen(_claves(lector.origen, "sin_alarma_si_sigue"), clases, problemas)
    guardas = comun.lista_de_textos("guardas")
    firmes = comun.lista_de_textos("no_se_niegan")
    _existen((*guardas, *firmes), clases, problemas)
    patrones = _patrones(comun.mapa("patrones"), clases, temas, problemas)
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
        pronombres=_pronombres(lector.mapa("pronombres", obligatorio=False), problemas),
        sitio=_sitio(lector),
        articulos=_valores(lector.lista_de_textos("articulos")),
        mios=_valores(lector.lista_de_textos("mios")),
    )
    for leido in {id(uno): uno for uno in (lector, comun)}.values():
        leido.cerrar()
    return listas


def _pronombres(mapa: Mapa | None, problemas: list[Problema]) -> Tabla:
    leidos = _textos_por_nombre(mapa, problemas)
    for nombre in leidos:
        if mapa and nombre not in PRONOMBRES:
            texto = f"«{nombre}» no es un pronombre: usa {', '.join(PRONOMBRES)}."
            problemas.append(Problema(mapa.pares[nombre].clave.lugar, texto, "pronombre"))
    return {nombre: _valores(unos) for nombre, unos in leidos.items()}


def _sitio(lector: Lector) -> Sitio:
    dicho = lector.elegido("sitio_del_pronombre", SITIOS, "antes")
    return next(sitio for sitio in SITIOS if sitio == dicho)


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
            texto = f"El tema «{tema.valor}» no tiene frases." + quisiste(tema.valor, list(temas))
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

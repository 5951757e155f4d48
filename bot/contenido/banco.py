"""Lee el banco de frases: lo que la gente escribe, por idioma y tema.

En ``flujos/comprension/<idioma>/``: ``<tema>.yaml`` es una lista de frases sin
urgencia; ``_urgentes.yaml``, las urgentes por nivel y tema; ``_normales.yaml``,
las que asustan sin ser urgentes, por tema; ``_otros.yaml``, lo que no es de ningún
tema; ``_respuestas.yaml`` no es del banco (``respuestas.py``). ``conceptos.yaml`` dice qué
palabras de los cinco idiomas nombran lo mismo. Qué se aprende de todo está en
``bot/comprension``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.comprension.normalizar import normalizar
from bot.comprension.saber import Frase
from bot.contenido.arbol import Escalar, Lista, Lugar, Mapa, Nodo, Problema, quisiste
from bot.contenido.nodo import leer_archivo
from bot.contenido.respuestas import ARCHIVO as RESPUESTAS
from bot.modelo import Urgencia

BANCO = "flujos/comprension"
CONCEPTOS = f"{BANCO}/conceptos.yaml"
IDIOMAS = ("es", "ht", "fr", "en", "pt")
NIVELES: tuple[Urgencia, ...] = ("critica", "alta")
OTRO = "otro"
"""Lo que no es de ningún tema: en ``_otros.yaml`` y en ``_normales.yaml``."""


def leer_banco(raiz: Path, temas: Collection[str], problemas: list[Problema]) -> list[Frase]:
    """Las frases del banco. ``temas`` son los que existen, o ninguno si no se sabe."""
    frases: list[Frase] = []
    for idioma in IDIOMAS:
        lector = _Lector(idioma, temas, problemas)
        for ruta in sorted((raiz / BANCO / idioma).glob("*.yaml")):
            if ruta.stem == RESPUESTAS:
                continue
            nodo = leer_archivo(ruta, raiz, problemas)
            if nodo is not None:
                frases += lector.archivo(ruta.stem, nodo)
    return frases


def leer_conceptos(raiz: Path, problemas: list[Problema]) -> dict[str, list[str]]:
    """Las palabras que nombran cada concepto. Sin el archivo, ninguna."""
    ruta = raiz / CONCEPTOS
    nodo = leer_archivo(ruta, raiz, problemas) if ruta.exists() else None
    conceptos: dict[str, list[str]] = {}
    for concepto, par in nodo.pares.items() if isinstance(nodo, Mapa) else ():
        items = par.valor.items if isinstance(par.valor, Lista) else ()
        conceptos[concepto] = [item.valor for item in items if isinstance(item, Escalar)]
        malas = [item for item in items if not isinstance(item, Escalar) or not _es_palabra(item)]
        if malas or not items:
            lugar = malas[0].lugar if malas else par.clave.lugar
            texto = f"En «{concepto}» va una lista de palabras sueltas, entre corchetes."
            problemas.append(Problema(lugar, texto, "banco_concepto"))
    return conceptos


def _es_palabra(item: Escalar) -> bool:
    return len(normalizar(item.valor).split()) == 1


class _Lector:
    """Lee los archivos de un idioma; una frase no puede estar en dos sitios."""

    def __init__(self, idioma: str, temas: Collection[str], problemas: list[Problema]) -> None:
        self._idioma = idioma
        self._temas = temas
        self._problemas = problemas
        self._vistas: dict[str, Lugar] = {}

    def archivo(self, nombre: str, nodo: Nodo) -> Iterator[Frase]:
        if nombre == "_urgentes":
            for nivel, clave, valor in self._pares(nodo):
                if nivel in NIVELES:
                    yield from self._por_tema(valor, "critica" if nivel == "critica" else "alta")
                else:
                    texto = f"«{nivel}» no es un nivel: critica o alta."
                    self._decir(clave.lugar, texto, "banco_nivel")
        elif nombre == "_normales":
            yield from self._por_tema(nodo, "normal")
        elif nombre == "_otros":
            yield from self._lista(nodo, OTRO, "normal")
        else:
            self._existe(nombre, nodo.lugar)
            yield from self._lista(nodo, nombre, "normal")

    def _por_tema(self, nodo: Nodo, nivel: Urgencia) -> Iterator[Frase]:
        for tema, clave, valor in self._pares(nodo):
            if tema != OTRO or nivel != "normal":
                self._existe(tema, clave.lugar)
            yield from self._lista(valor, tema, nivel)

    def _pares(self, nodo: Nodo) -> Iterator[tuple[str, Escalar, Nodo]]:
        if isinstance(nodo, Mapa):
            for nombre, par in nodo.pares.items():
                yield nombre, par.clave, par.valor
        else:
            self._decir(nodo.lugar, "Aquí van pares «tema: lista de frases».", "banco_mapa")

    def _lista(self, nodo: Nodo, tema: str, nivel: Urgencia) -> Iterator[Frase]:
        if not isinstance(nodo, Lista):
            texto = "Aquí va una lista de frases, una por línea, con «- » delante."
            self._decir(nodo.lugar, texto, "banco_lista")
            return
        for item in nodo.items:
            if self._vale(item):
                assert isinstance(item, Escalar)
                yield Frase(item.valor, self._idioma, tema, nivel)

    def _vale(self, item: Nodo) -> bool:
        if not isinstance(item, Escalar):
            texto = "Esto no es una frase. ¿Hay dos puntos de más? Ponla entre comillas."
            self._decir(item.lugar, texto, "banco_frase")
            return False
        normal = normalizar(item.valor)
        if not normal:
            self._decir(item.lugar, "La frase está vacía.", "banco_frase")
            return False
        if normal in self._vistas:
            antes = self._vistas[normal]
            texto = f"La frase ya está en {antes.archivo}:{antes.linea}. Deja una sola."
            self._decir(item.lugar, texto, "banco_repetida")
            return False
        self._vistas[normal] = item.lugar
        return True

    def _existe(self, tema: str, lugar: Lugar) -> None:
        if self._temas and tema not in self._temas:
            texto = f"El tema «{tema}» no está en _bot.yaml." + quisiste(tema, list(self._temas))
            self._decir(lugar, texto, "banco_tema")

    def _decir(self, lugar: Lugar, texto: str, regla: str) -> None:
        self._problemas.append(Problema(lugar, texto, regla))

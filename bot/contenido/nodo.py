"""El YAML de la oficina como textos que saben su línea y su columna.

No se usa ``safe_load``: lee ``016`` como 14 y ``no`` como falso, pierde una clave
repetida sin decirlo y deja que 272 bytes con alias crezcan a 34 MB. Aquí todo
escalar es texto; quien lo lee decide qué es. Los problemas se juntan todos y
nunca se levantan. Qué claves tiene cada archivo no se sabe aquí.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import yaml

from bot.contenido.arbol import Escalar, Lista, Lugar, Mapa, Nodo, Par, Problema, quisiste
from bot.contenido.caracteres import (
    caracter_prohibido,
    leer_texto,
    revisar_comentarios,
    revisar_lineas,
)
from bot.contenido.lector import Lector, abrir_lector, leer_duracion

__all__ = [
    "Escalar",
    "Lector",
    "Lista",
    "Lugar",
    "Mapa",
    "Nodo",
    "Par",
    "Problema",
    "abrir_lector",
    "leer_archivo",
    "leer_duracion",
    "quisiste",
]

HONDURA = 20
NODOS = 20_000


def leer_archivo(ruta: Path, raiz: Path, problemas: list[Problema]) -> Nodo | None:
    """El archivo como nodos, o ``None`` si no se pudo leer. Nunca levanta por su contenido."""
    archivo = ruta.relative_to(raiz).as_posix()
    texto = leer_texto(ruta, archivo, problemas)
    if texto is None:
        return None
    revisar_lineas(texto, archivo, problemas)
    armador = _Armador(archivo, problemas)
    return armador.armar(texto)


class _Armador:
    """Arma los nodos a partir de los sucesos de YAML, con una pila propia.

    Sin recursión, ``[`` cinco mil veces es un problema con lugar y no un error
    de Python; y un alias se ve como alias, sin llegar a crecer.
    """

    def __init__(self, archivo: str, problemas: list[Problema]) -> None:
        self._archivo = archivo
        self._problemas = problemas
        self._pila: list[tuple[yaml.Event, list[Nodo]]] = []
        self._tramos: list[tuple[int, int, int, int]] = []
        self._raiz: Nodo | None = None

    def armar(self, texto: str) -> Nodo | None:
        nodos = documentos = 0
        try:
            for suceso in yaml.parse(texto, Loader=yaml.CSafeLoader):
                if isinstance(suceso, yaml.DocumentStartEvent):
                    documentos += 1
                    if documentos > 1:
                        self._decir(suceso, "Empieza otro documento («---»). Quítalo.", "yaml")
                        return None
                elif isinstance(suceso, yaml.NodeEvent):
                    nodos += 1
                    if nodos > NODOS or len(self._pila) > HONDURA:
                        que = f"más de {HONDURA} niveles" if nodos <= NODOS else "demasiadas piezas"
                        self._decir(suceso, f"Tiene {que}. Simplifícalo.", "archivo_hondo")
                        return None
                    self._entrar(suceso)
                elif isinstance(suceso, yaml.CollectionEndEvent):
                    inicio, hijos = self._pila.pop()
                    lugar = self._lugar(inicio.start_mark)
                    if isinstance(inicio, yaml.SequenceStartEvent):
                        self._poner(Lista(tuple(hijos), lugar))
                    else:
                        self._poner(self._mapa(hijos, lugar))
        except yaml.YAMLError as error:
            self._contar(error)
            return None
        revisar_comentarios(texto, self._tramos, self._archivo, self._problemas)
        if self._raiz is None:
            lugar = Lugar(self._archivo, 1, 1)
            self._problemas.append(Problema(lugar, "El archivo está vacío.", "archivo_vacio"))
        return self._raiz

    def _entrar(self, suceso: yaml.NodeEvent) -> None:
        if isinstance(suceso, yaml.AliasEvent):
            texto = f"«*{suceso.anchor}» es un alias y aquí no se usan. Escribe el texto entero."
            self._decir(suceso, texto, "alias")
            self._poner(Escalar("", self._lugar(suceso.start_mark)))
            return
        if suceso.anchor is not None:
            texto = f"«&{suceso.anchor}» es un ancla y aquí no se usan. Quítala."
            self._decir(suceso, texto, "alias")
        tag = getattr(suceso, "tag", None)
        if tag is not None:
            texto = f"«{tag}» es una etiqueta de YAML y aquí no se usan. Quítala."
            self._decir(suceso, texto, "etiqueta_yaml")
        if not isinstance(suceso, yaml.ScalarEvent):
            self._pila.append((suceso, []))
            return
        valor, inicio, fin = str(suceso.value), _marca(suceso.start_mark), _marca(suceso.end_mark)
        self._tramos.append((inicio.line, inicio.column, fin.line, fin.column))
        prohibido = caracter_prohibido(valor)
        if prohibido and suceso.style == '"':
            self._decir(suceso, f"El texto esconde el carácter {prohibido}. Quítalo.", "escape")
        if valor == "<<" and not suceso.style:
            self._decir(suceso, "«<<» mezcla mapas y aquí no se usa. Escríbelo entero.", "alias")
        self._poner(Escalar(valor, self._lugar(inicio)))

    def _poner(self, nodo: Nodo) -> None:
        if self._pila:
            self._pila[-1][1].append(nodo)
        elif not (isinstance(nodo, Escalar) and not nodo.valor):
            self._raiz = nodo

    def _mapa(self, hijos: list[Nodo], lugar: Lugar) -> Mapa:
        pares: dict[str, Par] = {}
        for clave, valor in zip(hijos[::2], hijos[1::2], strict=True):
            if not isinstance(clave, Escalar):
                texto = "Aquí va un nombre, no una lista ni un mapa. ¿Falta poner comillas?"
                self._problemas.append(Problema(clave.lugar, texto, "clave"))
            elif clave.valor in pares:
                antes = pares[clave.valor].clave.lugar.linea
                texto = f"«{clave.valor}» ya está en la línea {antes}. Deja uno solo."
                self._problemas.append(Problema(clave.lugar, texto, "clave_repetida"))
            else:
                pares[clave.valor] = Par(clave, valor)
        return Mapa(pares, lugar)

    def _contar(self, error: yaml.YAMLError) -> None:
        problema = str(getattr(error, "problem", "") or "")
        marca = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        lugar = self._lugar(marca) if marca else Lugar(self._archivo, 1, 1)
        if any(p.lugar.linea == lugar.linea and p.regla == "tabulador" for p in self._problemas):
            return
        if "maximum nesting" in problema:
            texto = f"Tiene más de {HONDURA} niveles. Simplifícalo."
            self._problemas.append(Problema(lugar, texto, "archivo_hondo"))
            return
        texto = next((es for en, es in _SINTAXIS if en in problema), "No se entiende desde aquí.")
        self._problemas.append(Problema(lugar, texto, "yaml"))

    def _decir(self, suceso: yaml.Event, texto: str, regla: str) -> None:
        self._problemas.append(Problema(self._lugar(suceso.start_mark), texto, regla))

    def _lugar(self, posible: object) -> Lugar:
        marca = _marca(posible)
        return Lugar(self._archivo, marca.line + 1, marca.column + 1)


def _marca(posible: object) -> yaml.Mark:
    """La marca, que con ``CSafeLoader`` siempre está; los tipos de PyYAML lo dudan."""
    return cast(yaml.Mark, posible)


_SINTAXIS = (
    (
        "mapping values are not allowed",
        "Hay dos puntos («: ») de más. Si son parte del texto, ponlo entre comillas.",
    ),
    (
        "cannot start any token",
        "Un texto no puede empezar con este signo. Ponlo entre comillas.",
    ),
    ("end of stream", "Se abrió una comilla y no se cerró."),
    ("document indicator", "Se abrió una comilla y no se cerró."),
    ("expected key", "Los espacios del principio no cuadran con las líneas de arriba."),
    ("'-' indicator", "Los espacios del principio no cuadran con la lista de arriba."),
    (
        "could not find expected ':'",
        "Falta «: » después del nombre, o un « #» cortó la línea de antes.",
    ),
    ("expected ',' or", "Falta cerrar un corchete o una llave, o falta una coma."),
    ("expected node content", "Falta cerrar un corchete o una llave."),
    ("escape", "Dentro de comillas dobles, «\\» no va. Usa comillas simples."),
    ("another document", "Empieza otro documento («---»). Quítalo."),
    ("did not find expected <document start>", "Sobra algo después del final."),
)

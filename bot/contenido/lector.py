"""Pedir a un mapa sus claves y decir lo que falta, sobra o no es lo que debía.

Qué claves tiene cada archivo lo sabe quien pide, no este módulo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from bot.contenido.arbol import Escalar, Lista, Lugar, Mapa, Nodo, Problema, quisiste

_N = TypeVar("_N", Escalar, Lista, Mapa)
_UNIDADES = {"min": 60, "h": 3600, "d": 86400}


class Lector:
    """Pide a un mapa sus claves y anota lo que falta, sobra o no es lo que debía.

    ``que`` dice de quién son las claves («el paso «inicio»») en los mensajes.
    Al terminar, ``cerrar`` señala las claves que nadie pidió.
    """

    def __init__(self, mapa: Mapa, problemas: list[Problema], que: str = "este archivo") -> None:
        self.origen = mapa
        self.que = que
        self.problemas = problemas
        self._pedidas: list[str] = []

    def nodo(self, clave: str, obligatorio: bool = True) -> Nodo | None:
        """Lo que haya en la clave, sea lo que sea."""
        self._pedidas.append(clave)
        par = self.origen.pares.get(clave)
        if par is None and obligatorio:
            texto = f"Falta «{clave}» en {self.que}."
            self.problemas.append(Problema(self.origen.lugar, texto, "falta_clave"))
        return par.valor if par else None

    def texto(self, clave: str, obligatorio: bool = True) -> Escalar | None:
        return self._de_clase(clave, obligatorio, Escalar, "un texto")

    def mapa(self, clave: str, obligatorio: bool = True) -> Mapa | None:
        return self._de_clase(clave, obligatorio, Mapa, "un mapa (nombre: valor)")

    def lista(self, clave: str, obligatorio: bool = True) -> Lista | None:
        return self._de_clase(clave, obligatorio, Lista, "una lista")

    def lista_de_textos(self, clave: str, obligatorio: bool = False) -> tuple[Escalar, ...]:
        """Una lista de textos; un texto suelto vale por una lista de uno."""
        nodo = self.nodo(clave, obligatorio)
        if nodo is None:
            return ()
        items = nodo.items if isinstance(nodo, Lista) else (nodo,)
        textos: list[Escalar] = []
        for item in items:
            if isinstance(item, Escalar) and item.valor.strip():
                textos.append(item)
            else:
                self.decir(item.lugar, f"En «{clave}» van textos: [uno, otro].", "tipo")
        return tuple(textos)

    def booleano(self, clave: str, defecto: bool) -> bool:
        escalar = self.texto(clave, obligatorio=False)
        if escalar is None:
            return defecto
        if escalar.valor not in ("si", "sí", "no"):
            self.decir(escalar.lugar, f"«{clave}» es «si» o «no».", "opcion")
        return escalar.valor != "no"

    def entero(self, clave: str, defecto: int, minimo: int = 0, maximo: int = 10**9) -> int:
        return round(self._numero(clave, defecto, minimo, maximo, r"\d{1,9}", "un número entero"))

    def decimal(self, clave: str, defecto: float, minimo: float, maximo: float) -> float:
        forma = r"-?\d{1,9}(\.\d{1,12})?"
        return self._numero(clave, defecto, minimo, maximo, forma, "un número")

    def _numero(
        self, clave: str, defecto: float, minimo: float, maximo: float, forma: str, que: str
    ) -> float:
        escalar = self.texto(clave, obligatorio=False)
        if escalar is None:
            return defecto
        if re.fullmatch(forma, escalar.valor, re.ASCII) and (
            minimo <= float(escalar.valor) <= maximo
        ):
            return float(escalar.valor)
        self.decir(escalar.lugar, f"«{clave}» es {que}, de {minimo} a {maximo}.", "tipo")
        return defecto

    def elegido(self, clave: str, opciones: Sequence[str], defecto: str | None = None) -> str:
        """Una de las opciones; sin ``defecto``, la clave es obligatoria."""
        escalar = self.texto(clave, obligatorio=defecto is None)
        respaldo = opciones[0] if defecto is None else defecto
        if escalar is None:
            return respaldo
        if escalar.valor in opciones:
            return escalar.valor
        todas = f"{', '.join(opciones[:-1])} o {opciones[-1]}"
        texto = f"«{clave}» no puede ser «{escalar.valor}»: es {todas}."
        self.decir(escalar.lugar, texto + quisiste(escalar.valor, opciones), "opcion")
        return respaldo

    def duracion(self, clave: str, obligatorio: bool = True) -> timedelta | None:
        """Una duración como «20 min», «4 h» o «3 d»."""
        escalar = self.texto(clave, obligatorio)
        if escalar is None:
            return None
        duracion = leer_duracion(escalar.valor)
        if duracion is None:
            self.decir(escalar.lugar, f"«{clave}» es una duración: 20 min, 4 h o 3 d.", "tipo")
        return duracion

    def decir(self, lugar: Lugar, texto: str, regla: str, grave: bool = True) -> None:
        self.problemas.append(Problema(lugar, texto, regla, grave))

    def cerrar(self, conocidas: Iterable[str] = ()) -> None:
        """Señala las claves que nadie pidió; las ``conocidas`` solo sirven para sugerir."""
        parecidas = (*self._pedidas, *conocidas)
        for nombre, par in self.origen.pares.items():
            if nombre not in self._pedidas:
                texto = f"«{nombre}» no existe en {self.que}." + quisiste(nombre, parecidas)
                self.decir(par.clave.lugar, texto, "clave_desconocida")

    def _de_clase(self, clave: str, obligatorio: bool, clase: type[_N], que: str) -> _N | None:
        nodo = self.nodo(clave, obligatorio)
        if nodo is None:
            return None
        vacio = isinstance(nodo, Escalar) and not nodo.valor.strip()
        if isinstance(nodo, clase) and not vacio:
            return nodo
        if not vacio:
            self.decir(nodo.lugar, f"«{clave}» es {que}.", "tipo")
        elif obligatorio:
            self.decir(nodo.lugar, f"«{clave}» está vacío en {self.que}.", "falta_clave")
        return None


def abrir_lector(nodo: Nodo, problemas: list[Problema], que: str) -> Lector | None:
    """Un lector del nodo, o ``None`` (y su problema) si no es un mapa."""
    if isinstance(nodo, Mapa):
        return Lector(nodo, problemas, que)
    texto = f"En {que} van pares «nombre: valor»."
    problemas.append(Problema(nodo.lugar, texto, "tipo"))
    return None


def leer_duracion(texto: str) -> timedelta | None:
    hallado = re.fullmatch(r"(\d{1,5}) ?(min|h|d)", texto.strip(), re.ASCII)
    return timedelta(seconds=int(hallado[1]) * _UNIDADES[hallado[2]]) if hallado else None

"""Lo que Rumbo le pide a Telegram, contra la tabla de ``metodos.yaml``.

La tabla es pequeña y nuestra: un método o un campo que no esté en ella es un fallo, aunque
Telegram lo conozca, para que nada empiece a usarse sin que alguien lo escriba.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from bot.canales.base import medir
from tests.pares.cable import Pedido

_TABLA: Final = yaml.safe_load(Path(__file__).with_name("metodos.yaml").read_text("utf-8"))
_TIPOS: Final[Mapping[str, Any]] = _TABLA["tipos"]
_MEDIDO: Final = re.compile(r"(entero|texto|octetos|lista) de (\d+) a (\d+) ?(.*)")


def revisar(pedidos: Iterable[Pedido]) -> list[str]:
    """Lo que está mal en lo que pasó por el cable, cada cosa con su método y su campo."""
    return [
        falta
        for pedido in pedidos
        for falta in faltas(pedido.camino.rpartition("/")[2], pedido.campos)
    ]


def faltas(metodo: str, campos: Mapping[str, Any]) -> list[str]:
    """Lo que está mal en un pedido."""
    if metodo not in _TABLA["metodos"]:
        return [f"{metodo}: no está en la tabla"]
    forma = _TABLA["metodos"][metodo]
    abiertos = {campo: _abrir(forma, campo, valor) for campo, valor in campos.items()}
    return list(_mapa(metodo, forma, abiertos))


def _abrir(forma: Mapping[str, str], campo: str, valor: Any) -> Any:
    """En un formulario, lo que no es texto va en JSON dentro de una cadena."""
    tipo = forma.get(campo) or forma.get(f"{campo}!") or "texto"
    if not isinstance(valor, str) or tipo.startswith(("texto", "secreto")):
        return valor
    try:
        return json.loads(valor)
    except ValueError:
        return valor


def _mapa(donde: str, forma: Mapping[str, str], valor: Any) -> Iterator[str]:
    if not isinstance(valor, Mapping):
        yield f"{donde}: no es un objeto"
        return
    conocidos = {campo.removesuffix("!"): tipo for campo, tipo in forma.items()}
    yield from (f"{donde}: no conoce {campo}" for campo in valor if campo not in conocidos)
    obligatorios = [campo.removesuffix("!") for campo in forma if campo.endswith("!")]
    yield from (f"{donde}: le falta {campo}" for campo in obligatorios if campo not in valor)
    for campo, tipo in conocidos.items():
        if campo in valor:
            yield from _valor(f"{donde}.{campo}", tipo, valor[campo])


def _valor(donde: str, tipo: str, valor: Any) -> Iterator[str]:
    opciones = tipo.split(" o ")
    if len(opciones) > 1:
        if not any(list(_valor(donde, opcion, valor)) == [] for opcion in opciones):
            yield f"{donde}: no es {tipo}"
    elif medida := _MEDIDO.fullmatch(tipo):
        yield from _medido(donde, valor, *medida.groups())
    elif tipo in ("entero", "logico"):
        if type(valor) is not {"entero": int, "logico": bool}[tipo]:
            yield f"{donde}: no es {tipo}"
    elif isinstance(_TIPOS[tipo], str):
        if not isinstance(valor, str) or not re.fullmatch(_TIPOS[tipo], valor):
            yield f"{donde}: no es {tipo}"
    else:
        yield from _mapa(donde, _TIPOS[tipo], valor)


def _medido(donde: str, valor: Any, clase: str, menos: str, mas: str, de: str) -> Iterator[str]:
    if type(valor) is not {"entero": int, "lista": list}.get(clase, str):
        yield f"{donde}: no es {clase}"
        return
    medidas = {"entero": int, "lista": len, "texto": medir, "octetos": _octetos}
    mide = medidas[clase](valor)
    if not int(menos) <= mide <= int(mas):
        yield f"{donde}: {mide} no está de {menos} a {mas}"
    if clase == "lista":
        for uno in valor:
            yield from _valor(f"{donde}[]", de, uno)


def _octetos(texto: str) -> int:
    return len(texto.encode())

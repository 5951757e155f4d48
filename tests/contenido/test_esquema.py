"""Los esquemas de los editores describen lo que el lector acepta."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.charlas.archivo import ACCIONES, CANALES
from bot.contenido.esquema import esquema_de_charla, esquema_de_flujo
from tests.contenido.taller import MALOS, MINIMO, VERBOS

FLUJOS = [
    *VERBOS.glob("*.yaml"),
    *(MINIMO / "flujos").glob("[!_]*.yaml"),
    *(MINIMO / "flujos" / "comun").glob("*.yaml"),
    MINIMO / "flujos" / "_persona.yaml",
]
DE_FORMA = ("clave_desconocida", "falta_clave", "paso_con_dos_verbos", "paso_vacio", "menu_largo")


def cumple(valor: Any, esquema: dict[str, Any], raiz: dict[str, Any]) -> bool:
    """Lo justo de JSON Schema para lo que estos esquemas usan."""
    if "$ref" in esquema:
        return cumple(valor, raiz["$defs"][esquema["$ref"].rpartition("/")[2]], raiz)
    tipos = {"string": str, "number": (int, float), "boolean": bool, "array": list, "object": dict}
    tipos["integer"] = int
    pedidos = esquema.get("type", [])
    pedidos = [pedidos] if isinstance(pedidos, str) else pedidos
    if pedidos and not any(isinstance(valor, tipos[pedido]) for pedido in pedidos):  # type: ignore[arg-type]
        return False
    if "enum" in esquema and valor not in esquema["enum"]:
        return False
    if "const" in esquema and valor != esquema["const"]:
        return False
    if "oneOf" in esquema and sum(cumple(valor, una, raiz) for una in esquema["oneOf"]) != 1:
        return False
    if isinstance(valor, str) and not re.search(esquema.get("pattern", ""), valor):
        return False
    if isinstance(valor, list):
        return all(cumple(uno, esquema.get("items", {}), raiz) for uno in valor)
    if not isinstance(valor, dict):
        return True
    propias = esquema.get("properties", {})
    ajenas = esquema.get("additionalProperties", {})
    return (
        all(nombre in valor for nombre in esquema.get("required", []))
        and len(valor) <= esquema.get("maxProperties", 999)
        and all(
            cumple(dentro, propias.get(nombre, ajenas), raiz)
            if propias.get(nombre, ajenas) is not False
            else False
            for nombre, dentro in valor.items()
        )
    )


def abrir(ruta: Path) -> Any:
    return yaml.load(ruta.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("ruta", FLUJOS, ids=lambda ruta: ruta.stem)
def test_todo_flujo_bueno_cumple(ruta: Path) -> None:
    esquema = esquema_de_flujo()
    leido = abrir(ruta)
    for paso in leido["pasos"].values():
        if "mostrar" in paso and "maximo" in paso["mostrar"]:
            paso["mostrar"]["maximo"] = int(paso["mostrar"]["maximo"])
    assert cumple(leido, esquema, esquema)


@pytest.mark.parametrize("regla", DE_FORMA)
def test_lo_que_esta_mal_de_forma_no_cumple(regla: str) -> None:
    esquema = esquema_de_flujo()
    assert not cumple(abrir(MALOS / f"{regla}.yaml"), esquema, esquema)


def test_una_charla_buena_cumple_y_una_mala_no() -> None:
    esquema = esquema_de_charla()
    charla: dict[str, Any] = {
        "charla": "Saluda",
        "empieza": "2026-03-14 22:30",
        "turnos": [{"persona": "hola", "bot": ["Hola…"]}, {"pasan": "2 h"}],
    }
    assert cumple(charla, esquema, esquema)
    assert not cumple(charla | {"turnos": [{"persona": "a", "pulsa": "b"}]}, esquema, esquema)
    assert not cumple(charla | {"turnos": [{"pasan": "luego"}]}, esquema, esquema)
    assert not cumple(charla | {"otra": "x"}, esquema, esquema)


def test_la_charla_conoce_las_acciones_y_los_canales_de_su_lector() -> None:
    propiedades = esquema_de_charla()["properties"]
    dicho = {"bot", "caso", "aviso", "releva"}
    assert set(propiedades["turnos"]["items"]["properties"]) == {*ACCIONES, *dicho}
    assert tuple(sorted(propiedades["canal"]["enum"])) == tuple(sorted(CANALES))


def test_son_json() -> None:
    for esquema in (esquema_de_flujo(), esquema_de_charla()):
        assert json.loads(json.dumps(esquema)) == esquema

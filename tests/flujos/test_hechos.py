"""Cómo se dice lo que se sabe: un hecho de confianza media no se da por cierto."""

from __future__ import annotations

import re
from pathlib import Path

from bot.contenido.flujos import leer_flujos
from bot.contenido.nodo import Problema
from bot.contenido.obra import FlujoLeido
from bot.motor.pasos import Menu

RAIZ = Path(__file__).resolve().parents[2]

AVISA = re.compile(r"conf[ií]rm|no sé\b|no tengo confirmad", re.IGNORECASE)

SIN_AVISO = ("fraude",)
"""Un consejo que protege, como no pagar, no se confirma antes de seguirlo."""


def dice(leido: FlujoLeido, nombre: str) -> str:
    paso = leido.flujo.pasos[nombre]
    textos = [paso.decir, paso.accion.texto if isinstance(paso.accion, Menu) else None]
    return "\n".join(texto.es for texto in textos if texto is not None)


def test_un_hecho_medio_o_bajo_se_dice_con_su_duda() -> None:
    problemas: list[Problema] = []
    flujos = leer_flujos(RAIZ, problemas)
    assert problemas == []
    dudosos = [
        (leido, fuente)
        for leido in flujos.values()
        for fuente in leido.fuentes
        if fuente.confianza != "alta" and fuente.seccion and fuente.seccion.valor not in SIN_AVISO
    ]
    assert len(dudosos) > 30
    assert not [
        f"{leido.flujo.nombre}.{fuente.paso.valor}: {fuente.hecho}"
        for leido, fuente in dudosos
        if fuente.paso is None or not AVISA.search(dice(leido, fuente.paso.valor))
    ]

"""Lee ``_respuestas_equipo.yaml``: lo que el equipo manda ya escrito, en cada idioma.

Cuándo se puede mandar es de ``bot/proteccion``. Las frases del propio bot son otras:
``_frases.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.contenido.arbol import Escalar, Lugar, Problema
from bot.contenido.lector import abrir_lector
from bot.contenido.nodo import leer_archivo
from bot.motor.libro import ES_SEGURO, DeEquipo

ARCHIVO = "_respuestas_equipo.yaml"


@dataclass(frozen=True, slots=True)
class DeEquipoLeida:
    """Una respuesta hecha, con el lugar de cada texto."""

    respuesta: DeEquipo
    lugar: Lugar
    textos: Mapping[str, Escalar]


def leer_de_equipo(
    raiz: Path, idiomas: tuple[str, ...], problemas: list[Problema]
) -> dict[str, DeEquipoLeida]:
    """Las respuestas, en orden. Sin archivo, o sin la primera pregunta, es un error."""
    nodo = leer_archivo(raiz / "flujos" / ARCHIVO, raiz, problemas)
    lector = abrir_lector(nodo, problemas, ARCHIVO) if nodo else None
    mapa = lector.mapa("respuestas") if lector else None
    if lector is None or mapa is None:
        return {}
    lector.cerrar()
    leidas: dict[str, DeEquipoLeida] = {}
    for nombre, par in mapa.pares.items():
        suyo = abrir_lector(par.valor, problemas, f"la respuesta «{nombre}»")
        if suyo is None:
            continue
        titulo = suyo.texto("titulo")
        textos = {idioma: suyo.texto(idioma, obligatorio=idioma == "es") for idioma in idiomas}
        suyo.cerrar()
        escritos = {idioma: texto for idioma, texto in textos.items() if texto is not None}
        dichos = {idioma: texto.valor.strip() for idioma, texto in escritos.items()}
        respuesta = DeEquipo(nombre, titulo.valor.strip() if titulo else "", dichos)
        leidas[nombre] = DeEquipoLeida(respuesta, par.clave.lugar, escritos)
    if ES_SEGURO not in leidas:
        texto = f"Falta «{ES_SEGURO}»: es lo primero que se pregunta en todo contacto."
        problemas.append(Problema(mapa.lugar, texto, "falta_clave"))
    return leidas

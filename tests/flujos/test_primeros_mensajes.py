"""A dónde llega lo primero que escriben tres personas inventadas.

Los mensajes están en ``primeros_mensajes.yaml``; los pisos, aquí.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
import yaml

from bot.canales.telegram.lectura import SALUDOS
from bot.charlas.conversacion import Conversacion
from bot.comprension import comprender
from bot.modelo import Di, Turno
from tests.oficina import libro_de_la_oficina

RAIZ = Path(__file__).resolve().parents[2]
MENSAJES = Path(__file__).with_name("primeros_mensajes.yaml")
LUNES = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)

PISO_ENSEGUIDA = 40
PISO_EN_DOS = 51

Final = Literal["llega", "ofrece", "no llega"]


@dataclass(frozen=True, slots=True)
class Primero:
    """Un primer mensaje y lo que merece. ``elige``: basta con que se le ofrezca."""

    quien: str
    dice: str
    flujos: tuple[str, ...]
    elige: bool
    numeros: tuple[str, ...]


@cache
def primeros() -> tuple[Primero, ...]:
    return tuple(
        Primero(
            quien=crudo["quien"],
            dice=crudo["dice"],
            flujos=tuple(_en_lista(crudo.get("va_a") or crudo["elige"])),
            elige="elige" in crudo,
            numeros=tuple(map(str, crudo.get("numeros", ()))),
        )
        for crudo in yaml.safe_load(MENSAJES.read_text(encoding="utf-8"))
    )


def _en_lista(crudo: str | list[str]) -> list[str]:
    return [crudo] if isinstance(crudo, str) else crudo


def visitados(turno: Turno) -> list[str]:
    return list(dict.fromkeys(paso.split(".")[0] for paso in turno.camino))


def ofrecidos(primero: Primero, turno: Turno) -> dict[str, list[str]]:
    """Adónde lleva cada respuesta si el bot preguntó qué se quiso decir. El menú no cuenta."""
    if turno.camino:
        return {}
    destinos = {}
    for ofrecida in turno.estado.oferta:
        otra = Conversacion(libro_de_la_oficina(), "whatsapp", LUNES)
        otra.recibir(primero.dice)
        destinos[ofrecida.etiqueta] = visitados(otra.pulsar(ofrecida.etiqueta))
    return destinos


def donde_llega(primero: Primero) -> tuple[Final, str]:
    """Cómo acaba y, para quien lee los fallos, qué pasó en vez de llegar."""
    turno = Conversacion(libro_de_la_oficina(), "whatsapp", LUNES).recibir(primero.dice)
    dicho = "\n".join(e.burbuja.texto for e in turno.efectos if isinstance(e, Di))
    faltan = [n for n in primero.numeros if not re.search(rf"\b{n}\b", dicho)]
    ofrece = ofrecidos(primero, turno)
    pasado = str(ofrece or visitados(turno))
    if set(primero.flujos) & set(visitados(turno)):
        return ("no llega", f"{pasado} sin {', '.join(faltan)}") if faltan else ("llega", pasado)
    if any(set(primero.flujos) & set(destino) for destino in ofrece.values()):
        urgente_sin_nada = primero.numeros and not re.search(r"\b10[56]\b", dicho)
        return ("no llega", f"{pasado} sin números") if urgente_sin_nada else ("ofrece", pasado)
    return "no llega", pasado


def test_los_primeros_mensajes_llegan() -> None:
    finales = {primero: donde_llega(primero) for primero in primeros()}
    enseguida = sum(final == "llega" for final, _ in finales.values())
    en_dos = enseguida + sum(final == "ofrece" for final, _ in finales.values())
    fallos = "\n".join(
        f"{final} [{primero.quien}] «{primero.dice}»: {pasado}; quería {'/'.join(primero.flujos)}"
        for primero, (final, pasado) in finales.items()
        if final == "no llega" or (final == "ofrece" and not primero.elige)
    )
    resumen = f"{enseguida} enseguida y {en_dos} en dos mensajes, de {len(finales)}\n{fallos}"
    assert enseguida >= PISO_ENSEGUIDA and en_dos >= PISO_EN_DOS, resumen


def test_son_veinte_de_cada_persona_y_de_todos_los_temas() -> None:
    assert Counter(p.quien for p in primeros()) == {"madre": 20, "viajero": 20, "obrero": 20}
    con_tema = {f.nombre for f in libro_de_la_oficina().flujos.values() if f.temas} - {"otros"}
    assert con_tema <= {flujo for primero in primeros() for flujo in primero.flujos}


@pytest.mark.parametrize("primero", primeros(), ids=lambda p: p.dice[:30])
def test_nadie_los_copio_al_banco(primero: Primero) -> None:
    banco = RAIZ / "flujos" / "comprension"
    entra_con = (RAIZ / "flujos").glob("*.yaml")
    assert not [
        ruta.name
        for ruta in (*banco.rglob("*.yaml"), *entra_con)
        if primero.dice.casefold() in ruta.read_text(encoding="utf-8").casefold()
    ]


@pytest.mark.parametrize("idioma", sorted(SALUDOS))
def test_el_boton_iniciar_de_telegram_saluda_en_el_idioma_del_telefono(idioma: str) -> None:
    leido = comprender(SALUDOS[idioma], libro_de_la_oficina().saber)
    assert (leido.idioma, leido.temas[0].tema) == (idioma, "saludo")

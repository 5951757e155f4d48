"""Lo que dice un aviso: nivel, referencia, antigüedad y enlace. Nada más, nunca.

El grupo y el correo los ve una pantalla bloqueada. Todo lo que sale de aquí casa entero con
``FORMA`` o ``FORMA_DE_RESUMEN``; lo que no cabe en esa forma no se puede escribir.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.proteccion.codigos import leer_referencia

Situacion = Literal["sin_tomar", "tomado", "cerrado"]
Apuro = Literal["canario", "grupo_migrado", "grupo_extranos", "grupo_fuera", "prueba"]
"""Por qué se llama a quien administra: algo de la máquina, nunca de un caso."""

MARCAS: Final = {1: "🔴", 2: "🟠", 3: "🟡"}
TOMADO: Final = "🟢"
CERRADO: Final = "⚪"
_CASO: Final = r"[A-Z]{3}-\d{4,9}"
_ENLACE: Final = r"https?://[A-Za-z0-9.\-\[\]:]{1,255}/panel"
FORMA: Final = re.compile(
    rf"[🔴🟠🟡🟢⚪] {_CASO} · nivel [123] · \d{{1,4}} (?:min|h|d) · {_ENLACE}/casos/{_CASO}"
)
FORMA_DE_RESUMEN: Final = re.compile(
    rf"Casos sin tomar: \d{{1,6}}(?:\n[🔴🟠🟡] nivel [123]: \d{{1,6}}(?: {_CASO})+)+\n{_ENLACE}"
)
POR_RESUMEN: Final = 280
"""Referencias que caben, con holgura, en un mensaje de Telegram."""

APUROS: Final[dict[Apuro, str]] = {
    "canario": "Los avisos no están llegando: fallaron dos pruebas seguidas.",
    "grupo_migrado": (
        "El grupo del equipo cambió de número y ya no recibe avisos."
        " Pon el nuevo en TELEGRAM_GRUPO."
    ),
    "grupo_extranos": (
        "En el grupo del equipo hay alguien que no es del equipo. Los avisos van a cada persona"
        " hasta que salga."
    ),
    "grupo_fuera": "El bot ya no está en el grupo del equipo. Los avisos van a cada persona.",
    "prueba": "Es una prueba de los avisos. No hay que hacer nada.",
}


@dataclass(frozen=True, slots=True)
class Visto:
    """Lo único que un aviso sabe de un caso."""

    referencia: str
    nivel: int
    abierto: datetime
    situacion: Situacion = "sin_tomar"


def aviso(visto: Visto, raiz: str, ahora: datetime) -> str:
    """``🔴 TUM-0412 · nivel 1 · 0 min · https://…/panel/casos/TUM-0412``."""
    referencia = _referencia(visto.referencia)
    dicho = (
        f"{_marca(visto)} {referencia} · nivel {visto.nivel} · {edad(ahora - visto.abierto)}"
        f" · {raiz}/panel/casos/{referencia}"
    )
    return _exigir(FORMA, dicho)


def resumenes(vistos: Iterable[Visto], raiz: str) -> tuple[str, ...]:
    """Muchos casos en pocos mensajes, lo de nivel 1 primero: todas las referencias están."""
    orden = sorted(vistos, key=lambda visto: (visto.nivel, visto.abierto, visto.referencia))
    return tuple(
        _resumen(orden[n : n + POR_RESUMEN], raiz) for n in range(0, len(orden), POR_RESUMEN)
    )


def apuro(cual: Apuro, raiz: str) -> str:
    return f"Rumbo: {APUROS[cual]}\n{raiz}/panel/estado"


def asunto(visto: Visto) -> str:
    """El del correo: ni siquiera en él cabe otra cosa."""
    return f"{_referencia(visto.referencia)} · nivel {visto.nivel}"


def edad(tiempo: timedelta) -> str:
    """Minutos enteros; desde dos horas, horas; desde dos días, días. Nunca negativa."""
    minutos = max(0, int(tiempo.total_seconds() // 60))
    if minutos < 120:
        return f"{minutos} min"
    if minutos < 48 * 60:
        return f"{minutos // 60} h"
    return f"{min(minutos // (24 * 60), 9999)} d"


def _resumen(vistos: Sequence[Visto], raiz: str) -> str:
    cuantos = Counter(visto.nivel for visto in vistos)
    lineas = [f"Casos sin tomar: {len(vistos)}"]
    for nivel in sorted(cuantos):
        suyas = " ".join(_referencia(v.referencia) for v in vistos if v.nivel == nivel)
        lineas.append(f"{MARCAS[nivel]} nivel {nivel}: {cuantos[nivel]} {suyas}")
    return _exigir(FORMA_DE_RESUMEN, "\n".join([*lineas, f"{raiz}/panel"]))


def _marca(visto: Visto) -> str:
    match visto.situacion:
        case "sin_tomar":
            return MARCAS[visto.nivel]
        case "tomado":
            return TOMADO
        case "cerrado":
            return CERRADO


def _referencia(escrita: str) -> str:
    if leer_referencia(escrita) != escrita:
        raise ValueError("no es una referencia")
    return escrita


def _exigir(forma: re.Pattern[str], dicho: str) -> str:
    if not forma.fullmatch(dicho):
        raise ValueError("un aviso no dice nada más que nivel, referencia, antigüedad y enlace")
    return dicho

"""Los dos identificadores de un caso, que no tienen nada en común.

La **referencia** (``TUM-0412``) es del equipo: va en avisos y títulos, y no abre nada. El
**código** es de ella: parece un número de trámite, se le enseña una vez, se guarda solo su
HMAC, y con él pregunta cómo va o la atienden. El azar llega como argumento.
"""

from __future__ import annotations

import re
import unicodedata

ALFABETO = "0123456789ACFHJKMPRTWXY"
"""23 signos que no se confunden al leerlos ni al dictarlos, y que casi no forman palabras.

Son un número primo: así el signo de control delata cualquier errata y cualquier cambio de
orden.
"""

LARGO = 9
"""23 a la novena: más de 40 bits."""

BYTES = 8
"""Los que hacen falta de un generador seguro, para que ningún código salga más que otro."""

_MEDIO = (LARGO + 1) // 2
_SE_CONFUNDEN = str.maketrans("ODQILZSGBN", "000112568M")
_SEPARAN = re.compile(r"[\s\-‐‑‒–—_./]+")
_REFERENCIA = re.compile(r"([A-Z]{3})[\s\-‐‑‒–—_.]*(\d{1,9})", re.ASCII)


def hacer_codigo(azar: bytes) -> str:
    """Nueve signos que salen de ``azar`` (8 bytes) y uno de control: ``7K3F9-40M2C``."""
    if len(azar) != BYTES:
        raise ValueError(f"un código sale de {BYTES} bytes")
    numero = int.from_bytes(azar, "big")
    cuerpo = ""
    for _ in range(LARGO):
        numero, resto = divmod(numero, len(ALFABETO))
        cuerpo += ALFABETO[resto]
    return _partir(cuerpo + _control(cuerpo))


def leer_codigo(escrito: str) -> str | None:
    """El código que quiso escribir, en su única forma, o ``None`` si no lo es.

    Valen minúsculas, espacios, guiones, cifras de otros teclados y los signos que se
    confunden (la O por el 0). Un signo equivocado, o dos cambiados de sitio, no dan otro código.
    """
    llano = unicodedata.normalize("NFKD", escrito).upper()
    entero = "".join(_SEPARAN.split("".join(c for c in llano if _se_ve(c))))
    entero = entero.translate(_SE_CONFUNDEN)
    if len(entero) != LARGO + 1 or not set(entero) <= set(ALFABETO):
        return None
    return _partir(entero) if entero[-1] == _control(entero[:-1]) else None


def hacer_referencia(sede: str, numero: int) -> str:
    """La referencia del caso número ``numero`` de una sede de tres letras: ``TUM-0412``."""
    if not re.fullmatch(r"[A-Z]{3}", sede, re.ASCII) or numero < 1:
        raise ValueError("una referencia es de una sede de tres letras y un número desde 1")
    return f"{sede}-{numero:04d}"


def leer_referencia(escrito: str) -> str | None:
    """La referencia en su única forma («tum 412» es ``TUM-0412``), o ``None``."""
    hallada = _REFERENCIA.fullmatch(escrito.strip().upper())
    if hallada is None or int(hallada[2]) < 1:
        return None
    return hacer_referencia(hallada[1], int(hallada[2]))


def _control(cuerpo: str) -> str:
    suma = sum((i + 2) * ALFABETO.index(signo) for i, signo in enumerate(cuerpo))
    return ALFABETO[suma % len(ALFABETO)]


def _partir(entero: str) -> str:
    return f"{entero[:_MEDIO]}-{entero[_MEDIO:]}"


def _se_ve(signo: str) -> bool:
    """Quita tildes, marcas de dirección y signos que no ocupan lugar."""
    return unicodedata.category(signo) not in ("Mn", "Cf", "Cc", "Cs") or signo.isspace()

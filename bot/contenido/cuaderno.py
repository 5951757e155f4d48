"""Guarda lo aprendido del banco para no aprenderlo en cada arranque.

No lleva datos de nadie: sale entero de los archivos de la oficina y se puede
borrar cuando se quiera. Si está roto, es de otro banco o no se puede escribir,
se aprende de nuevo. Cómo se aprende está en ``bot/comprension/lineal.py``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bot.comprension.lineal import Lineal, a_bytes, de_bytes

ARCHIVO = "aprendido.bin"


class Cuaderno:
    """Lo aprendido, en una carpeta."""

    def __init__(self, carpeta: Path) -> None:
        self._ruta = carpeta / ARCHIVO

    def recordar(self, aprender: Callable[[], Lineal], clave: bytes) -> Lineal:
        """Lo guardado, si se aprendió de eso mismo; si no, lo aprende y lo guarda."""
        guardado = self._leer(clave)
        if guardado is not None:
            return guardado
        lineal = aprender()
        self._escribir(a_bytes(lineal, clave))
        return lineal

    def _leer(self, clave: bytes) -> Lineal | None:
        try:
            return de_bytes(self._ruta.read_bytes(), clave)
        except OSError:
            return None

    def _escribir(self, crudo: bytes) -> None:
        """De una vez: quien lea a la vez ve lo de antes o lo nuevo, nunca la mitad."""
        nuevo = self._ruta.with_name(f"{ARCHIVO}.{os.getpid()}")
        try:
            nuevo.touch(0o600)
            nuevo.write_bytes(crudo)
            nuevo.replace(self._ruta)
        except OSError:
            nuevo.unlink(missing_ok=True)

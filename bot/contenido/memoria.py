"""El libro ya leído, guardado para no leerlo ni aprenderlo en cada arranque.

Es una memoria: sale entera de los archivos de la oficina, no lleva datos de nadie
y se puede borrar. Va sellada con una llave de la instalación, porque abrir un
archivo ajeno de esta clase sería ejecutar lo que traiga. Si el sello, el contenido
o el programa no son los mismos, se lee todo otra vez. Leer y comprobar es de ``libro.py``.
"""

from __future__ import annotations

import ctypes
import hashlib
import hmac
import os
import pickle
import sys
from functools import cache
from pathlib import Path

from bot.contenido.arbol import Problema
from bot.contenido.libro import huella, leer_libro
from bot.motor.libro import Libro

GUARDADOS = 3
_SELLO = hashlib.sha256().digest_size
_PROGRAMA = Path(__file__).resolve().parents[1]
_LEEN = (
    "comprension",
    "contenido",
    "directorio",
    "guardia",
    "modelo",
    "motor",
    "proteccion",
)
"""De aquí sale un libro: que cambie otro cuarto no obliga a leerlo otra vez."""


class Memoria:
    """Los últimos libros buenos, en una carpeta que solo puede escribir la instalación."""

    def __init__(self, carpeta: Path, llave: bytes) -> None:
        self._carpeta = carpeta
        self._llave = llave

    def leer(self, raiz: Path) -> tuple[Libro | None, list[Problema]]:
        """Lo mismo que ``leer_libro``, de memoria si se puede."""
        clave = f"{huella(raiz)}-{_programa()}"
        ruta = self._carpeta / f"libro-{clave}.bin"
        recordado = self._recordar(ruta, clave)
        if recordado is not None:
            return recordado
        libro, problemas = leer_libro(raiz)
        if libro is not None:
            libro.saber.estudiar()
            self._guardar(ruta, clave, (libro, problemas))
            _devolver_memoria()
        return libro, problemas

    def _sellar(self, clave: str, crudo: bytes) -> bytes:
        return hmac.digest(self._llave, clave.encode() + crudo, "sha256")

    def _recordar(self, ruta: Path, clave: str) -> tuple[Libro, list[Problema]] | None:
        try:
            crudo = ruta.read_bytes()
        except OSError:
            return None
        sello, cuerpo = crudo[:_SELLO], crudo[_SELLO:]
        if not hmac.compare_digest(sello, self._sellar(clave, cuerpo)):
            return None
        recordado: tuple[Libro, list[Problema]] = pickle.loads(cuerpo)  # noqa: S301 - sellado
        return recordado

    def _guardar(self, ruta: Path, clave: str, que: tuple[Libro, list[Problema]]) -> None:
        """De una vez: quien lea a la vez ve lo de antes o lo nuevo, nunca la mitad."""
        cuerpo = pickle.dumps(que, protocol=pickle.HIGHEST_PROTOCOL)
        nuevo = ruta.with_name(f".{ruta.name}.{os.getpid()}")
        try:
            nuevo.touch(0o600)
            nuevo.write_bytes(self._sellar(clave, cuerpo) + cuerpo)
            nuevo.replace(ruta)
            self._olvidar_viejos()
        except OSError:
            nuevo.unlink(missing_ok=True)

    def _olvidar_viejos(self) -> None:
        guardados = sorted(
            self._carpeta.glob("libro-*.bin"), key=lambda ruta: ruta.stat().st_mtime, reverse=True
        )
        for viejo in guardados[GUARDADOS:]:
            viejo.unlink(missing_ok=True)


def _devolver_memoria() -> None:
    """Aprender ocupa un momento el doble: lo que sobró vuelve al sistema, donde se sabe pedir."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)


@cache
def _programa() -> str:
    """Un resumen de lo que lee: lo que guardó otro programa no sirve."""
    suma = hashlib.sha256(sys.version.encode())
    for cuarto in _LEEN:
        for ruta in sorted((_PROGRAMA / cuarto).rglob("*.py")):
            suma.update(ruta.read_bytes())
    return suma.hexdigest()[:12]

"""Tiene a mano el último libro bueno y lo cambia cuando la oficina edita.

Una edición con errores no llega a nadie: sigue el libro anterior. Cada cuánto se
mira lo decide quien llama.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.contenido.arbol import Problema
from bot.contenido.libro import archivos, leer_libro
from bot.motor.libro import Libro

Lectura = Callable[[Path], tuple[Libro | None, list[Problema]]]


class ContenidoMalo(Exception):
    """No hay ningún libro bueno con que empezar. ``problemas`` los dice todos."""

    def __init__(self, problemas: list[Problema]) -> None:
        super().__init__("\n".join(map(str, problemas)))
        self.problemas = problemas


class Estante:
    """El libro en uso. ``problemas`` son los de la última lectura, haya servido o no.

    ``leer`` lee el libro de una carpeta; quien quiera, de memoria.
    Levanta ``ContenidoMalo`` si lo primero que lee tiene errores.
    """

    def __init__(self, raiz: Path, leer: Lectura = leer_libro) -> None:
        self._raiz = raiz
        self._leer = leer
        self._marcas = self._mirar()
        libro, self.problemas = leer(raiz)
        if libro is None:
            raise ContenidoMalo(self.problemas)
        self.libro: Libro = libro

    def refrescar(self) -> bool:
        """Lee de nuevo si algún archivo cambió. Verdadero si hay un libro nuevo."""
        marcas = self._mirar()
        if marcas == self._marcas:
            return False
        self._marcas = marcas
        libro, self.problemas = self._leer(self._raiz)
        if libro is None or libro.version == self.libro.version:
            return False
        self.libro = libro
        return True

    def _mirar(self) -> tuple[tuple[str, int, int, int], ...]:
        """Qué archivos hay, con su fecha, su tamaño y su número en el disco."""
        marcas: list[tuple[str, int, int, int]] = []
        for ruta in archivos(self._raiz):
            try:
                dato = ruta.stat()
            except OSError:
                continue
            marcas.append((str(ruta), dato.st_mtime_ns, dato.st_size, dato.st_ino))
        return tuple(marcas)

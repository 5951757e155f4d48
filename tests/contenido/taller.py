"""La carpeta mínima, y cómo ponerle encima un archivo para ver qué dicen las reglas."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.contenido.libro import leer_libro
from bot.motor.libro import Libro

AQUI = Path(__file__).parent
MINIMO = AQUI / "minimo"
MALOS = AQUI / "malos"
VERBOS = AQUI / "verbos"

ESPERADO = re.compile(rb"^(?:\xef\xbb\xbf)?#! (.*?)\r?$", re.MULTILINE)


def copiar(destino: Path) -> Path:
    """El contenido mínimo, en una carpeta que se puede tocar."""
    return shutil.copytree(MINIMO, destino / "contenido")


def con_flujo(raiz: Path, nombre: str, texto: str) -> Path:
    (raiz / "flujos" / f"{nombre}.yaml").write_text(texto, encoding="utf-8")
    return raiz


def decir(raiz: Path) -> list[str]:
    """Los problemas de esa carpeta, como los lee la oficina."""
    return [str(problema) for problema in leer_libro(raiz)[1]]


def libro(raiz: Path = MINIMO) -> Libro:
    leido, problemas = leer_libro(raiz)
    assert leido is not None, "\n".join(map(str, problemas))
    return leido


def encima(raiz: Path, malo: Path) -> Path:
    """Pone un archivo malo (``flujos/malo.yaml``) o una carpeta encima de la mínima."""
    if malo.is_dir():
        shutil.copytree(malo, raiz, dirs_exist_ok=True)
    else:
        shutil.copy(malo, raiz / "flujos" / "malo.yaml")
    return raiz


def esperados(malo: Path) -> Iterator[str]:
    """Lo que el ejemplo dice, en sus líneas ``#!``, que hay que decir."""
    archivos = [ruta for ruta in sorted(malo.rglob("*")) if ruta.is_file()] or [malo]
    for ruta in archivos:
        for linea in ESPERADO.findall(ruta.read_bytes()):
            yield linea.decode("utf-8")

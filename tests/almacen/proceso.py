"""Otro proceso, de verdad: para matarlo, o para que estorbe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.almacen.llaves import crear_llaves
from bot.almacen.sql import abrir
from bot.modelo import Escribe, Estado, Evento, Turno
from bot.motor.libro import Libro
from tests.almacen.taller import avanzar_de_prueba, entrante, puerta

RAIZ = Path(__file__).parent.parent.parent


def lanzar(url: str, carpeta: Path, orden: str) -> subprocess.Popen[bytes]:
    """Un proceso con la misma base y las mismas llaves, que hace ``orden``."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.almacen.proceso", url, str(carpeta), orden],
        cwd=RAIZ,
        stdout=subprocess.PIPE,
    )


def _contar(dicho: str) -> None:
    sys.stdout.write(f"{dicho}\n")
    sys.stdout.flush()


def _morir(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _avanzar_o_morir(
    libro: Libro, estado: Estado, evento: Evento, ahora: datetime, *_: Any
) -> Turno:
    if isinstance(evento, Escribe) and evento.texto == "muere":
        _morir()
    return avanzar_de_prueba(libro, estado, evento, ahora)


def correr(url: str, carpeta: Path, orden: str) -> None:
    almacen = abrir(url, crear_llaves(carpeta / "secretos"))
    una = puerta(almacen, avanzar=_avanzar_o_morir)
    match orden:
        case "estrenar":
            _contar("abierta")
        case "seguir":
            for n in range(1_000_000):
                una.atender(entrante("cuenta", f"p{n % 7}", id=f"m{n}")).result()
                _contar(str(n))
        case "morir en medio":
            una.atender(entrante("cuenta", id="m0")).result()
            una.atender(entrante("muere", id="m1")).result()
        case "morir tras guardar":
            una.atender(entrante("cuenta", id="m0")).add_done_callback(_morir)
    una.cerrar()


if __name__ == "__main__":
    correr(sys.argv[1], Path(sys.argv[2]), sys.argv[3])

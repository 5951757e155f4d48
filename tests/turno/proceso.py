"""Otro proceso que recibe una alarma y muere: antes de guardarla, o justo después."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

from bot.almacen.llaves import crear_llaves
from bot.almacen.sql import abrir
from bot.canales.base import Entrante
from bot.modelo import Escribe, Turno
from tests.almacen.taller import AHORA
from tests.turno.taller import abrir_puerta, avanzar

RAIZ = Path(__file__).parent.parent.parent
ALARMA = Entrante("web", "ana", "m0", "avisa", AHORA)


def lanzar(url: str, carpeta: Path, orden: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.turno.proceso", url, str(carpeta), orden], cwd=RAIZ
    )


def _morir(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _avanzar_o_morir(*todo: Any) -> Turno:
    if isinstance(todo[2], Escribe) and todo[2].texto == "muere":
        _morir()
    return avanzar(*todo)


def correr(url: str, carpeta: Path, orden: str) -> None:
    almacen, listo = abrir(url, crear_llaves(carpeta / "secretos")), Event()
    una = abrir_puerta(almacen, motor=_avanzar_o_morir)
    if orden == "tras guardar":
        una.atender(ALARMA).add_done_callback(_morir)
    else:
        # En un solo lote: el caso y su alerta ya están escritos, y nada guardado.
        almacen.hacer(lambda _: listo.wait())
        una.atender(ALARMA)
        una.atender(Entrante("web", "zoe", "m1", "muere", AHORA))
        listo.set()
    una.cerrar()


if __name__ == "__main__":
    correr(sys.argv[1], Path(sys.argv[2]), sys.argv[3])

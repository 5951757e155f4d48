"""Rumbo en su propio proceso, como lo arranca ``bot servir``."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, ClassVar

from tests.oficina import INSTALACION, RAIZ, libro_de_la_oficina

ESPERA = 20
"""Tope para que una prueba rota no se quede esperando; nada se mide con él."""


class Proceso:
    """El servidor de verdad, con una base nueva en ``carpeta``."""

    orden: ClassVar[Sequence[str]] = ("bot", "servir")

    def __init__(self, carpeta: Path, **ajustes: str) -> None:
        datos = carpeta / "datos"
        if not datos.exists():
            # Ya leyó el libro: aprenderlo en cada arranque no prueba nada.
            libro_de_la_oficina()
            shutil.copytree(INSTALACION, datos)
        entorno = {n: v for n, v in os.environ.items() if n not in ("BASE_DE_DATOS", "URL_PUBLICA")}
        entorno |= {
            "PYTHONPATH": os.pathsep.join([str(RAIZ), *filter(None, [entorno.get("PYTHONPATH")])]),
            "PYTHONUNBUFFERED": "1",
            "DATOS": str(datos),
            "CONTENIDO": str(RAIZ),
            "PUERTO": "0",
            **ajustes,
        }
        self.registro = carpeta / "registro.txt"
        with self.registro.open("w") as errores:
            self.proceso = subprocess.Popen(
                [sys.executable, "-m", *self.orden],
                cwd=carpeta,
                env=entorno,
                stdout=subprocess.PIPE,
                stderr=errores,
                text=True,
                start_new_session=True,
            )
        self.url = ""

    @property
    def _salida(self) -> IO[str]:
        assert self.proceso.stdout is not None
        return self.proceso.stdout

    def __enter__(self) -> Proceso:
        linea = self._salida.readline()
        hallada = re.search(r"http://127\.0\.0\.1:\d+", linea)
        assert hallada, f"no arrancó: {linea}{self.registro.read_text()}"
        self.url = hallada[0]
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, t: TracebackType | None
    ) -> None:
        if self.proceso.poll() is None:
            self.proceso.kill()
            self.proceso.wait(ESPERA)
        self._salida.close()

    def interrumpir(self) -> int:
        """Ctrl-C, y con qué terminó."""
        self.proceso.send_signal(signal.SIGINT)
        return self.proceso.wait(ESPERA)

    def quedan(self) -> bool:
        """¿Queda algún proceso de los que abrió?"""
        try:
            os.killpg(self.proceso.pid, 0)
        except ProcessLookupError:
            return False
        return True

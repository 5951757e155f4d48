"""Los pares: programas ajenos, de Node, en puertos libres de esta máquina.

Aquí se arrancan y se paran. Qué le falta a cada uno está en ``telegram.cjs`` y ``aqui.cjs``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO, Final

import pytest

AQUI: Final = Path(__file__).parent
MODULOS: Final = AQUI / "node_modules"
TELEGRAM: Final = ("telegram.cjs",)
EMULATE: Final = (str(MODULOS / "emulate/dist/index.js"), "start", "--service", "twilio")
PRISM: Final = (str(MODULOS / "@stoplight/prism-cli/dist/index.js"), "proxy", "--errors")
ESQUEMA: Final = MODULOS / "twilio_api_v2010.json"
"""La descripción que Twilio publica de su API."""


class Par:
    """Un servidor de Node en marcha. Se va con quien lo abrió, aunque muera."""

    def __init__(self, *orden: str, entorno: Mapping[str, str] | None = None) -> None:
        nodo = shutil.which("node")
        if nodo is None or not ESQUEMA.exists():
            pytest.fail("Faltan los pares: instala Node y corre «make pares».")
        self._proceso = subprocess.Popen(
            [nodo, "--no-warnings", "-r", "./aqui.cjs", *orden],
            cwd=AQUI,
            env={"PATH": str(Path(nodo).parent), "NO_COLOR": "1", **(entorno or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.dicho: list[str] = []
        puerto = self._esperar_puerto()
        # Si nadie lee lo que dice, al llenarse el tubo se quedaría parado.
        self._lector = Thread(target=self._leer)
        self._lector.start()
        if not puerto:
            self.parar()
            pytest.fail("El par no arrancó:\n" + "".join(self.dicho))
        self.url = f"http://127.0.0.1:{puerto}"

    @property
    def _salida(self) -> IO[str]:
        assert self._proceso.stdout is not None
        return self._proceso.stdout

    def _esperar_puerto(self) -> str:
        for linea in self._salida:
            if hallado := re.fullmatch(r"LISTO (\d+)\n", linea):
                return hallado[1]
            self.dicho.append(linea)
        return ""

    def _leer(self) -> None:
        self.dicho += self._salida

    def __enter__(self) -> Par:
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, t: TracebackType | None
    ) -> None:
        self.parar()

    def parar(self) -> None:
        assert self._proceso.stdin is not None
        self._proceso.stdin.close()
        self._proceso.wait()
        self._lector.join()
        self._salida.close()

"""Lo que el banco tiene que saber de Rumbo. Lo lee el Python del banco, no el de Rumbo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

RAIZ = Path(__file__).resolve().parents[2]
PYTHON = RAIZ / ".venv" / "bin" / "python"


def poner(objetivos: dict[str, dict[str, Any]], telegram: Callable[[str], Any]) -> None:
    """Añade ``rumbo`` a los objetivos del banco."""
    objetivos["rumbo"] = {
        "port": 8105,
        "fmt": telegram("/canales/telegram"),
        "reply": "callback",
        "cmd": [str(PYTHON), "-m", "tests.banco.lanzador"],
        "cwd": RAIZ,
        # Sin memoria de otro arranque, aprende de nuevo todas las frases.
        "start_s": 240,
        "note": "Rumbo: Telegram por webhook, SQLite FULL, cifrado, todo el banco de frases",
    }

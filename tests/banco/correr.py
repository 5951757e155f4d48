"""Corre el banco que se le dé, con Rumbo dentro, y da sus tablas.

    python -m tests.banco.correr CARPETA [OBJETIVO…] [--de-prueba]

La carpeta es la del banco, que no está en el proyecto: se copia a un sitio temporal, se
le añade ``rumbo`` y se corre ahí. Sus entornos (``setup.sh`` los prepara una vez) se
buscan donde diga ENTORNOS. Solo valen las proporciones dentro de una misma corrida.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.banco.conversacion import RAIZ

VARA = "ref_asgi_group_call"
"""Lo menos que puede costar el mismo turno, con la misma durabilidad y la misma llamada."""

DE_SIEMPRE = (VARA, "fastapi_sqlite3", "aiogram_redis_always", "ptb_durable", "rumbo")
MINIMO = 0.25
MEMORIA = 220
LO_ULTIMO = 4000
"""Letras del registro del último proceso que se enseñan si algo salió mal."""
DE_PRUEBA = ("--users", "200", "--repeat", "1")
PONER = "\nfrom tests.banco.objetivo import poner\nponer(TARGETS, tg)\n"


class BancoMalo(Exception):
    """No se puede correr; dice qué falta."""


def preparar(banco: Path, donde: Path) -> Path:
    """Una copia del banco, con Rumbo entre sus objetivos."""
    if not (banco / "bench.py").is_file() or not (banco / "targets.py").is_file():
        raise BancoMalo(f"{banco} no es la carpeta del banco: faltan bench.py y targets.py.")
    copia = shutil.copytree(banco, donde / "banco")
    for ruta in (copia, *copia.rglob("*")):
        ruta.chmod(ruta.stat().st_mode | 0o200)
    objetivos = copia / "targets.py"
    objetivos.write_text(objetivos.read_text(encoding="utf-8") + PONER, encoding="utf-8")
    return copia


def medir(copia: Path, entornos: Path, objetivos: Sequence[str], opciones: Sequence[str]) -> int:
    """Corre los objetivos uno tras otro. Lo que dice es lo del banco, tal cual."""
    python = entornos / "venvs" / "main" / "bin" / "python"
    if not python.exists():
        raise BancoMalo(
            f"No están los entornos del banco en {entornos}. Prepáralos una vez:"
            f" BANCO={entornos} PY=python3.12 {copia.name}/setup.sh, desde una copia suya."
        )
    # Para el banco, BANCO es la carpeta de sus entornos.
    entorno = {**os.environ, "BANCO": str(entornos), "PYTHONPATH": str(RAIZ)}
    orden = [str(python), "bench.py", "run", *objetivos, "--latency", *opciones]
    return subprocess.run(orden, cwd=copia, env=entorno, check=False).returncode


def leer(copia: Path) -> dict[str, dict[str, Any]]:
    """Lo medido, por objetivo; de dos corridas del mismo, la última."""
    archivo = copia / "results" / "e2e.jsonl"
    renglones = archivo.read_text(encoding="utf-8").splitlines() if archivo.exists() else []
    filas = [json.loads(renglon) for renglon in renglones]
    return {fila["target"]: fila for fila in filas}


def tabla(filas: Mapping[str, Mapping[str, Any]]) -> str:
    """Lo medido y su proporción con la vara, para ``docs/rendimiento.md``."""
    vara = filas[VARA]["turns_s"] if VARA in filas else None
    renglones = [
        "| objetivo | personas | turnos/s | veces la vara | p50 ms | p99 ms"
        " | una conexión p50 / p99 ms | µs de CPU por turno | MB | arranque s | mal |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for nombre, fila in filas.items():
        sola = fila.get("c1", {})
        veces = f"{fila['turns_s'] / vara:.2f}" if vara else "–"
        celdas = (
            nombre,
            fila["users"],
            f"{fila['turns_s']:.0f}",
            veces,
            fila["p50_ms"],
            fila["p99_ms"],
            f"{sola['p50_ms']} / {sola['p99_ms']}" if sola else "–",
            round(fila["cpu_us_turn"]),
            round(fila["rss_mb"]),
            fila["start_s"],
            fila["bad"] or sola.get("bad") or 0,
        )
        renglones.append("| " + " | ".join(map(str, celdas)) + " |")
    return "\n".join(renglones)


def juzgar(filas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Lo que Rumbo no cumple en esta corrida."""
    if "rumbo" not in filas:
        return []
    rumbo, faltas = filas["rumbo"], []
    if VARA in filas and rumbo["turns_s"] < MINIMO * filas[VARA]["turns_s"]:
        faltas.append(f"Rumbo entrega menos de {MINIMO} veces {VARA}.")
    if rumbo["rss_mb"] > MEMORIA:
        faltas.append(f"Rumbo pasa de {MEMORIA} MB.")
    return faltas


def main(argumentos: Sequence[str] | None = None) -> int:
    lector = argparse.ArgumentParser(prog="make banco")
    lector.add_argument("banco", help="la carpeta del banco")
    lector.add_argument("objetivos", nargs="*", help=f"los de siempre: {' '.join(DE_SIEMPRE)}")
    lector.add_argument("--de-prueba", action="store_true", help="pocas personas y una pasada")
    lector.add_argument("--tope", default="120", help="lo que puede durar una pasada, en segundos")
    lector.add_argument(
        "--entornos",
        type=Path,
        default=Path(os.environ.get("ENTORNOS") or Path.home() / ".cache" / "banco"),
    )
    dicho = lector.parse_args(argumentos)
    opciones = ("--cap", dicho.tope, *(DE_PRUEBA if dicho.de_prueba else ()))
    with tempfile.TemporaryDirectory(prefix="banco-") as donde:
        try:
            copia = preparar(Path(dicho.banco).expanduser(), Path(donde))
            estado = medir(copia, dicho.entornos, dicho.objetivos or DE_SIEMPRE, opciones)
        except BancoMalo as error:
            lector.error(str(error))
        filas = leer(copia)
        if estado:
            registro = copia / "results" / "server.log"
            sys.stderr.write(
                registro.read_text(errors="replace")[-4000:] if registro.exists() else ""
            )
    faltas = juzgar(filas)
    sys.stdout.write("\n".join(["", tabla(filas), *faltas, ""]))
    return estado or bool(faltas)


if __name__ == "__main__":
    sys.exit(main())

"""Los secretos del almacén: dónde viven, cómo nacen y cuáles no se aceptan.

Aquí no se cifra nada; eso es ``cifrado.py``. Un secreto no sale de aquí en un
texto, un registro ni un ``repr``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

LARGO = 32
ARCHIVO = "llaves"
_CABECERA = (
    "# Secretos de Rumbo. Sin este archivo no se puede leer la base; con él, sí.\n"
    "# La primera línea «estado» es la que cifra; las demás solo leen.\n"
)


class LlavesDebiles(ValueError):
    """Los secretos no sirven; ``motivos`` dice todo lo que está mal."""

    def __init__(self, motivos: Sequence[str]) -> None:
        super().__init__("\n".join(motivos))
        self.motivos = tuple(motivos)


def id_de_llave(llave: bytes) -> str:
    """El nombre público de una llave: 8 letras que no dicen nada de ella."""
    return hashlib.sha256(b"id de llave\x00" + llave).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Llaves:
    """``pimienta`` sazona las huellas; ``estado`` cifra (la primera) y lee (todas)."""

    pimienta: bytes = field(repr=False)
    estado: tuple[bytes, ...] = field(repr=False)


def armar_llaves(pimienta: str, estado: Sequence[str]) -> Llaves:
    """Las llaves a partir de sus textos (base64). Levanta ``LlavesDebiles``."""
    motivos: list[str] = []
    sal = _leer_secreto("pimienta", pimienta, motivos)
    nombres = ["estado"] if len(estado) == 1 else [f"estado {n + 1}" for n in range(len(estado))]
    llaves = [_leer_secreto(n, t, motivos) for n, t in zip(nombres, estado, strict=True)]
    if not estado:
        motivos.append("estado: falta. Hace falta al menos una llave para cifrar.")
    todas = [s for s in (sal, *llaves) if s]
    if len(set(todas)) < len(todas):
        motivos.append("Hay secretos repetidos. Cada uno debe ser distinto de los demás.")
    if motivos:
        raise LlavesDebiles(motivos)
    return Llaves(sal, tuple(llaves))


def crear_llaves(carpeta: Path) -> Llaves:
    """Las llaves de ``carpeta``; si no las hay, las inventa una sola vez."""
    carpeta.mkdir(mode=0o700, parents=True, exist_ok=True)
    archivo = carpeta / ARCHIVO
    if not archivo.exists():
        # Se escribe aparte y se enlaza: ni a medias ni dos veces.
        borrador = carpeta / f".{ARCHIVO}.{secrets.token_hex(8)}"
        texto = _CABECERA + "".join(
            f"{nombre} {secrets.token_urlsafe(LARGO)}\n" for nombre in ("pimienta", "estado")
        )
        with os.fdopen(os.open(borrador, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as f:
            f.write(texto)
            f.flush()
            os.fsync(f.fileno())
        try:
            os.link(borrador, archivo)
        except FileExistsError:
            pass
        finally:
            borrador.unlink()
    return leer_llaves(carpeta)


def leer_llaves(carpeta: Path) -> Llaves:
    """Las llaves guardadas en ``carpeta``. Levanta ``LlavesDebiles``."""
    archivo = carpeta / ARCHIVO
    if not archivo.is_file():
        raise LlavesDebiles([f"{archivo}: no existe."])
    if archivo.stat().st_mode & 0o077:
        raise LlavesDebiles(
            [f"{archivo}: otras cuentas lo pueden leer. Corrígelo con «chmod 600 {archivo}»."]
        )
    lineas = archivo.read_text(encoding="ascii", errors="replace").splitlines()
    pares = [linea.split(maxsplit=1) for linea in lineas if linea and not linea.startswith("#")]
    raras = [par[0] for par in pares if len(par) != 2 or par[0] not in ("pimienta", "estado")]
    pimientas = [par[1] for par in pares if par[0] == "pimienta" and len(par) == 2]
    if raras or len(pimientas) != 1:
        raise LlavesDebiles(
            [f"{archivo}: debe tener una línea «pimienta» y una o más «estado», y nada más."]
        )
    return armar_llaves(
        pimientas[0], [par[1] for par in pares if par[0] == "estado" and len(par) == 2]
    )


def _leer_secreto(nombre: str, texto: str, motivos: list[str]) -> bytes:
    """El secreto en bytes; lo que tenga de malo se suma a ``motivos``."""
    limpio = texto.strip()
    if not limpio:
        motivos.append(f"{nombre}: está vacío.")
        return b""
    try:
        secreto = base64.b64decode(
            limpio.replace("-", "+").replace("_", "/") + "=" * (-len(limpio) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        motivos.append(f"{nombre}: no es base64. Créalo con «openssl rand -base64 32».")
        return b""
    motivos.extend(f"{nombre}: {motivo}" for motivo in _debilidades(secreto))
    return secreto


def _debilidades(secreto: bytes) -> Iterator[str]:
    if len(secreto) < LARGO:
        yield f"tiene {len(secreto)} bytes y necesita {LARGO}. Usa «openssl rand -base64 32»."
    elif len(secreto) > LARGO:
        yield f"tiene {len(secreto)} bytes y debe tener {LARGO} justos."
    elif len(set(secreto)) < LARGO // 2 or len(_saltos(secreto)) < LARGO // 4:
        yield "se repite o sigue una cuenta: parece de muestra, no inventado al azar."
    elif all(32 <= byte < 127 for byte in secreto):
        yield "parece escrito a mano. Créalo con «openssl rand -base64 32»."


def _saltos(secreto: bytes) -> set[int]:
    return {(b - a) % 256 for a, b in pairwise(secreto)}

"""Lo que escribió la oficina, ya leído y aprendido: una vez por contenido y programa.

Aprender el banco de frases es lo que más tarda de toda la suite. Se guarda como lo
guarda Rumbo, en la caché de las pruebas, y se vuelve a aprender si algo cambió.
"""

from __future__ import annotations

import fcntl
from functools import cache
from pathlib import Path

from bot.ajustes import Ajustes
from bot.montaje import memoria
from bot.motor.libro import Libro

RAIZ = Path(__file__).resolve().parents[1]
INSTALACION = RAIZ / ".pytest_cache" / "instalacion"
"""Datos sin base, con el libro de ``libro_de_la_oficina`` ya aprendido. Se copian."""


@cache
def libro_de_la_oficina() -> Libro:
    INSTALACION.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Las pruebas corren en varios procesos: aprende uno y los demás lo esperan.
    with (INSTALACION.parent / "instalacion.candado").open("w") as candado:
        fcntl.flock(candado, fcntl.LOCK_EX)
        ajustes = Ajustes("127.0.0.1", 0, INSTALACION, "", "", RAIZ)
        libro, problemas = memoria(ajustes).leer(RAIZ)
    assert libro is not None, "\n".join(map(str, problemas))
    return libro

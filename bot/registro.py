"""El registro: un renglón por suceso, y solo con los campos de una lista.

Nada de lo que escribe una persona, ni su dirección, ni un secreto puede llegar
aquí. Lo que registran las bibliotecas queda en su nombre y su lugar: sus
mensajes llevan a veces parámetros, direcciones o cuerpos enteros.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from pathlib import PurePath
from types import TracebackType
from typing import Final, TextIO

import structlog

CAMPOS: Final = frozenset(
    {
        "canal",
        "caso",
        "clase",
        "cuantos",
        "donde",
        "duracion_ms",
        "estado",
        "excepcion",
        "fila",
        "flujo",
        "idioma",
        "intento",
        "nivel",
        "origen",
        "paso",
        "plazo",
        "puerto",
        "regla",
        "tema",
        "turno",
        "version",
    }
)
"""Los únicos campos que se registran. Ninguno identifica a una persona."""

# Sin espacios no hay frases: un texto que se colara por un campo no se lee.
_FICHA = re.compile(r"[A-Za-z0-9_.:/+-]{1,120}\Z")

Valor = str | int | float | bool | None


class CampoNoPermitido(TypeError):
    """Se quiso registrar un campo que no está en la lista: es un error nuestro."""


def configurar(salida: TextIO | None = None) -> None:
    """Prepara el registro de este proceso; se llama una vez, al arrancar."""
    destino = salida or sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="hora"),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(destino),
        cache_logger_on_first_use=False,
    )
    manejador = logging.StreamHandler(destino)
    manejador.setFormatter(_Sobrio())
    logging.basicConfig(handlers=[manejador], level=logging.WARNING, force=True)
    for ruidoso in ("httpx", "httpcore", "twilio", "telegram", "uvicorn.error"):
        logging.getLogger(ruidoso).setLevel(logging.WARNING)
    acceso = logging.getLogger("uvicorn.access")
    acceso.handlers.clear()
    acceso.propagate = False
    acceso.disabled = True
    logging.captureWarnings(True)
    # Si un registro falla, Python imprimiría sus argumentos.
    logging.raiseExceptions = False
    sys.excepthook = _al_caer
    threading.excepthook = _al_caer_un_hilo


def anotar(suceso: str, **campos: Valor) -> None:
    """Un renglón con el suceso y sus campos. Levanta ``CampoNoPermitido``."""
    extra = campos.keys() - CAMPOS
    if extra:
        raise CampoNoPermitido(f"No se registra: {', '.join(sorted(extra))}")
    structlog.get_logger().msg(
        _ficha(suceso), **{nombre: _ficha(valor) for nombre, valor in campos.items()}
    )


def anotar_error(suceso: str, error: BaseException, **campos: Valor) -> None:
    """Un renglón con el tipo del error y dónde ocurrió, sin su mensaje."""
    anotar(suceso, excepcion=type(error).__name__, donde=lugar(error.__traceback__), **campos)


def lugar(traza: TracebackType | None) -> str:
    """``archivo.py:línea`` del último paso de la traza; si pasó por ``bot``, el de ahí."""
    cuadros = traceback.extract_tb(traza)
    if not cuadros:
        return "desconocido"
    nuestros = [cuadro for cuadro in cuadros if "bot" in PurePath(cuadro.filename).parts]
    cuadro = (nuestros or cuadros)[-1]
    return f"{'/'.join(PurePath(cuadro.filename).parts[-2:])}:{cuadro.lineno}"


def _ficha(valor: Valor) -> Valor:
    return valor if not isinstance(valor, str) or _FICHA.match(valor) else "?"


def _al_caer(tipo: type[BaseException], error: BaseException, traza: TracebackType | None) -> None:
    if issubclass(tipo, KeyboardInterrupt):
        return
    anotar("caida", excepcion=tipo.__name__, donde=lugar(traza))


def _al_caer_un_hilo(args: threading.ExceptHookArgs) -> None:
    anotar("hilo_caido", excepcion=args.exc_type.__name__, donde=lugar(args.exc_traceback))


class _Sobrio(logging.Formatter):
    """De un registro ajeno deja quién habló, desde dónde y qué excepción llevaba."""

    def format(self, record: logging.LogRecord) -> str:
        renglon: dict[str, Valor] = {
            "event": "ajeno",
            "nivel": record.levelname.lower(),
            "origen": _ficha(record.name),
            "donde": _ficha(f"{record.filename}:{record.lineno}"),
        }
        if record.exc_info and record.exc_info[0] is not None:
            renglon["excepcion"] = record.exc_info[0].__name__
            renglon["donde"] = _ficha(lugar(record.exc_info[2]))
        return json.dumps(renglon)

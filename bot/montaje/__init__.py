"""Arma todo desde los ajustes: sin contenedor, sin magia y sin servidor.

Quien atiende la red es ``bot/servidor.py``; aquí se abre y se cierra lo demás.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot import plazos
from bot.ajustes import Ajustes, AjustesMalos
from bot.almacen.errores import AlmacenCaido, NoSePuedeAbrir
from bot.almacen.llaves import ARCHIVO, Llaves, LlavesDebiles, crear_llaves, leer_llaves
from bot.almacen.retencion import Retencion
from bot.almacen.sql import Almacen, abrir
from bot.contenido.estante import ContenidoMalo, Estante
from bot.contenido.memoria import Memoria
from bot.montaje import avisos
from bot.turno import Puerta
from bot.vigia import Vigia

if TYPE_CHECKING:
    from bot.montaje.canales import Canales

CADA_SEGUNDO: Final = timedelta(seconds=1)
CADA_MINUTO: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Montaje:
    """Las piezas puestas, con sus hilos todavía parados."""

    ajustes: Ajustes
    estante: Estante
    puerta: Puerta
    reloj: Callable[[], datetime]
    vigias: tuple[Vigia, ...]

    def empezar(self) -> None:
        for vigia in self.vigias:
            vigia.empezar()

    def cerrar(self) -> None:
        """Para los hilos, termina lo que esperaba y cierra la base."""
        for vigia in self.vigias:
            vigia.parar()
        self.puerta.cerrar()


def reloj_de_pared() -> datetime:
    return datetime.now(UTC)


def mirar_llaves(ajustes: Ajustes) -> Sequence[str]:
    """Lo que tienen de malo las llaves guardadas; si no hay, se harán nuevas."""
    if not (ajustes.datos / ARCHIVO).exists():
        return ()
    try:
        leer_llaves(ajustes.datos)
    except LlavesDebiles as error:
        return error.motivos
    except OSError as error:
        return (f"DATOS no se puede leer: {error.strerror}. Revisa de quién es la carpeta.",)
    return ()


def _llaves(ajustes: Ajustes) -> Llaves:
    """Las llaves, que nacen la primera vez. Levanta ``AjustesMalos``."""
    try:
        return crear_llaves(ajustes.datos)
    except LlavesDebiles as error:
        raise AjustesMalos(error.motivos) from error
    except OSError as error:
        raise AjustesMalos((f"DATOS no se puede escribir: {error.strerror}.",)) from error


def memoria(ajustes: Ajustes) -> Memoria:
    """Donde se recuerdan los libros ya leídos. Levanta ``AjustesMalos``."""
    return Memoria(ajustes.datos, hmac.digest(_llaves(ajustes).pimienta, b"libro", "sha256"))


def abrir_almacen(ajustes: Ajustes) -> Almacen:
    """La base con sus llaves. Levanta ``AjustesMalos``."""
    llaves = _llaves(ajustes)
    try:
        return abrir(ajustes.base_de_datos, llaves)
    except NoSePuedeAbrir as error:
        raise AjustesMalos((f"BASE_DE_DATOS: {error}",)) from error
    except AlmacenCaido as error:
        raise AjustesMalos((f"BASE_DE_DATOS no responde ({error.tipo}). Revísala.",)) from error


def montar(ajustes: Ajustes, reloj: Callable[[], datetime] = reloj_de_pared) -> Montaje:
    """Todo lo que atiende, listo para empezar. Levanta ``AjustesMalos``."""
    try:
        estante = Estante(ajustes.contenido, memoria(ajustes).leer)
    except ContenidoMalo as error:
        raise AjustesMalos(tuple(str(p) for p in error.problemas if p.grave)) from error
    almacen = abrir_almacen(ajustes)
    puerta, retencion = Puerta(almacen, estante, reloj), Retencion(almacen)
    tareas: tuple[tuple[str, Callable[[], object], timedelta], ...] = (
        ("plazos", lambda: plazos.revisar(puerta, reloj()), CADA_SEGUNDO),
        ("contenido", estante.refrescar, CADA_SEGUNDO),
        ("retencion", lambda: retencion.podar(reloj()), CADA_MINUTO),
    )
    vigias = tuple(Vigia(*tarea) for tarea in tareas)
    return Montaje(ajustes, estante, puerta, reloj, vigias)


def con_canales(montaje: Montaje, recibe: bool = True) -> Canales | None:
    """Los canales de fuera que digan los ajustes; ``None`` si ninguno.

    Sin ``recibe``, solo mandan: es un trabajador aparte.
    """
    if montaje.ajustes.telegram is None and montaje.ajustes.twilio is None:
        return None
    # Sus bibliotecas pesan decenas de megas: quien no tiene canales no las carga.
    from bot.montaje.canales import poner_canales

    return poner_canales(montaje.ajustes, montaje.puerta, montaje.estante, montaje.reloj, recibe)


def con_avisos(montaje: Montaje) -> AbstractAsyncContextManager[None]:
    """Los avisos al equipo corriendo, cuando no hay canales de fuera."""
    return avisos.en_marcha(avisos.trabajos(montaje.ajustes, montaje.puerta, montaje.reloj))

"""La entrega: lo que espera en la bandeja sale por su canal, o se sabe por qué no.

Toma la fila más vieja de cada persona, la manda y anota cómo acabó; lo que falló y
aún puede llegar se vuelve a probar hasta que vence. Mirar la bandeja cada segundo es
lo que vale; el timbre solo adelanta. Puede haber varias a la vez sobre la misma base.
Cómo se habla con cada proveedor es de ``bot/canales``.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot import registro
from bot.almacen.despacho import Hecho, Pasada, Tomada, pasar
from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.canales.base import Borrado, Emisor, Envio, NoCabe, NoSalio
from bot.contenido.estante import Estante
from bot.modelo import Burbuja, NombreCanal
from bot.motor import textos
from bot.turno import FALLO

SONDEO: Final = 1.0
PRIMERA_ESPERA: Final = 1.0
ESPERA_MAXIMA: Final = 60.0
GRACIA: Final = timedelta(minutes=10)
"""Lo que se deja pasar, tras mandar, antes de borrar la copia del proveedor."""


@dataclass(frozen=True, slots=True)
class Ritmo:
    """Lo que aguanta un canal: envíos por segundo en total, y segundos entre dos a la misma
    persona. ``guarda_copia``: su proveedor conserva lo mandado hasta que se le pide borrarlo.
    """

    por_segundo: float
    por_persona: float
    guarda_copia: bool = False


class Entrega:
    """Manda por los ``emisores``, ya empezados, lo que haya para ellos, hasta que se la para."""

    def __init__(
        self,
        almacen: Almacen,
        estante: Estante,
        emisores: Mapping[NombreCanal, tuple[Emisor, Ritmo]],
        reloj: Callable[[], datetime],
        a_la_vez: int = 32,
    ) -> None:
        self._almacen = almacen
        self._estante = estante
        self._emisores = {nombre: emisor for nombre, (emisor, _) in emisores.items()}
        self._ritmos = {nombre: ritmo for nombre, (_, ritmo) in emisores.items()}
        self._turnos = {nombre: _Compas(r.por_segundo) for nombre, r in self._ritmos.items()}
        self._reloj = reloj
        self._a_la_vez = a_la_vez
        self._timbre = asyncio.Event()
        self._parada = False
        self._hechos: list[Hecho] = []
        self._en_vuelo: dict[asyncio.Task[Hecho], Tomada] = {}

    def tocar(self) -> None:
        """Acaba de llegar algo a la bandeja. Se llama desde el bucle."""
        self._timbre.set()

    async def correr(self) -> None:
        """Hasta ``parar``: entonces espera a lo que está en vuelo y lo anota."""
        while not self._parada:
            if not await self._dar_una_vuelta():
                await self._esperar()
        while self._en_vuelo:
            await asyncio.wait(self._en_vuelo)
            await asyncio.sleep(0)  # que cada una deje anotado cómo acabó
        await self._pasar(0)

    def parar(self) -> None:
        self._parada = True
        self._timbre.set()

    async def _dar_una_vuelta(self) -> bool:
        """¿Vale la pena dar otra enseguida?"""
        self._timbre.clear()
        pasada = await self._pasar(self._a_la_vez - len(self._en_vuelo))
        if pasada is None:
            return False
        for tomada in pasada.tomadas:
            tarea = asyncio.create_task(self._mandar(tomada))
            self._en_vuelo[tarea] = tomada
            tarea.add_done_callback(self._llego)
        return pasada.quedan and len(self._en_vuelo) < self._a_la_vez

    def _llego(self, tarea: asyncio.Task[Hecho]) -> None:
        tomada = self._en_vuelo.pop(tarea)
        if tarea.cancelled():
            return
        error = tarea.exception()
        if error is not None:
            registro.anotar_error("envio_roto", error, canal=tomada.canal)
        roto = Hecho(tomada, "incierta", type(error).__name__[:32])
        self._hechos.append(roto if error is not None else tarea.result())
        self._timbre.set()

    async def _pasar(self, hueco: int) -> Pasada | None:
        """Anota lo hecho y toma lo que quepa. Con la base caída, nada se pierde: se repite."""
        hechos, self._hechos = self._hechos, []
        canales, ahora = tuple(self._emisores), self._reloj()
        almacen = self._almacen
        try:
            return await asyncio.wrap_future(
                almacen.hacer(
                    lambda c: pasar(c, almacen, hechos, canales, hueco, ahora, self._neutral)
                )
            )
        except AlmacenCaido as error:
            self._hechos = hechos + self._hechos
            registro.anotar("almacen_caido", origen="entrega", excepcion=error.tipo)
            return None

    async def _esperar(self) -> None:
        try:
            await asyncio.wait_for(self._timbre.wait(), SONDEO)
        except TimeoutError:
            return

    def _neutral(self, idioma: str) -> Burbuja:
        return Burbuja(textos.fijo(self._estante.libro, FALLO, idioma))

    # ---- un envío -----------------------------------------------------------

    async def _mandar(self, tomada: Tomada) -> Hecho:
        await self._turnos[tomada.canal].esperar()
        hecho = await self._intentar(tomada)
        if hecho.final not in ("enviada", "aceptada"):
            registro.anotar(
                "no_salio",
                canal=tomada.canal,
                estado=hecho.final,
                clase=hecho.motivo,
                intento=tomada.intento,
            )
        return hecho

    async def _intentar(self, tomada: Tomada) -> Hecho:
        ritmo, sobre = self._ritmos[tomada.canal], tomada.sobre
        envio = Envio(
            tomada.id,
            sobre.direccion,
            Borrado(tomada.borra) if sobre.burbuja is None else sobre.burbuja,
            tomada.recibido,
            sobre.idioma,
            sobre.edita,
            tomada.caduca,
            tomada.intento - 1,
            tomada.motivo,
        )
        if envio.carga == Borrado(()):
            return Hecho(tomada, "enviada")
        try:
            recibo = await self._emisores[tomada.canal].enviar(envio)
        except NoSalio as error:
            return Hecho(tomada, error.desenlace, error.motivo, proximo=self._luego(tomada, error))
        except NoCabe:
            return Hecho(tomada, "muerta", "no_cabe")
        ahora = self._reloj()
        return Hecho(
            tomada,
            "enviada" if recibo.final else "aceptada",
            remoto=recibo.remoto,
            proximo=ahora + timedelta(seconds=ritmo.por_persona) if ritmo.por_persona else None,
            borrar_desde=ahora + GRACIA if ritmo.guarda_copia else None,
        )

    def _luego(self, tomada: Tomada, error: NoSalio) -> datetime:
        return self._reloj() + timedelta(seconds=espera(tomada.intento, error.espera))


def espera(intento: int, pedida: float | None) -> float:
    """Segundos hasta volver a probar: lo que pidió el proveedor, o el doble cada vez.

    Siempre con algo de azar, para que no vuelvan todos juntos.
    """
    base = pedida if pedida is not None else PRIMERA_ESPERA * 2 ** min(intento - 1, 10)
    minimo = base if pedida is not None else min(base, ESPERA_MAXIMA)
    return minimo * (1 + random.random() / 2)  # noqa: S311 - no es un secreto


class _Compas:
    """Reparte los envíos de un canal: no más de ``por_segundo``."""

    def __init__(self, por_segundo: float) -> None:
        self._cada = 1 / por_segundo
        self._libre = 0.0

    async def esperar(self) -> None:
        ahora = asyncio.get_running_loop().time()
        self._libre = max(ahora, self._libre) + self._cada
        if (falta := self._libre - self._cada - ahora) > 0:
            await asyncio.sleep(falta)

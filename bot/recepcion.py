"""La recepción: lo que llega por un canal pasa la puerta, o se sabe que no pudo.

Aquí no se lee ningún protocolo. Quien llama contesta al proveedor con lo que se le dice:
si la base está caída, hay que pedirle que lo repita.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot import registro
from bot.almacen.errores import AlmacenCaido
from bot.canales.base import Emisor, Entrante, Envio, NoSalio
from bot.contenido.estante import Estante
from bot.modelo import Burbuja, NombreCanal
from bot.motor import textos
from bot.turno import FALLO, Puerta

AUXILIO: Final = timedelta(minutes=10)
DE_MEMORIA: Final = 10_000
"""De cuántos chats se recuerda que ya recibieron los números; los más viejos se olvidan."""


class Recepcion:
    """Por donde entra todo lo que llega de fuera."""

    def __init__(
        self,
        puerta: Puerta,
        estante: Estante,
        reloj: Callable[[], datetime],
        tocar: Callable[[], None],
        auxilian: Mapping[NombreCanal, Emisor],
    ) -> None:
        self._puerta = puerta
        self._estante = estante
        self._reloj = reloj
        self._tocar = tocar
        self._auxilian = auxilian
        self._auxiliados: dict[tuple[NombreCanal, str], datetime] = {}
        self._sueltas: set[asyncio.Task[None]] = set()

    async def recibir(self, entrante: Entrante) -> bool:
        """Verdadero si era nuevo; vuelve tras el ``commit``. Levanta ``AlmacenCaido``.

        Con la base caída manda los números de emergencia por los canales que auxilian,
        una vez por chat cada diez minutos.
        """
        try:
            nuevo = await asyncio.wrap_future(self._puerta.atender(entrante))
        except AlmacenCaido as error:
            registro.anotar("almacen_caido", canal=entrante.canal, excepcion=error.tipo)
            self._auxiliar(entrante.canal, entrante.direccion)
            raise
        self._tocar()
        return nuevo

    def _auxiliar(self, canal: NombreCanal, direccion: str) -> None:
        emisor, ahora, quien = self._auxilian.get(canal), self._reloj(), (canal, direccion)
        ultimo = self._auxiliados.get(quien)
        if emisor is None or (ultimo is not None and ahora - ultimo < AUXILIO):
            return
        self._auxiliados.pop(quien, None)
        self._auxiliados[quien] = ahora
        while len(self._auxiliados) > DE_MEMORIA:
            del self._auxiliados[next(iter(self._auxiliados))]
        tarea = asyncio.create_task(self._dar_numeros(emisor, direccion, ahora))
        self._sueltas.add(tarea)
        tarea.add_done_callback(self._sueltas.discard)

    async def _dar_numeros(self, emisor: Emisor, direccion: str, ahora: datetime) -> None:
        frase = Burbuja(textos.fijo(self._estante.libro, FALLO, "es"))
        try:
            await emisor.enviar(Envio(0, direccion, frase, ahora))
        except NoSalio as error:
            registro.anotar("no_salio", canal=emisor.nombre, clase=error.motivo)

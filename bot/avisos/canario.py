"""El canario: un caso de prueba cada cuarto de hora, por el mismo camino que los de verdad.

Si dos seguidos no llegan, se llama a quien administra **sin** pasar por el reparto, que puede ser
lo que está parado. No se cuenta, no se ve en la bandeja y no molesta a nadie.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot import casos, registro
from bot.almacen import casos as guardados
from bot.almacen import equipo, pulsos
from bot.almacen.errores import AlmacenCaido
from bot.almacen.tablas_de_casos import casos as tabla
from bot.avisos.reparto import Mandar, de_la_maquina
from bot.avisos.vias import ORDEN, Contacto, Via
from bot.canales.base import NoSalio
from bot.proteccion.codigos import hacer_referencia
from bot.turno import Puerta
from bot.turno.canario import SEDE
from bot.turno.casos import Mostrador, abrir

CADA: Final = timedelta(minutes=15)
SEGUIDOS: Final = 2
OTRA_LLAMADA: Final = timedelta(hours=1)
MIRAR: Final = 30.0
"""Segundos entre dos miradas."""


class Canario:
    """Suelta los canarios, y avisa cuando no vuelven."""

    def __init__(
        self,
        puerta: Puerta,
        raiz: str,
        puestas: Mapping[Via, Mandar],
        reloj: Callable[[], datetime],
    ) -> None:
        self._puerta = puerta
        self._raiz = raiz
        self._puestas = puestas
        self._reloj = reloj
        self._llamada: datetime | None = None

    async def correr(self) -> None:
        """Para siempre; se para cancelándolo."""
        while True:
            await self.mirar()
            await asyncio.sleep(MIRAR)

    async def mirar(self) -> bool:
        """Suelta uno si toca; llama a quien administra si no vuelven. ¿Llamó?"""
        try:
            fallan = await asyncio.wrap_future(self._puerta.hacer(self._turno))
        except AlmacenCaido as error:
            registro.anotar("almacen_caido", origen="canario", excepcion=error.tipo)
            return False
        ahora = self._reloj()
        if fallan < SEGUIDOS:
            self._llamada = None
            return False
        if self._llamada is not None and ahora - self._llamada < OTRA_LLAMADA:
            return False
        self._llamada = ahora
        registro.anotar("canario_perdido", cuantos=fallan)
        await self._llamar(ahora)
        return True

    def _turno(self, en: Mostrador) -> int:
        """Cuántos seguidos no llegaron; si ya toca, suelta el siguiente."""
        ultimos = pulsos.latidos(en.conexion, 1)
        if not ultimos or en.ahora - ultimos[0][0] >= CADA:
            self._soltar(en)
        return pulsos.estado(en.conexion, en.ahora).canario_fallos

    def _soltar(self, en: Mostrador) -> None:
        perdidos = select(tabla.c.id).where(tabla.c.prueba)
        for id in list(en.conexion.scalars(perdidos)):
            guardados.destruir(en.conexion, id)
        numero = pulsos.pulsar(en.conexion, en.ahora)
        equipos = en.oficina.equipos
        abre = casos.Abre(
            hacer_referencia(SEDE, numero), "critica", equipos.por_defecto, equipos.por_defecto
        )
        abrir(en, abre, prueba=True)

    async def _llamar(self, ahora: datetime) -> None:
        """A todas las que administran, por la primera vía de cada una que funcione."""

        def quienes(en: Mostrador) -> list[Contacto]:
            return [
                Contacto(m.id, m.telegram, m.whatsapp, m.correo)
                for m in equipo.miembros(en.conexion, en.cifrado)
                if "administra" in m.roles
            ]

        contactos = await asyncio.wrap_future(self._puerta.hacer(quienes))
        await asyncio.gather(*(self._llamar_a(contacto, ahora) for contacto in contactos))

    async def _llamar_a(self, contacto: Contacto, ahora: datetime) -> None:
        carta = de_la_maquina("canario", self._raiz)
        for via in ORDEN:
            mandar, direccion = self._puestas.get(via), contacto.direccion(via)
            if mandar is None or not direccion:
                continue
            try:
                await mandar(direccion, carta, ahora)
            except NoSalio as fallo:
                registro.anotar("aviso_sin_salir", canal=via, clase=fallo.motivo)
            else:
                return
        registro.anotar("aviso_sin_via", clase="canario")

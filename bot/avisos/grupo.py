"""El tablón del grupo del equipo: un mensaje por caso, que se repinta; muchos, en resumen.

Si el grupo falla, o hay en él quien no es del equipo, sus avisos van a cada persona. Lo que se
escribe en el grupo no se lee.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import Connection

from bot import casos, registro
from bot.almacen import alertas, tablon
from bot.almacen.alertas import Tomada
from bot.almacen.errores import AlmacenCaido
from bot.almacen.tablon import Cartel
from bot.avisos import texto, vias
from bot.avisos.reparto import (
    SONDEO,
    Carta,
    a_quien_administra,
    de_un_caso,
    leer_caso,
    sobra,
    visto_de,
)
from bot.avisos.texto import Apuro
from bot.avisos.vias import Cupo
from bot.canales.base import NoSalio
from bot.guardia import coordinan, de_guardia
from bot.turno import Puerta
from bot.turno.casos import Mostrador

A_LA_VEZ: Final = 400
POR_TANDA: Final = 50
FALLA: Final = timedelta(seconds=30)
"""Lo que se espera para repintar un cartel que no se dejó."""


class Grupo(Protocol):
    """Por donde se habla en un grupo. Un fallo es ``NoSalio``; si es otro grupo, ``migrado``."""

    async def poner(self, chat: str, carta: Carta) -> str:
        """El número del mensaje puesto."""
        ...

    async def repintar(self, chat: str, mensaje: str, carta: Carta) -> bool:
        """Falso si ese mensaje ya no se puede cambiar."""
        ...

    async def quitar(self, chat: str, mensajes: Sequence[str]) -> None: ...


class Tablon:
    """Lleva al grupo lo que le toca. Sin ``chat``, no hay grupo: el panel ya lo enseña."""

    def __init__(
        self,
        puerta: Puerta,
        raiz: str,
        grupo: Grupo | None,
        chat: str,
        reloj: Callable[[], datetime],
        cupo: Cupo | None = None,
    ) -> None:
        self._puerta = puerta
        self._raiz = raiz
        self._grupo = grupo
        self._chat = chat
        self._reloj = reloj
        self._cupo = cupo or Cupo()

    async def correr(self) -> None:
        """Para siempre; se para cancelándolo."""
        while True:
            try:
                hechas = await self.dar_una_vuelta()
            except AlmacenCaido as error:
                registro.anotar("almacen_caido", origen="tablon", excepcion=error.tipo)
                hechas = 0
            if not hechas:
                await asyncio.sleep(SONDEO)

    async def dar_una_vuelta(self) -> int:
        """Pone y repinta lo que quepa. Dice cuántas cosas hizo."""
        grupo = self._grupo
        nuevas, carteles = await asyncio.wrap_future(self._puerta.hacer(self._tomar))
        if grupo is None:
            return 0
        hechas = 0
        caben = max(0, self._cupo.caben(self._reloj()))
        # Los que no caben sueltos van en un resumen; si tampoco cabe, esperan.
        sueltas, juntas = nuevas[:caben], nuevas[caben:]
        if len(nuevas) > caben and not self._cupo.cabe_resumen(self._reloj()):
            await self._devolver(juntas)
            juntas = []
        for tomada, caso, antes in sueltas:
            hechas += await self._poner(grupo, tomada, caso, antes)
        if juntas:
            hechas += await self._resumir(grupo, juntas)
        for cartel, caso in carteles:
            hechas += await self._repintar(grupo, cartel, caso)
        await self._quitar(grupo)
        return hechas

    async def _quitar(self, grupo: Grupo) -> None:
        """Lo de ayer que alguien ya tomó no tiene por qué seguir en los teléfonos."""
        viejos = await asyncio.wrap_future(
            self._puerta.hacer(lambda en: tablon.viejos(en.conexion, en.ahora, POR_TANDA))
        )
        mensajes = [viejo.mensaje for viejo in viejos if viejo.mensaje]
        if not viejos:
            return
        try:
            await grupo.quitar(self._chat, mensajes)
        except NoSalio as fallo:
            registro.anotar("sin_quitar", canal="grupo", clase=fallo.motivo)
            return

        def anotar(en: Mostrador) -> None:
            for viejo in viejos:
                tablon.descolgar(en.conexion, viejo.caso)

        await asyncio.wrap_future(self._puerta.hacer(anotar))

    # ---- qué toca -----------------------------------------------------------

    def _tomar(
        self, en: Mostrador
    ) -> tuple[list[tuple[Tomada, casos.Caso, Cartel | None]], list[tuple[Cartel, casos.Caso]]]:
        tomadas = alertas.tomar(en.conexion, "grupo", en.ahora, A_LA_VEZ)
        if self._grupo is None or not self._chat:
            alertas.llego(en.conexion, tomadas, "panel")
            return [], []
        estado, _ = tablon.grupo(en.conexion, self._chat)
        if estado != "bien":
            for tomada in tomadas:
                a_cada_una(en, tomada)
            return [], []
        return self._vivas(en, tomadas), self._por_repintar(en)

    def _vivas(
        self, en: Mostrador, tomadas: Sequence[Tomada]
    ) -> list[tuple[Tomada, casos.Caso, Cartel | None]]:
        """Una por caso; las de más, y las de casos que alguien ya tomó, no hacen falta."""
        vivas: dict[str, tuple[Tomada, casos.Caso, Cartel | None]] = {}
        for tomada in tomadas:
            guardado = leer_caso(en, tomada.caso)
            if guardado is None or guardado.prueba or sobra(tomada, guardado.caso):
                alertas.llego(en.conexion, [tomada], "sobra")
            elif tomada.caso in vivas:
                alertas.llego(en.conexion, [tomada], "junta")
            else:
                antes = tablon.cartel(en.conexion, tomada.caso)
                if antes is not None and antes.mensaje and antes.chat == self._chat:
                    # Ya tiene su mensaje: se repinta, con la antigüedad de ahora.
                    tablon.manchar(en.conexion, tomada.caso)
                    alertas.llego(en.conexion, [tomada], "cartel")
                else:
                    vivas[tomada.caso] = (tomada, guardado.caso, antes)
        return list(vivas.values())

    def _por_repintar(self, en: Mostrador) -> list[tuple[Cartel, casos.Caso]]:
        cuantos = self._cupo.caben_ediciones(en.ahora)
        hallados = []
        for cartel in tablon.por_repintar(en.conexion, en.ahora, cuantos) if cuantos > 0 else ():
            guardado = leer_caso(en, cartel.caso)
            if guardado is None:
                tablon.descolgar(en.conexion, cartel.caso)
            else:
                hallados.append((cartel, guardado.caso))
        return hallados

    # ---- hacerlo ------------------------------------------------------------

    async def _poner(
        self, grupo: Grupo, tomada: Tomada, caso: casos.Caso, antes: Cartel | None
    ) -> int:
        ahora = self._reloj()
        self._cupo.sueltos.append(ahora)
        try:
            mensaje = await grupo.poner(self._chat, de_un_caso(caso, self._raiz, ahora))
        except NoSalio as fallo:
            await self._fallo([tomada], fallo)
            return 0

        def anotar(en: Mostrador) -> None:
            # Si se movió mientras salía, su versión ya no es esta: se repinta.
            tablon.colgar(en.conexion, Cartel(tomada.caso, self._chat, mensaje, caso.version))
            ahora_va = leer_caso(en, tomada.caso)
            if ahora_va is not None and ahora_va.caso.version != caso.version:
                tablon.manchar(en.conexion, tomada.caso)
            alertas.llego(en.conexion, [tomada], "grupo")

        await asyncio.wrap_future(self._puerta.hacer(anotar))
        return 1

    async def _resumir(
        self, grupo: Grupo, juntas: Sequence[tuple[Tomada, casos.Caso, Cartel | None]]
    ) -> int:
        """Los que no caben de uno en uno, con todas sus referencias; lo que no, espera."""
        ahora = self._reloj()
        puestas = juntas[: texto.POR_RESUMEN]
        await self._devolver(juntas[texto.POR_RESUMEN :])
        (dicho,) = texto.resumenes([visto_de(caso) for _, caso, _ in puestas], self._raiz)
        tomadas = [tomada for tomada, _, _ in puestas]
        self._cupo.resumenes.append(ahora)
        try:
            await grupo.poner(self._chat, Carta(dicho, "Rumbo"))
        except NoSalio as fallo:
            await self._fallo(tomadas, fallo)
            return 0

        def anotar(en: Mostrador) -> None:
            for tomada, caso, _ in puestas:
                tablon.colgar(en.conexion, Cartel(tomada.caso, self._chat, "", caso.version))
            alertas.llego(en.conexion, tomadas, "resumen")

        await asyncio.wrap_future(self._puerta.hacer(anotar))
        return len(puestas)

    async def _repintar(self, grupo: Grupo, cartel: Cartel, caso: casos.Caso) -> int:
        ahora = self._reloj()
        self._cupo.ediciones.append(ahora)
        carta = de_un_caso(caso, self._raiz, ahora)
        fallo: NoSalio | None = None
        try:
            puesto = await grupo.repintar(cartel.chat, cartel.mensaje, carta)
        except NoSalio as error:
            fallo, puesto = error, True

        def anotar(en: Mostrador) -> None:
            if fallo is not None:
                tablon.luego(en.conexion, cartel, en.ahora + FALLA)
            elif not puesto:
                tablon.descolgar(en.conexion, cartel.caso)
            else:
                hecho = Cartel(cartel.caso, cartel.chat, cartel.mensaje, caso.version)
                tablon.colgar(en.conexion, hecho)

        await asyncio.wrap_future(self._puerta.hacer(anotar))
        return int(fallo is None)

    async def _devolver(self, juntas: Sequence[tuple[Tomada, casos.Caso, Cartel | None]]) -> None:
        tomadas = [tomada for tomada, _, _ in juntas]
        if tomadas:
            luego = self._reloj() + timedelta(seconds=SONDEO)
            await asyncio.wrap_future(
                self._puerta.hacer(lambda en: alertas.devolver(en.conexion, tomadas, luego))
            )

    async def _fallo(self, tomadas: Sequence[Tomada], fallo: NoSalio) -> None:
        registro.anotar(
            "aviso_sin_salir", canal="grupo", estado=fallo.desenlace, clase=fallo.motivo
        )

        def anotar(en: Mostrador) -> None:
            if fallo.motivo == "migrado":
                cerrar_grupo(en.conexion, self._puerta, self._chat, "migrado", en.ahora)
            elif fallo.desenlace == "bloqueada":
                cerrar_grupo(en.conexion, self._puerta, self._chat, "fuera", en.ahora)
            for tomada in tomadas:
                espera = None
                if fallo.desenlace in ("reintentar", "incierta"):
                    espera = vias.esperar(tomada.intento, fallo.espera)
                if espera is None:
                    a_cada_una(en, tomada)
                else:
                    alertas.otra_vez(en.conexion, tomada, en.ahora + espera, fallo.motivo)

        await asyncio.wrap_future(self._puerta.hacer(anotar))


def a_cada_una(en: Mostrador, tomada: Tomada) -> None:
    """El grupo no la recibe: va a quienes están de guardia o, si no hay, a quienes coordinan."""
    cuadro, equipo = en.oficina.cuadro, tomada.para
    quienes = de_guardia(cuadro, equipo, en.ahora) or coordinan(cuadro, equipo, en.ahora)
    alertas.repartir(en.conexion, tomada, [persona.id for persona in quienes], en.ahora)
    alertas.llego(en.conexion, [tomada], "personas")


_APURO: Final[dict[tablon.EstadoDeGrupo, Apuro]] = {
    "migrado": "grupo_migrado",
    "extranos": "grupo_extranos",
    "fuera": "grupo_fuera",
}


def cerrar_grupo(
    conexion: Connection,
    puerta: Puerta,
    chat: str,
    estado: tablon.EstadoDeGrupo,
    ahora: datetime,
    extranos: Sequence[str] = (),
) -> None:
    """El grupo deja de recibir avisos, y lo sabe quien administra: una vez cada vez."""
    antes, _ = tablon.grupo(conexion, chat)
    tablon.poner_grupo(conexion, chat, estado, ahora, extranos)
    if antes != estado and estado != "bien":
        clave = f"{_APURO[estado]}:{chat}:{int(ahora.timestamp())}"
        a_quien_administra(conexion, puerta, _APURO[estado], clave, ahora)

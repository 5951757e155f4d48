"""El portero del grupo: quién está, quién toca «Tomo el caso», y de qué grupos se va el bot.

Un toque vale si quien toca es del equipo y lo hace en el grupo del equipo, o en su propia
charla con el bot. Con alguien de fuera dentro, el grupo deja de recibir avisos.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol, TypeVar, assert_never

from bot import casos, registro
from bot.almacen import auditoria, equipo, tablon
from bot.almacen import casos as guardados
from bot.almacen.cifrado import Cifrado
from bot.almacen.equipo import Miembro
from bot.almacen.errores import AlmacenCaido
from bot.avisos.grupo import cerrar_grupo
from bot.canales.base import NoSalio
from bot.canales.telegram.equipo import DelEquipo, Entra, Migra, Pertenece, Sale, Toca
from bot.proteccion.codigos import leer_referencia
from bot.turno import Puerta
from bot.turno.casos import Mostrador, mover

T = TypeVar("T")
REPASO: Final = 600.0
"""Segundos entre dos repasos de quién está en el grupo."""
ES_TUYO: Final = "Es tuyo. Entra al panel para verlo."
YA_ES_DE_OTRA: Final = "Ya lo tomó otra persona."
YA_NO: Final = "Ese caso ya no espera."
NO_ES_AQUI: Final = "Desde aquí no se puede."
OTRO_GRUPO: Final = (
    "No atiendo grupos. El número de este es {chat}: si es el del equipo, ponlo en"
    " TELEGRAM_GRUPO, reinicia Rumbo y vuelve a añadirme."
)
_EXTRANO: Final = 16


class Charlas(Protocol):
    """Lo que hace falta de Telegram."""

    async def contestar_toque(self, toque: str, dice: str = "") -> None: ...

    async def salir_de(self, chat: str, dice: str = "") -> None: ...

    async def esta(self, chat: str, quien: str) -> bool: ...


class Portero:
    """Atiende lo que pasa en los grupos. ``chat`` es el del equipo; vacío, si no hay."""

    def __init__(
        self, puerta: Puerta, telegram: Charlas, chat: str, reloj: Callable[[], datetime]
    ) -> None:
        self._puerta = puerta
        self._telegram = telegram
        self._chat = chat
        self._reloj = reloj

    async def atender(self, novedad: DelEquipo) -> None:
        """Levanta ``AlmacenCaido``: hay que repetirlo."""
        if isinstance(novedad, Toca):
            dice = await self._hacer(lambda en: self._tocar(en, novedad))
            await self._telegram.contestar_toque(novedad.toque, dice)
        elif novedad.chat == self._chat:
            await self._hacer(lambda en: self._en_el_grupo(en, novedad))
        elif isinstance(novedad, Entra) or (isinstance(novedad, Pertenece) and novedad.dentro):
            registro.anotar("grupo_ajeno", canal="telegram")
            # Con grupo propio, a nadie más le hace falta saber su número.
            dice = "" if self._chat else OTRO_GRUPO.format(chat=novedad.chat)
            await self._telegram.salir_de(novedad.chat, dice)

    async def correr(self) -> None:
        """Repasa para siempre quién está en el grupo; se para cancelándolo."""
        while self._chat:
            try:
                await self.repasar()
            except AlmacenCaido as error:
                registro.anotar("almacen_caido", origen="portero", excepcion=error.tipo)
            await asyncio.sleep(REPASO)

    async def repasar(self) -> None:
        """Quien ya no es del equipo y sigue dentro, es de fuera; quien pasó a serlo, ya no."""

        def salieron(en: Mostrador) -> list[str]:
            todos = equipo.miembros(en.conexion, en.cifrado, activas=False)
            return [m.telegram for m in todos if m.telegram and not m.activa]

        siguen = []
        for quien in await self._hacer(salieron):
            try:
                if await self._telegram.esta(self._chat, quien):
                    siguen.append(quien)
            except NoSalio as fallo:
                registro.anotar("sin_repaso", canal="telegram", clase=fallo.motivo)
        await self._hacer(lambda en: self._cambiar_extranos(en, siguen, ()))

    # ---- en la transacción --------------------------------------------------

    def _tocar(self, en: Mostrador, toca: Toca) -> str:
        """Lo que se le dice a quien tocó."""
        miembro = equipo.por_telegram(en.conexion, en.cifrado, toca.quien)
        referencia = leer_referencia(toca.referencia)
        if miembro is None or not self._vale(miembro, toca) or referencia is None:
            quien = miembro.id if miembro is not None else ""
            auditoria.anotar(
                en.conexion, en.cifrado, "toque_negado", quien, referencia or "", ahora=en.ahora
            )
            registro.anotar("toque_negado", canal="telegram")
            if miembro is None and toca.chat == self._chat:
                return f"No te conozco. Tu número de Telegram es {toca.quien}."
            return NO_ES_AQUI
        guardado = guardados.por_referencia(en.conexion, en.cifrado, referencia)
        if guardado is None or guardado.prueba:
            return YA_NO
        hecho = mover(en, guardado.id, casos.Toma(miembro.id))
        if isinstance(hecho, casos.Movimiento):
            return ES_TUYO
        return YA_ES_DE_OTRA if hecho.motivo == "ya_tomado" else YA_NO

    def _vale(self, miembro: Miembro, toca: Toca) -> bool:
        donde = {toca.quien} | ({self._chat} if self._chat else set())
        return miembro.activa and miembro.persona.recibe and toca.chat in donde

    def _en_el_grupo(self, en: Mostrador, novedad: Entra | Sale | Migra | Pertenece) -> None:
        match novedad:
            case Entra(_, quienes):
                self._cambiar_extranos(en, quienes, ())
            case Sale(_, quien):
                self._cambiar_extranos(en, (), (quien,))
            case Migra():
                self._cerrar(en, "migrado")
            case Pertenece(_, dentro):
                estado, _ = tablon.grupo(en.conexion, self._chat)
                if not dentro:
                    self._cerrar(en, "fuera")
                elif estado == "fuera":
                    tablon.poner_grupo(en.conexion, self._chat, "bien", en.ahora)
            case _:
                assert_never(novedad)

    def _cerrar(self, en: Mostrador, estado: tablon.EstadoDeGrupo) -> None:
        cerrar_grupo(en.conexion, self._puerta, self._chat, estado, en.ahora)

    def _cambiar_extranos(
        self, en: Mostrador, entran: tuple[str, ...] | list[str], salen: tuple[str, ...]
    ) -> None:
        estado, antes = tablon.grupo(en.conexion, self._chat)
        suyos = {
            _huella(en.cifrado, m.telegram)
            for m in equipo.miembros(en.conexion, en.cifrado)
            if m.telegram
        }
        fuera = {_huella(en.cifrado, quien) for quien in salen}
        nuevos = {_huella(en.cifrado, quien) for quien in entran}
        quedan = sorted((set(antes) | nuevos) - suyos - fuera)
        if estado in ("migrado", "fuera") or quedan == list(antes):
            return
        if quedan:
            cerrar_grupo(en.conexion, self._puerta, self._chat, "extranos", en.ahora, quedan)
        else:
            tablon.poner_grupo(en.conexion, self._chat, "bien", en.ahora)

    async def _hacer(self, tarea: Callable[[Mostrador], T]) -> T:
        return await asyncio.wrap_future(self._puerta.hacer(tarea))


def _huella(cifrado: Cifrado, telegram: str) -> str:
    return cifrado.huella("telegram", telegram).hex()[:_EXTRANO]

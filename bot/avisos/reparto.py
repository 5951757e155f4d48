"""El reparto: cada alerta llega a su persona por la primera vía que puede.

Una vía que falla da paso a la siguiente; sin más vías, el caso llama a otra persona. Lo dudoso se
repite. Lo del grupo es de ``grupo.py``; a quién se avisa, de ``bot/casos``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast, get_args

from sqlalchemy import Connection

from bot import casos, registro
from bot.almacen import alertas, equipo, pulsos
from bot.almacen import casos as guardados
from bot.almacen.alertas import Tomada
from bot.almacen.casos import Guardado
from bot.almacen.errores import AlmacenCaido
from bot.avisos import texto, vias
from bot.avisos.vias import Contacto, Cupo, Via
from bot.canales.base import NoSalio
from bot.turno import Puerta
from bot.turno.canario import CANARIO
from bot.turno.casos import Mostrador, mover
from bot.turno.tomadas import ILEGIBLE

SONDEO: Final = 1.0
A_LA_VEZ: Final = 300


@dataclass(frozen=True, slots=True)
class Carta:
    """Lo que se le dice a alguien; con ``referencia``, lo puede tomar desde el aviso."""

    texto: str
    asunto: str
    referencia: str = ""


Mandar = Callable[[str, Carta, datetime], Awaitable[None]]
"""Manda una carta a una dirección por una vía. Un fallo es ``NoSalio``."""


@dataclass(frozen=True, slots=True)
class Envio:
    """Lo que dice y a dónde va, ya decidido; en un resumen, por varias alertas."""

    tomadas: tuple[Tomada, ...]
    via: Via
    direccion: str
    carta: Carta
    visto: texto.Visto | None = None


class Reparto:
    """Reparte las alertas a las personas. ``puestas`` son las vías que hay, y cómo se manda."""

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
        self._cupos: dict[str, Cupo] = {}

    async def correr(self) -> None:
        """Para siempre; se para cancelándolo. Lo que tuviera en la mano se repetirá."""
        while True:
            try:
                hechas = await self.dar_una_vuelta()
            except AlmacenCaido as error:
                registro.anotar("almacen_caido", origen="reparto", excepcion=error.tipo)
                hechas = 0
            if not hechas:
                await asyncio.sleep(SONDEO)

    async def dar_una_vuelta(self) -> int:
        """Toma lo que espera y lo manda. Dice de cuántas se ocupó."""
        envios, otras = await asyncio.wrap_future(self._puerta.hacer(self._tomar))
        finales = await asyncio.gather(*(self._mandar(envio) for envio in envios))
        if envios:
            await asyncio.wrap_future(self._puerta.hacer(lambda en: self._anotar(en, finales)))
        return sum(len(envio.tomadas) for envio in envios) + otras

    def _tomar(self, en: Mostrador) -> tuple[list[Envio], int]:
        """Lo que hay que mandar, y cuántas se resolvieron sin mandar nada."""
        tomadas = alertas.tomar(en.conexion, "persona", en.ahora, A_LA_VEZ)
        envios = []
        for tomada in tomadas:
            envio = self._decidir(en, tomada)
            if envio is not None:
                envios.append(envio)
        resueltas = len(tomadas) - len(envios)
        return self._juntar(en, envios), resueltas

    def _juntar(self, en: Mostrador, envios: Sequence[Envio]) -> list[Envio]:
        """A quien le llegan muchas, las que no caben sueltas van en un resumen, o esperan."""
        por_persona: dict[str, list[Envio]] = {}
        for envio in envios:
            por_persona.setdefault(f"{envio.via}:{envio.direccion}", []).append(envio)
        salen: list[Envio] = []
        for quien, suyos in por_persona.items():
            cupo = self._cupos.setdefault(quien, Cupo())
            caben = max(0, cupo.caben(en.ahora))
            sueltos, juntos = suyos[:caben], suyos[caben:]
            cupo.sueltos.extend([en.ahora] * len(sueltos))
            salen += sueltos
            if not juntos:
                continue
            if not cupo.cabe_resumen(en.ahora):
                esperan = [tomada for envio in juntos for tomada in envio.tomadas]
                luego = en.ahora + timedelta(seconds=SONDEO)
                alertas.devolver(en.conexion, esperan, luego)
                continue
            cupo.resumenes.append(en.ahora)
            salen += self._resumir(en, juntos)
        return salen

    def _resumir(self, en: Mostrador, juntos: Sequence[Envio]) -> list[Envio]:
        con_caso = [envio for envio in juntos if envio.visto is not None]
        ahora_no = con_caso[texto.POR_RESUMEN :]
        esperan = [tomada for envio in ahora_no for tomada in envio.tomadas]
        alertas.devolver(en.conexion, esperan, en.ahora + timedelta(seconds=SONDEO))
        puestos = con_caso[: texto.POR_RESUMEN]
        sueltos = [envio for envio in juntos if envio.visto is None]
        if not puestos:
            return sueltos
        vistos = [envio.visto for envio in puestos if envio.visto is not None]
        (dicho,) = texto.resumenes(vistos, self._raiz)
        tomadas = tuple(tomada for envio in puestos for tomada in envio.tomadas)
        uno = puestos[0]
        return [*sueltos, Envio(tomadas, uno.via, uno.direccion, Carta(dicho, "Rumbo"))]

    def _decidir(self, en: Mostrador, tomada: Tomada) -> Envio | None:
        if tomada.para == CANARIO:
            _llego_el_canario(en, tomada)
            return None
        guardado = None
        if tomada.caso != alertas.SIN_CASO:
            guardado = leer_caso(en, tomada.caso)
            if guardado is None or sobra(tomada, guardado.caso):
                alertas.llego(en.conexion, [tomada], "sobra")
                return None
        if not self._puestas:
            # Sin ninguna vía, la oficina solo mira el panel: ahí está.
            alertas.llego(en.conexion, [tomada], "panel")
            return None
        miembro = equipo.miembro(en.conexion, en.cifrado, tomada.para)
        contacto = Contacto(tomada.para)
        if miembro is not None and miembro.activa:
            contacto = Contacto(tomada.para, miembro.telegram, miembro.whatsapp, miembro.correo)
        via = vias.siguiente(contacto, self._puestas, tomada.vias)
        if via is None:
            self._rendirse(en, tomada)
            return None
        carta = self._escribir(tomada, guardado, en.ahora)
        visto = visto_de(guardado.caso) if guardado is not None else None
        return Envio((tomada,), via, contacto.direccion(via), carta, visto)

    def _escribir(self, tomada: Tomada, guardado: Guardado | None, ahora: datetime) -> Carta:
        if guardado is None:
            return de_la_maquina(tomada.motivo, self._raiz)
        return de_un_caso(guardado.caso, self._raiz, ahora)

    async def _mandar(self, envio: Envio) -> tuple[Envio, NoSalio | None]:
        try:
            mandar = self._puestas[envio.via]
            await mandar(envio.direccion, envio.carta, self._reloj())
        except NoSalio as fallo:
            registro.anotar(
                "aviso_sin_salir",
                canal=envio.via,
                estado=fallo.desenlace,
                clase=fallo.motivo,
                intento=envio.tomadas[0].intento,
            )
            return envio, fallo
        return envio, None

    def _anotar(self, en: Mostrador, finales: Sequence[tuple[Envio, NoSalio | None]]) -> None:
        for envio, fallo in finales:
            if fallo is None:
                alertas.llego(en.conexion, envio.tomadas, envio.via)
                continue
            for tomada in envio.tomadas:
                espera = None
                if fallo.desenlace in ("reintentar", "incierta"):
                    espera = vias.esperar(tomada.intento, fallo.espera)
                if espera is not None:
                    alertas.otra_vez(en.conexion, tomada, en.ahora + espera, fallo.motivo)
                else:
                    alertas.otra_via(en.conexion, tomada, envio.via, fallo.motivo)

    def _rendirse(self, en: Mostrador, tomada: Tomada) -> None:
        """A esa persona no se llega: el caso llama ya a otra."""
        alertas.no_llega(en.conexion, [tomada], "sin_via")
        registro.anotar("aviso_sin_via", clase=tomada.motivo)
        if tomada.caso != alertas.SIN_CASO:
            mover(en, tomada.caso, casos.NoLlega(tomada.para))


def leer_caso(en: Mostrador, id: str) -> Guardado | None:
    """El caso; nada, si ya no está o no se puede leer: uno roto no detiene a los demás."""
    try:
        return guardados.leer(en.conexion, en.cifrado, id)
    except ILEGIBLE as error:
        registro.anotar_error("caso_ilegible", error, caso=id)
        return None


def sobra(tomada: Tomada, caso: casos.Caso) -> bool:
    """La escalada ya no hace falta cuando alguien lo tomó; un caso cerrado no avisa de nada."""
    return not caso.vive or (tomada.motivo in casos.PELDANOS and not caso.sin_tomar)


def de_un_caso(caso: casos.Caso, raiz: str, ahora: datetime) -> Carta:
    visto = visto_de(caso)
    return Carta(
        texto.aviso(visto, raiz, ahora),
        texto.asunto(visto),
        caso.referencia if caso.sin_tomar else "",
    )


def de_la_maquina(motivo: str, raiz: str) -> Carta:
    cual = cast(texto.Apuro, motivo if motivo in get_args(texto.Apuro) else "prueba")
    return Carta(texto.apuro(cual, raiz), "Rumbo")


def visto_de(caso: casos.Caso) -> texto.Visto:
    """De un caso, lo único que un aviso puede saber."""
    situacion: texto.Situacion = "sin_tomar"
    if not caso.vive:
        situacion = "cerrado"
    elif not caso.sin_tomar:
        situacion = "tomado"
    return texto.Visto(caso.referencia, caso.nivel, caso.abierto, situacion)


def a_quien_administra(
    conexion: Connection, puerta: Puerta, apuro: texto.Apuro, clave: str, ahora: datetime
) -> None:
    """Llama a cada persona que administra. Con la misma ``clave``, una vez."""
    for miembro in equipo.miembros(conexion, puerta.almacen.cifrado):
        if "administra" in miembro.roles:
            alertas.llamar(conexion, clave, miembro.id, apuro, ahora)


def _llego_el_canario(en: Mostrador, tomada: Tomada) -> None:
    """Llegó a quien no es nadie: lo toma, lo cierra y no deja rastro."""
    alertas.llego(en.conexion, [tomada], "silencio")
    guardado = leer_caso(en, tomada.caso)
    if guardado is None or not guardado.prueba:
        return
    mover(en, tomada.caso, casos.Toma(CANARIO))
    mover(en, tomada.caso, casos.Cierra(CANARIO, "prueba"))
    pulsos.ver(en.conexion, int(guardado.caso.referencia.rpartition("-")[2]), en.ahora)
    guardados.destruir(en.conexion, tomada.caso)

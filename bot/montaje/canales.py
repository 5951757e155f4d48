"""Los canales de fuera, puestos según los ajustes, y lo que corre por ellos en el bucle.

Qué hace cada trabajo está en su cuarto: aquí se arman, se empiezan y se paran.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.ajustes import Ajustes
from bot.ajustes.canales import AjustesDeTwilio
from bot.almacen import plantillas
from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.avisos.por_telegram import PorTelegram
from bot.avisos.portero import Portero
from bot.avisos.reparto import Carta, Mandar
from bot.avisos.vias import Via
from bot.canales.base import Emisor, NoSalio
from bot.canales.telegram.envio import Telegram
from bot.canales.whatsapp import plantillas as de_plantillas
from bot.canales.whatsapp.envio import WhatsApp
from bot.canales.whatsapp.firma import Firma
from bot.canales.whatsapp.red import API, CONTENIDO
from bot.conciliacion import conciliar
from bot.contenido.estante import Estante
from bot.copias import repasar
from bot.entrega import Entrega, Ritmo
from bot.modelo import NombreCanal
from bot.montaje import avisos
from bot.montaje.avisos import Trabajo, poner_correo
from bot.motor.libro import Libro
from bot.recepcion import Recepcion
from bot.sondeo import sondear
from bot.turno import Puerta
from bot.vigia import cuidar
from bot.webhooks import ESTADO, TELEGRAM, ConTelegram, ConTwilio, Webhooks

VER_OPCIONES: Final = "ver_opciones"
REABRIR: Final = "reabrir"
ANUNCIO: Final = 30.0
"""Segundos entre dos intentos de decirle a Telegram dónde avisar."""


@dataclass(frozen=True, slots=True)
class Canales:
    """Las piezas de los canales, todavía paradas."""

    emisores: Mapping[NombreCanal, Emisor]
    entrega: Entrega
    recepcion: Recepcion
    webhooks: Webhooks
    trabajos: tuple[Trabajo, ...]

    @contextlib.asynccontextmanager
    async def en_marcha(self) -> AsyncIterator[None]:
        """Todo corriendo; al salir, lo que estaba saliendo termina y queda anotado."""
        for emisor in self.emisores.values():
            await emisor.empezar()
        tareas = [asyncio.create_task(cuidar(*trabajo)) for trabajo in self.trabajos]
        try:
            yield
        finally:
            self.entrega.parar()
            for tarea, (nombre, _) in zip(tareas, self.trabajos, strict=True):
                if nombre != "entrega":
                    tarea.cancel()
            await asyncio.gather(*tareas, return_exceptions=True)
            for emisor in self.emisores.values():
                await emisor.cerrar()


def poner_canales(
    ajustes: Ajustes,
    puerta: Puerta,
    estante: Estante,
    reloj: Callable[[], datetime],
    recibe: bool = True,
) -> Canales:
    """Los canales de los ajustes. Sin ``recibe``, solo mandan: es un trabajador aparte."""
    almacen = puerta.almacen
    telegram, whatsapp = poner_telegram(ajustes), poner_whatsapp(ajustes, almacen, estante)
    emisores: dict[NombreCanal, Emisor] = {}
    ritmos: dict[NombreCanal, tuple[Emisor, Ritmo]] = {}
    if telegram is not None and ajustes.telegram is not None:
        emisores["telegram"] = telegram
        ritmo = Ritmo(ajustes.telegram.ritmo, ajustes.telegram.espacio)
        ritmos["telegram"] = (telegram, ritmo)
    if whatsapp is not None and ajustes.twilio is not None:
        emisores["whatsapp"] = whatsapp
        ritmo = Ritmo(ajustes.twilio.ritmo, ajustes.twilio.espacio, guarda_copia=True)
        ritmos["whatsapp"] = (whatsapp, ritmo)
    entrega = Entrega(almacen, estante, ritmos, reloj)
    # Twilio tiene su respaldo; en Telegram no hay quien diga los números por nosotros.
    auxilian: dict[NombreCanal, Emisor] = {"telegram": telegram} if telegram else {}
    recepcion = Recepcion(puerta, estante, reloj, entrega.tocar, auxilian)
    avisos_de_telegram = PorTelegram(telegram) if telegram else None
    portero = None
    if telegram is not None and ajustes.telegram is not None:
        portero = Portero(puerta, telegram, ajustes.telegram.grupo, reloj)
    con_telegram, con_twilio = _con_telegram(ajustes, telegram, portero), _con_twilio(ajustes)
    webhooks = Webhooks(recepcion, almacen, estante, reloj, con_telegram, con_twilio)
    trabajos: list[Trabajo] = [
        *avisos.trabajos(
            ajustes,
            puerta,
            reloj,
            _vias(avisos_de_telegram, whatsapp),
            avisos_de_telegram,
            recibe=recibe,
            reparte=ajustes.entrega_aqui or not recibe,
        )
    ]
    if recibe and portero is not None:
        trabajos.append(("portero", portero.correr))
    if emisores and (ajustes.entrega_aqui or not recibe):
        trabajos.append(("entrega", entrega.correr))
        if whatsapp is not None:
            trabajos.append(("copias", lambda: repasar(almacen, whatsapp, reloj)))
    if recibe and telegram is not None and ajustes.telegram is not None:
        if con_telegram is not None:
            secreto, url = con_telegram.secreto, ajustes.url_publica + TELEGRAM
            trabajos.append(("anuncio", lambda: _anunciar(telegram, url, secreto)))
        else:
            equipo = portero.atender if portero else None
            trabajos.append(("sondeo", lambda: sondear(telegram, recepcion, reloj, equipo)))
    if recibe and whatsapp is not None:
        trabajos.append(("conciliacion", lambda: conciliar(whatsapp, recepcion, reloj)))
    return Canales(emisores, entrega, recepcion, webhooks, tuple(trabajos))


def poner_telegram(ajustes: Ajustes) -> Telegram | None:
    """El bot de los ajustes, si lo hay."""
    puesto = ajustes.telegram
    return Telegram(puesto.token.get_secret_value(), puesto.api) if puesto else None


def poner_whatsapp(ajustes: Ajustes, almacen: Almacen, estante: Estante) -> WhatsApp | None:
    """El número de los ajustes, si lo hay, con las plantillas que se hayan preparado."""
    puesto = ajustes.twilio
    if puesto is None:
        return None
    return WhatsApp(
        puesto.cuenta,
        puesto.token.get_secret_value(),
        puesto.numero,
        ajustes.url_publica + ESTADO,
        lambda: _plantillas(almacen),
        lambda idioma: estante.libro.traducir(estante.libro.frases[VER_OPCIONES], idioma),
        api=puesto.api,
        # Quien pone un intermediario lo pone para todo Twilio.
        contenido=CONTENIDO if puesto.api == API else puesto.api,
    )


async def revisar(ajustes: Ajustes, almacen: Almacen, estante: Estante) -> dict[str, list[str]]:
    """De cada canal puesto, lo que hay que arreglar."""
    telegram, whatsapp = poner_telegram(ajustes), poner_whatsapp(ajustes, almacen, estante)
    hallado = {}
    if telegram is not None:
        avisa = _con_telegram(ajustes, telegram) is not None
        await telegram.empezar()
        hallado["telegram"] = await telegram.revisar(
            ajustes.url_publica + TELEGRAM if avisa else ""
        )
        await telegram.cerrar()
    if whatsapp is not None:
        await whatsapp.empezar()
        hallado["whatsapp"] = await whatsapp.revisar()
        await whatsapp.cerrar()
    correo = poner_correo(ajustes)
    if correo is not None:
        hallado["correo"] = await correo.revisar()
    return hallado


def preparar_plantillas(
    ajustes: AjustesDeTwilio, libro: Libro
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Las que ya se pueden usar, con su nombre en Twilio, y los nombres de todas.

    Levanta ``NoSalio`` si Twilio no quiere.
    """
    contenido = CONTENIDO if ajustes.api == API else ajustes.api
    cliente = de_plantillas.crear_cliente(
        ajustes.cuenta, ajustes.token.get_secret_value(), ajustes.api, contenido
    )
    invitan = {
        idioma: libro.traducir(libro.frases[REABRIR], idioma) for idioma in libro.ficha.idiomas
    }
    todas = (*de_plantillas.todas(invitan), de_plantillas.AVISO)
    return de_plantillas.preparar(cliente, todas), tuple(p.nombre for p in todas)


def _plantillas(almacen: Almacen) -> Mapping[str, str]:
    """Sin base, ninguna: el texto numerado dice lo mismo."""
    try:
        with almacen.leer() as conexion:
            return plantillas.leer(conexion)
    except AlmacenCaido:
        return {}


def _vias(telegram: PorTelegram | None, whatsapp: WhatsApp | None) -> dict[Via, Mandar]:
    puestas: dict[Via, Mandar] = {}
    if telegram is not None:
        puestas["telegram"] = telegram.mandar
    if whatsapp is not None:

        async def por_whatsapp(direccion: str, carta: Carta, ahora: datetime) -> None:
            para = direccion.removeprefix("whatsapp:")
            await whatsapp.avisar(f"whatsapp:{para}", carta.texto)

        puestas["whatsapp"] = por_whatsapp
    return puestas


def _con_telegram(
    ajustes: Ajustes, emisor: Telegram | None, portero: Portero | None = None
) -> ConTelegram | None:
    puesto = ajustes.telegram
    if puesto is None or emisor is None or not puesto.secreto.get_secret_value():
        return None
    secreto = puesto.secreto.get_secret_value()
    return ConTelegram(emisor, emisor.bot_id, secreto, portero.atender if portero else None)


def _con_twilio(ajustes: Ajustes) -> ConTwilio | None:
    puesto = ajustes.twilio
    if puesto is None:
        return None
    llave = puesto.llave_de_firma.get_secret_value()
    firma = Firma(
        puesto.token.get_secret_value(),
        puesto.token_anterior.get_secret_value(),
        llave,
        "sha256" if llave else "sha1",
    )
    return ConTwilio(firma, ajustes.url_publica)


async def _anunciar(telegram: Telegram, url: str, secreto: str) -> None:
    """Le dice a Telegram dónde avisar, hasta que lo acepta."""
    while True:
        try:
            await telegram.poner_webhook(url, secreto)
        except NoSalio:
            await asyncio.sleep(ANUNCIO)
        else:
            return

"""Los comandos de los canales: mandar aparte, ver qué no salió, comprobar y preparar."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.ajustes import Ajustes


def leer_o_salir() -> Ajustes:
    from bot.ajustes import AjustesMalos, leer_ajustes
    from bot.montaje import mirar_llaves

    try:
        return leer_ajustes(mirar_llaves)
    except AjustesMalos as error:
        click.echo(error, err=True)
        raise SystemExit(2) from None


@click.command()
def entregar() -> None:
    """Manda lo que espera en la bandeja, aparte del servidor (ENTREGA=aparte)."""
    from bot import registro
    from bot.ajustes import AjustesMalos
    from bot.montaje import con_canales, montar

    registro.configurar()
    try:
        montaje = montar(leer_o_salir())
    except AjustesMalos as error:
        click.echo(error, err=True)
        raise SystemExit(2) from None
    canales = con_canales(montaje, recibe=False)
    if canales is None:
        montaje.puerta.cerrar()
        click.echo("No hay canales: da TELEGRAM_TOKEN, o los ajustes de Twilio.", err=True)
        raise SystemExit(2)

    async def correr() -> None:
        parar = asyncio.Event()
        for aviso in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(aviso, parar.set)
        async with canales.en_marcha():
            click.echo(f"Mandando por {', '.join(canales.emisores)}. Para detenerlo: Ctrl-C.")
            await parar.wait()

    montaje.empezar()
    try:
        asyncio.run(correr())
    finally:
        montaje.cerrar()


@click.command()
def migrar() -> None:
    """Pone la base al día antes de empezar (lo hace también cada proceso al abrirla)."""
    from bot.ajustes import AjustesMalos
    from bot.montaje import abrir_almacen

    try:
        abrir_almacen(leer_o_salir()).cerrar()
    except AjustesMalos as error:
        click.echo(error, err=True)
        raise SystemExit(2) from None
    click.echo("La base está al día.")


@click.command()
def bandeja() -> None:
    """Dice qué espera para salir y qué no salió, y por qué. Nunca a quién, ni qué decía."""
    from datetime import UTC, datetime

    from bot.almacen import cuentas
    from bot.directorio import LIMA
    from bot.montaje import abrir_almacen

    almacen = abrir_almacen(leer_o_salir())
    try:
        with almacen.leer() as conexion:
            cifras = cuentas.de_la_bandeja(conexion, datetime.now(UTC))
            quietas = cuentas.sin_salir(conexion)
    finally:
        almacen.cerrar()
    click.echo(f"Lo más viejo espera desde hace {cifras['espera_s']} s.")
    click.echo(f"No salieron: {cifras['sin_salir']}.")
    for canal, estado, motivo, cuantas, ultima in quietas:
        cuando = ultima.astimezone(LIMA).strftime("%Y-%m-%d")
        click.echo(f"  {canal}: {cuantas} {estado} ({motivo}), la última el {cuando}")


@click.group()
def canales() -> None:
    """Los canales de fuera: Telegram y WhatsApp."""


@canales.command()
def probar() -> None:
    """Comprueba claves, avisos y plantillas, y dice qué hacer con lo que falte."""
    from bot.montaje import montar
    from bot.montaje.canales import revisar

    montaje = montar(leer_o_salir())
    try:
        almacen, estante = montaje.puerta.almacen, montaje.estante
        hallado = asyncio.run(revisar(montaje.ajustes, almacen, estante))
    finally:
        montaje.puerta.cerrar()
    if not hallado:
        click.echo("No hay canales: da TELEGRAM_TOKEN, o los ajustes de Twilio.")
        raise SystemExit(1)
    for canal, problemas in hallado.items():
        click.echo(f"{canal}: {'bien' if not problemas else 'hay que arreglar'}")
        for problema in problemas:
            click.echo(f"  - {problema}")
    if any(hallado.values()):
        raise SystemExit(1)


@click.group()
def whatsapp() -> None:
    """Lo que WhatsApp necesita en Twilio."""


@whatsapp.command()
def plantillas() -> None:
    """Hace en Twilio las plantillas que falten, y recuerda las que ya se pueden usar.

    Repetirla no hace nada dos veces; sirve también para ver si Meta aprobó las que esperan.
    """
    from bot.almacen import plantillas as guardadas
    from bot.canales.base import NoSalio
    from bot.contenido.libro import leer_libro
    from bot.montaje import abrir_almacen
    from bot.montaje.canales import preparar_plantillas

    ajustes = leer_o_salir()
    if ajustes.twilio is None:
        click.echo("Faltan los ajustes de Twilio: TWILIO_CUENTA, TWILIO_TOKEN…", err=True)
        raise SystemExit(2)
    libro, problemas = leer_libro(ajustes.contenido)
    if libro is None:
        click.echo(f"Hay {len(problemas)} problemas en el contenido: «bot validar».", err=True)
        raise SystemExit(1)
    almacen = abrir_almacen(ajustes)
    try:
        listas, todas = preparar_plantillas(ajustes.twilio, libro)
        almacen.hacer(lambda conexion: guardadas.guardar(conexion, listas)).result()
    except NoSalio as error:
        click.echo(f"Twilio no quiso ({error.motivo}). Mira «bot canales probar».", err=True)
        raise SystemExit(1) from None
    finally:
        almacen.cerrar()
    click.echo(f"Listas: {len(listas)} de {len(todas)}.")
    for nombre in todas:
        if nombre not in listas:
            click.echo(f"  {nombre}: espera que Meta la apruebe. Vuelve a probar mañana.")

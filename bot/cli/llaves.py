"""Los comandos de la llave de recuperación: la que se guarda en papel."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from bot.cli.canales import leer_o_salir


@click.group()
def llaves() -> None:
    """La llave de recuperación, para cuando nadie puede abrir los casos."""


@llaves.command()
@click.option("--otra", is_flag=True, help="Hace otra; la que hubiera deja de abrir.")
def recuperacion(otra: bool) -> None:
    """Hace la llave de recuperación y la enseña una sola vez. Cópiala en papel."""
    from bot.almacen import auditoria, oficina, sellos
    from bot.montaje import abrir_almacen

    par, ahora = sellos.nuevo_par(), datetime.now(UTC)
    almacen = abrir_almacen(leer_o_salir())

    def poner(conexion: Connection) -> bool:
        if oficina.recuperacion(conexion) is not None and not otra:
            return False
        oficina.poner_recuperacion(conexion, par.publica)
        auditoria.anotar(conexion, almacen.cifrado, "hace_recuperacion", ahora=ahora)
        return True

    try:
        hecha = almacen.hacer(poner).result()
    finally:
        almacen.cerrar()
    if not hecha:
        click.echo("Ya hay una llave de recuperación. Con --otra se reemplaza.", err=True)
        raise SystemExit(1)
    click.echo("Llave de recuperación. Cópiala en papel y guárdala bajo llave; no se repite:\n")
    click.echo(f"  {sellos.privada_a_papel(par.privada)}\n")
    click.echo("Quien la tenga puede abrir todos los casos: no la guardes en esta máquina.")


@llaves.command()
@click.argument("usuario")
def recuperar(usuario: str) -> None:
    """Con la llave de papel, USUARIO puede abrir todos los casos. La pide sin mostrarla."""
    from bot.almacen import auditoria, equipo, llaves_de_caso, sellos
    from bot.montaje import abrir_almacen

    pedir = sys.stdin.isatty()
    escrita = (
        click.prompt("Llave de recuperación", hide_input=True) if pedir else sys.stdin.readline()
    )
    ahora = datetime.now(UTC)
    almacen = abrir_almacen(leer_o_salir())

    def sellar(conexion: Connection) -> int:
        persona = equipo.por_usuario(conexion, almacen.cifrado, usuario)
        if persona is None or not persona.activa:
            raise sellos.NoAbre(f"No hay nadie activo con el usuario «{usuario}».")
        privada = sellos.privada_de_papel(escrita)
        cuantos = llaves_de_caso.recuperar(conexion, privada, persona.id)
        auditoria.anotar(
            conexion, almacen.cifrado, "recupera", persona.id, dato=str(cuantos), ahora=ahora
        )
        return cuantos

    try:
        cuantos = almacen.hacer(sellar).result()
    except sellos.NoAbre as error:
        click.echo(error, err=True)
        raise SystemExit(1) from None
    finally:
        almacen.cerrar()
    click.echo(f"{usuario} ya puede abrir {cuantos} casos más.")

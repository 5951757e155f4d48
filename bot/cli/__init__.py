"""La orden ``bot``: cada subcomando llama a un cuarto y escribe lo que dijo.

Aquí no se decide nada: se leen los argumentos, se llama y se imprime. Un error
de quien lo usa sale con 1; una configuración mala, con 2.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from bot.cli import canales, llaves
from bot.contenido.libro import leer_libro
from bot.contenido.nodo import Problema
from bot.directorio import LIMA
from bot.motor.libro import Libro

RAIZ = Path(__file__).resolve().parents[2]
"""Donde están ``flujos/`` y ``directorio.yaml`` si nadie dice otra cosa."""

CON_CONTENIDO = click.option(
    "--contenido",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=RAIZ,
    help="Carpeta con flujos/ y directorio.yaml.",
)


class Instante(click.ParamType[datetime]):
    """``2026-03-14T22:30``, hora de Tumbes."""

    name = "fecha y hora"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            leido = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"«{value}» no es una fecha; escríbela como 2026-03-14T22:30", param, ctx)
        return leido if leido.tzinfo else leido.replace(tzinfo=LIMA)


def _ahora() -> datetime:
    return datetime.now(UTC)


AHORA = click.option(
    "--ahora", type=Instante(), default=_ahora, help="Fecha y hora de Tumbes: 2026-03-14T22:30."
)


def _dia(_: click.Context, __: click.Parameter, valor: str | None) -> date | None:
    try:
        return date.fromisoformat(valor) if valor else None
    except ValueError:
        raise click.BadParameter(f"«{valor}» no es un día; escríbelo como 2026-03-14") from None


def _leer(contenido: Path) -> tuple[Libro | None, list[Problema]]:
    """El libro, de memoria si esta instalación ya lo leyó."""
    from bot.ajustes import AjustesMalos, leer_ajustes

    try:
        ajustes = leer_ajustes()
        if ajustes.datos.exists():
            from bot.montaje import memoria

            return memoria(ajustes).leer(contenido)
    except AjustesMalos:
        pass  # Sin una instalación en marcha también se puede probar el contenido.
    return leer_libro(contenido)


def _abrir(contenido: Path) -> Libro:
    libro, problemas = _leer(contenido)
    if libro is None:
        _mostrar(problemas)
        raise SystemExit(1)
    return libro


def _mostrar(problemas: list[Problema]) -> None:
    for problema in problemas:
        click.echo(problema)


@click.group(context_settings={"help_option_names": ["--ayuda", "-h", "--help"]})
def main() -> None:
    """Rumbo: orienta a personas refugiadas y migrantes en Tumbes."""


@main.command()
def servir() -> None:
    """Sirve la página y los canales, con los ajustes del entorno."""
    from bot.ajustes import AjustesMalos, leer_ajustes
    from bot.montaje import mirar_llaves
    from bot.servidor import servir as arrancar

    try:
        arrancar(leer_ajustes(mirar_llaves))
    except AjustesMalos as error:
        click.echo(error, err=True)
        raise SystemExit(2) from None


main.add_command(canales.entregar)
main.add_command(canales.migrar)
main.add_command(canales.bandeja)
main.add_command(canales.canales)
main.add_command(canales.whatsapp)
main.add_command(llaves.llaves)


@main.command()
@CON_CONTENIDO
@click.option("--canal", type=click.Choice(["whatsapp", "telegram", "web"]), default=None)
@click.option("--idioma", default="", help="Idioma de la persona: es, fr, en…")
@click.option("--guardia", multiple=True, help="Un equipo con alguien de turno; se repite.")
@AHORA
@click.option(
    "--guardar",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Escribe la conversación como charla en este archivo.",
)
def simular(
    contenido: Path,
    canal: str | None,
    idioma: str,
    guardia: tuple[str, ...],
    ahora: datetime,
    guardar: Path | None,
) -> None:
    """Conversa con el bot en la terminal.

    Cada línea es un mensaje. «:pasan 2 h» adelanta el reloj, «:manda audio» manda
    algo que no es texto y «:oficina atiende» hace que la atienda una persona (también
    «calla» y «cierra»). Termina con Ctrl-D.
    """
    from bot.charlas.simulador import simular as conversar

    conversar(
        _abrir(contenido),
        canal=canal,
        idioma=idioma,
        guardia=guardia,
        ahora=ahora,
        guardar=guardar,
        lineas=sys.stdin,
        terminal=sys.stdin.isatty(),
        decir=click.echo,
    )


@main.command()
@CON_CONTENIDO
def validar(contenido: Path) -> None:
    """Dice todo lo que está mal en los flujos y el directorio."""
    libro, problemas = leer_libro(contenido)
    _mostrar(problemas)
    errores = sum(problema.grave for problema in problemas)
    avisos = len(problemas) - errores
    if libro is None:
        click.echo(f"{errores} errores, {avisos} avisos.", err=True)
        raise SystemExit(1)
    pasos = sum(len(flujo.pasos) for flujo in libro.flujos.values())
    click.echo(f"Bien: {len(libro.flujos)} flujos, {pasos} pasos, {avisos} avisos.")


@main.command()
@CON_CONTENIDO
@click.argument("rutas", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--actualizar", is_flag=True, help="Escribe en cada charla lo que el bot dice hoy.")
def probar(contenido: Path, rutas: tuple[Path, ...], actualizar: bool) -> None:
    """Corre las charlas y dice qué pasos no visita ninguna."""
    from bot.charlas.archivo import probar as correr_todas

    bien = correr_todas(
        _abrir(contenido),
        rutas or (contenido / "tests" / "charlas",),
        actualizar=actualizar,
        decir=click.echo,
    )
    if not bien:
        raise SystemExit(1)


@main.command()
@CON_CONTENIDO
@click.option("--html", is_flag=True, help="Un índice en HTML en lugar de Mermaid.")
def diagrama(contenido: Path, html: bool) -> None:
    """Dibuja los flujos: texto Mermaid, o un índice HTML con enlaces."""
    from bot.diagrama import esquema_html, mermaid

    libro = _abrir(contenido)
    click.echo(esquema_html(libro) if html else mermaid(libro))


@main.command()
@CON_CONTENIDO
def cobertura(contenido: Path) -> None:
    """Dice por dónde se llega a cada cosa que se sabe, y qué charla lo prueba."""
    from bot.charlas.archivo import visitas
    from bot.cobertura import buscar, faltas, pintar
    from bot.contenido.respaldo import leer_respaldo

    libro, respaldo = _abrir(contenido), leer_respaldo(contenido)
    filas = buscar(libro, respaldo, visitas(libro, (contenido / "tests" / "charlas",)))
    click.echo(pintar(respaldo, filas), nl=False)
    pendientes = faltas(respaldo, filas)
    for falta in pendientes:
        click.echo(falta, err=True)
    if pendientes:
        raise SystemExit(1)


@main.command()
@click.argument("que", type=click.Choice(["flujo", "charla"]), default="flujo")
def esquema(que: str) -> None:
    """Escribe el JSON Schema que usan los editores de texto."""
    import json

    from bot.contenido import esquema as esquemas

    hacer: Callable[[], dict[str, Any]] = (
        esquemas.esquema_de_flujo if que == "flujo" else esquemas.esquema_de_charla
    )
    click.echo(json.dumps(hacer(), ensure_ascii=False, indent=2))


@main.command()
@CON_CONTENIDO
@click.option("--faltan", is_flag=True, help="Lista lo que falta y lo dudoso, uno por línea.")
def traducir(contenido: Path, faltan: bool) -> None:
    """Pone al día los catálogos de flujos/idiomas y dice cuánto falta."""
    from bot.contenido.catalogos import poner_al_dia

    for avance in poner_al_dia(contenido, _abrir(contenido)):
        click.echo(
            f"{avance.idioma}: {avance.traducidos} de {avance.textos} textos; "
            f"{len(avance.dudosos)} dudosos, {len(avance.faltan)} sin traducir."
        )
        if faltan:
            for clase, lista in (("dudoso", avance.dudosos), ("falta", avance.faltan)):
                for texto in lista:
                    click.echo(f"  [{clase}] {' '.join(texto.split())[:100]}")


@main.command()
@CON_CONTENIDO
@click.argument("texto")
def entender(contenido: Path, texto: str) -> None:
    """Explica qué entiende el bot de un mensaje, y por qué."""
    from bot.comprension.explicar import explicar

    libro = _abrir(contenido)
    click.echo(explicar(texto, libro.saber, libro.ficha.seguro, libro.ficha.dudoso))


@main.command()
@CON_CONTENIDO
@click.argument("archivo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fallos", is_flag=True, help="Además, cada mensaje que salió mal.")
@click.option("--solo-cifras", is_flag=True, help="Nunca escribe un texto ni un nombre.")
@click.option("--jsonl", is_flag=True, help="Una predicción por línea, y nada más.")
def evaluar(contenido: Path, archivo: Path, fallos: bool, solo_cifras: bool, jsonl: bool) -> None:
    """Mide lo que se entiende con mensajes etiquetados (JSONL)."""
    from bot import evaluacion

    if solo_cifras and (fallos or jsonl):
        raise click.UsageError("--solo-cifras no va con --fallos ni con --jsonl.")
    try:
        mensajes = evaluacion.leer_mensajes(archivo)
    except evaluacion.ArchivoMalo as error:
        click.echo(error, err=True)
        raise SystemExit(1) from None
    resultados = evaluacion.evaluar(mensajes, _abrir(contenido))
    if jsonl:
        lineas = list(evaluacion.predicciones(resultados))
    else:
        lineas = [
            *evaluacion.cifras(resultados),
            *(evaluacion.fallos(resultados) if fallos else ()),
        ]
    for linea in lineas:
        click.echo(linea)


@main.command()
@click.option("--desde", required=True, callback=_dia, help="Primer día: 2026-03-01.")
@click.option("--hasta", required=True, callback=_dia, help="Último día: 2026-03-31.")
def informe(desde: date, hasta: date) -> None:
    """Cuenta qué se pidió y qué faltó, sin personas."""
    from bot.ajustes import AjustesMalos, leer_ajustes
    from bot.informes import informe as hacer
    from bot.informes import pintar
    from bot.montaje import abrir_almacen, mirar_llaves

    try:
        almacen = abrir_almacen(leer_ajustes(mirar_llaves))
    except AjustesMalos as error:
        click.echo(error, err=True)
        raise SystemExit(2) from None
    try:
        click.echo(pintar(hacer(almacen, desde, hasta)))
    finally:
        almacen.cerrar()


@main.group()
def directorio() -> None:
    """El directorio de servicios."""


@directorio.command()
@CON_CONTENIDO
@AHORA
def revisar(contenido: Path, ahora: datetime) -> None:
    """Lista los datos por antigüedad y confianza, para saber qué confirmar."""
    from bot.directorio import pintar_revision
    from bot.directorio import revisar as hacer

    click.echo(pintar_revision(hacer(_abrir(contenido).directorio, ahora)))


@main.group()
def nuevo() -> None:
    """Empieza algo nuevo con un esqueleto que ya vale."""


@nuevo.command()
@CON_CONTENIDO
@click.argument("nombre")
def flujo(contenido: Path, nombre: str) -> None:
    """Empieza un flujo con su tema y su charla."""
    from bot.charlas.nueva import NoSePuede, nuevo_flujo

    try:
        tocados = nuevo_flujo(contenido, nombre)
    except NoSePuede as error:
        click.echo(error, err=True)
        raise SystemExit(1) from None
    for ruta in tocados:
        click.echo(f"Escrito: {ruta}")
    click.echo("Ahora edita el flujo y corre «bot validar» y «bot probar».")

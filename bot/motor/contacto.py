"""Antes de derivar: si aceptó, cómo prefiere que se la contacte y quién está de turno.

Lo que se pregunta está en el flujo ``acuerdo`` de ``flujos/comun/``; sus opciones anotan los
datos de aquí. Si con eso se le puede escribir lo dice ``bot/proteccion/acuerdo.py``.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from datetime import datetime

from bot.modelo import Circunstancias, Deriva, Marco
from bot.motor.condiciones import EstadoDeGuardia
from bot.motor.libro import Libro
from bot.motor.pasos import Derivar
from bot.motor.textos import momento

FLUJO_DE_ACUERDO = "acuerdo"
CONSENTIMIENTO = "consentimiento"
ACUERDO = (
    "como",
    "telefono_compartido",
    "telefono",
    "franja",
    "presentacion",
    "si_contesta_otra",
)
"""Los datos del acuerdo, con los nombres con que llegan al caso."""


def olvidar(datos: MutableMapping[str, str]) -> None:
    """Lo del acuerdo no se recuerda: ni el de antes vale para otro caso."""
    for nombre in (CONSENTIMIENTO, *ACUERDO):
        datos.pop(nombre, None)


def derivacion(pedido: Derivar, datos: MutableMapping[str, str]) -> Deriva | None:
    """Lo que se pide al equipo, y se olvida el acuerdo. ``None`` si no aceptó.

    Sin contacto es un aviso: no lleva nada suyo.
    """
    version = "" if pedido.contacto == "no" else datos.get(CONSENTIMIENTO, "")
    resumen = tuple((n, datos[n]) for n in pedido.resumen if n in datos) if version else ()
    acuerdo = tuple((n, datos[n]) for n in ACUERDO if datos.get(n)) if version else ()
    olvidar(datos)
    if not version and pedido.contacto != "no":
        return None
    return Deriva(
        pedido.equipo, pedido.urgencia, pedido.motivo, pedido.plazo, resumen, version, acuerdo
    )


def pedido_de(libro: Libro, pila: Sequence[Marco]) -> Derivar | None:
    """El ``derivar`` que espera debajo, o en el último paso."""
    for marco in reversed(pila):
        paso = libro.paso(marco)
        if paso is not None and isinstance(paso.accion, Derivar):
            return paso.accion
    return None


def equipo_de(libro: Libro, pila: Sequence[Marco]) -> str:
    """El equipo que atiende esto: el del ``derivar``, o el del tema del flujo."""
    pedido = pedido_de(libro, pila)
    if pedido is not None:
        return pedido.equipo
    for marco in reversed(pila):
        flujo = libro.flujos.get(marco.flujo)
        if flujo is not None and flujo.temas:
            return libro.equipos.de_tema(flujo.temas[0])
    return libro.equipos.por_defecto


def guardia(libro: Libro, pila: Sequence[Marco], circunstancias: Circunstancias) -> EstadoDeGuardia:
    """¿Hay alguien de ese equipo de turno ahora?"""
    return "hay" if equipo_de(libro, pila) in circunstancias.de_guardia else "nadie"


def guardia_dicha(
    libro: Libro,
    pila: Sequence[Marco],
    circunstancias: Circunstancias,
    idioma: str,
    ahora: datetime,
) -> str:
    """Lo mismo, como se lee: si no hay nadie, también cuándo vuelve a haber, si se sabe."""
    equipo = equipo_de(libro, pila)
    if equipo in circunstancias.de_guardia:
        return libro.traducir(libro.frases["guardia_hay"], idioma)
    cuando = dict(circunstancias.proximo).get(equipo)
    if cuando is None:
        return libro.traducir(libro.frases["guardia_nadie"], idioma)
    vuelve = libro.traducir(libro.frases["guardia_vuelve"], idioma)
    return f"{vuelve} {momento(libro, cuando, idioma, ahora)}."

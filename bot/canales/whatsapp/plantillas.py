"""Las plantillas de Twilio: botones y listas para cualquier menú, y reabrir la ventana.

Twilio no manda botones sin una plantilla hecha antes, ni admite saltos de línea o vacíos
en un hueco: por eso hay una por número de opciones y de renglones, con un hueco por
renglón. Sirven para cualquier texto e idioma. Lo que dicen los textos no va aquí.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.canales.base import cortar
from bot.canales.whatsapp.codigos import de_excepcion
from bot.canales.whatsapp.pintura import BOTONES, TITULO_DE_BOTON, Mensaje
from bot.canales.whatsapp.red import API, CONTENIDO, Direcciones, RedSincrona

RENGLONES: Final = 8
"""Renglones de texto, sin contar las opciones, que llevan botones; con más, va sin ellos."""

OPCIONES: Final = 8
"""Lo más que ofrece un menú."""

EN_META: Final = {"ht": "fr", "pt": "pt_BR"}
"""Los idiomas que Meta llama de otro modo, o no conoce: el criollo va con el francés."""

APROBADA: Final = "approved"
SIN_PEDIR: Final = "unsubmitted"


@dataclass(frozen=True, slots=True)
class Plantilla:
    """Una plantilla como la pide Twilio. ``aprobar``: la tiene que ver Meta antes de usarla."""

    nombre: str
    tipos: Mapping[str, object]
    variables: Mapping[str, str]
    idioma: str = "es"
    aprobar: bool = False

    @property
    def amistoso(self) -> str:
        """Su nombre en Twilio: cambia si cambia lo que dice, y así no se hace dos veces."""
        cuerpo = json.dumps([self.tipos, self.variables, self.idioma], sort_keys=True)
        return f"rumbo_{self.nombre}_{hashlib.sha256(cuerpo.encode()).hexdigest()[:12]}"


def reabrir(idioma: str) -> str:
    """El nombre de la plantilla que invita a escribir cuando la ventana se cerró."""
    return f"reabrir_{idioma}"


AVISO: Final = Plantilla(
    "aviso_equipo",
    {"twilio/text": {"body": "Hay un aviso del panel: {{1}} Entra cuando puedas."}},
    {"1": "🔴 TUM-0001 · nivel 1 · 0 min"},
    aprobar=True,
)
"""La del equipo: dice lo mismo que cualquier aviso, y a la persona nunca le llega."""


def todas(invitaciones: Mapping[str, str]) -> tuple[Plantilla, ...]:
    """Las que Rumbo usa. ``invitaciones``: idioma → el texto para reabrir la ventana."""
    interactivas = (
        _interactiva(opciones, renglones)
        for opciones in range(1, OPCIONES + 1)
        for renglones in range(1, RENGLONES + 1)
    )
    invitan = (
        Plantilla(
            reabrir(idioma),
            {"twilio/text": {"body": texto.strip()}},
            {},
            EN_META.get(idioma, idioma),
            aprobar=True,
        )
        for idioma, texto in sorted(invitaciones.items())
    )
    return (*interactivas, *invitan)


def elegir(mensaje: Mensaje, rotulo: str) -> tuple[str, dict[str, str]] | None:
    """El nombre de la plantilla de ``mensaje`` y sus huecos; ``None`` si va en texto.

    ``rotulo`` es lo que se lee en el botón que abre la lista.
    """
    opciones = len(mensaje.botones)
    lineas = [linea for linea in map(_en_una, mensaje.cuerpo.split("\n")) if linea]
    renglones = len(lineas) - opciones
    if not 0 < opciones <= OPCIONES or not 0 < renglones <= RENGLONES:
        return None
    abre = [cortar(_en_una(rotulo), TITULO_DE_BOTON)] if opciones > BOTONES else []
    botones = [valor for b in mensaje.botones for valor in (_en_una(b.titulo), b.id)]
    huecos = {str(n): valor for n, valor in enumerate([*lineas, *abre, *botones], 1)}
    return _nombre(opciones, renglones), huecos


def crear_cliente(cuenta: str, token: str, api: str = API, contenido: str = CONTENIDO) -> Client:
    """El cliente síncrono con que se hacen las plantillas, fuera del servidor."""
    return Client(cuenta, token, http_client=RedSincrona(Direcciones(api, contenido)))


def preparar(cliente: Client, plantillas: Iterable[Plantilla]) -> dict[str, str]:
    """Hace las que falten y da nombre → ``HX…`` de las que ya se pueden usar.

    Repetirla no hace nada dos veces: sirve también para ver si Meta aprobó las que
    esperan, que no están en lo que da. Levanta ``NoSalio`` si Twilio no quiere.
    """
    try:
        hechas = {c.friendly_name: str(c.sid) for c in cliente.content.v1.contents.list()}
        listas: dict[str, str] = {}
        for plantilla in plantillas:
            sid = hechas.get(plantilla.amistoso) or _crear(cliente, plantilla)
            if not plantilla.aprobar or _aprobada(cliente, sid, plantilla):
                listas[plantilla.nombre] = sid
    except TwilioException as error:
        raise de_excepcion(error) from None
    return listas


def _crear(cliente: Client, plantilla: Plantilla) -> str:
    contenidos = cliente.content.v1.contents
    pedido = contenidos.ContentCreateRequest(
        {
            "friendly_name": plantilla.amistoso,
            "language": plantilla.idioma,
            "variables": dict(plantilla.variables),
            "types": dict(plantilla.tipos),
        }
    )
    return str(contenidos.create(pedido).sid)


def _aprobada(cliente: Client, sid: str, plantilla: Plantilla) -> bool:
    """¿La aprobó Meta? Si todavía no se le pidió, se le pide."""
    contenido = cliente.content.v1.contents(sid)
    estado = (contenido.approval_fetch().fetch().whatsapp or {}).get("status") or SIN_PEDIR
    if estado == SIN_PEDIR:
        pedir = contenido.approval_create
        pedido = pedir.ContentApprovalRequest(
            {"name": plantilla.amistoso, "category": "UTILITY"},
        )
        pedir.create(pedido)
    return bool(estado == APROBADA)


def _nombre(opciones: int, renglones: int) -> str:
    return f"{'botones' if opciones <= BOTONES else 'lista'}_{opciones}_{renglones}"


def _interactiva(opciones: int, renglones: int) -> Plantilla:
    """Un hueco por renglón, por opción numerada, por título y por identificador."""
    cuantos = renglones + opciones
    texto = [f"{{{{{n}}}}}" for n in range(1, renglones + 1)]
    numeradas = [f"{{{{{n}}}}}" for n in range(renglones + 1, cuantos + 1)]
    # La primera línea es la que enseña la pantalla bloqueada: va suelta.
    partes = ["\n".join(texto[:1]), "\n".join(texto[1:]), "\n".join(numeradas)]
    cuerpo = "\n\n".join(parte for parte in partes if parte)
    lista = opciones > BOTONES
    desde = cuantos + (2 if lista else 1)
    pares = [(f"{{{{{n}}}}}", f"{{{{{n + 1}}}}}") for n in range(desde, desde + 2 * opciones, 2)]
    tipos: dict[str, Any]
    if lista:
        filas = [{"item": titulo, "id": boton} for titulo, boton in pares]
        abre = f"{{{{{cuantos + 1}}}}}"
        tipos = {"twilio/list-picker": {"body": cuerpo, "button": abre, "items": filas}}
    else:
        acciones = [{"type": "QUICK_REPLY", "title": t, "id": b} for t, b in pares]
        tipos = {"twilio/quick-reply": {"body": cuerpo, "actions": acciones}}
    ejemplos = {str(n): f"Ejemplo {n}" for n in range(1, desde + 2 * opciones)}
    return Plantilla(_nombre(opciones, renglones), tipos, ejemplos)


def _en_una(texto: str) -> str:
    """Sin saltos ni espacios de más, y con el apóstrofo de imprenta, que no rompe el JSON."""
    return " ".join(texto.split()).replace("'", "’")

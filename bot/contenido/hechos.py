"""Lee un dato del directorio con su respaldo, y comprueba que lo tenga.

Qué datos tiene un servicio, y el servicio mismo, son de ``directorio.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import cast

from bot.contenido.nodo import Escalar, Lector, Mapa, Problema
from bot.directorio import Confianza, Hecho, fecha_de, horario_legible

CONFIANZAS = ("alta", "media")
ACORTADORES = (
    *("bit.ly", "cutt.ly", "goo.gl", "is.gd", "ow.ly", "rb.gy", "shorturl.at", "t.co", "t.ly"),
    *("t.me", "tinyurl.com", "wa.me"),
)
"""Dominios que esconden adónde llevan."""

_DOMINIO = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.ASCII)
_ENLACE = re.compile(rf"https://({_DOMINIO.pattern})(?:/[\w./%?=&-]*)?", re.ASCII)
_DIA = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TELEFONO = re.compile(r"[+(]?\d[\d ()-]*(?:, (?:opción|anexo) \d+)?", re.ASCII)
_CORREO = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.ASCII | re.IGNORECASE)


def leer_hecho(
    mapa: Mapa, campo: str, que: str, enlaces: Collection[str], problemas: list[Problema]
) -> Hecho | None:
    """El dato con su respaldo, o ``None`` (y sus problemas) si algo le falta.

    ``existe`` no lleva ``valor``: respalda al servicio entero.
    """
    lector = Lector(mapa, problemas, que)
    valor = Escalar(campo, mapa.lugar) if campo == "existe" else lector.texto("valor")
    fuente = _fuente(lector)
    fecha = _fecha(lector)
    confianza = _confianza(lector)
    verificado = _verificado(lector)
    lector.cerrar()
    if valor is None or fuente is None or fecha is None or confianza is None:
        return None
    _comprobar_valor(lector, campo, valor, enlaces)
    return Hecho(valor.valor, fuente, fecha, confianza, verificado)


def comprobar_enlaces(dominios: Sequence[Escalar], problemas: list[Problema]) -> tuple[str, ...]:
    """Los dominios a los que un enlace puede ir; ninguno esconde su destino."""
    for dominio in dominios:
        if dominio.valor in ACORTADORES:
            texto = f"«{dominio.valor}» esconde adónde lleva. Pon el enlace entero."
        elif not _DOMINIO.fullmatch(dominio.valor):
            texto = f"«{dominio.valor}» no es un dominio: se escribe «gob.pe», sin https."
        else:
            continue
        problemas.append(Problema(dominio.lugar, texto, "dominio_invalido"))
    return tuple(dominio.valor for dominio in dominios)


def leer_dia(texto: str) -> date | None:
    """El día escrito como «2026-05-10», o ``None``."""
    try:
        return date.fromisoformat(texto) if _DIA.fullmatch(texto) else None
    except ValueError:
        return None


def _fuente(lector: Lector) -> str | None:
    escalar = lector.texto("fuente", obligatorio=False)
    if escalar is None:
        texto = f"Falta «fuente» en {lector.que}: sin fuente no se muestra."
        lector.decir(lector.origen.lugar, texto, "hecho_sin_fuente")
    elif "no conservada" in escalar.valor.casefold():
        texto = "Una dirección que no se conservó no es una fuente. Busca otra o quita el dato."
        lector.decir(escalar.lugar, texto, "hecho_sin_fuente")
    else:
        return escalar.valor
    return None


def _fecha(lector: Lector) -> str | None:
    escalar = lector.texto("fecha")
    if escalar is None:
        return None
    try:
        fecha_de(escalar.valor)
    except ValueError:
        texto = f"«{escalar.valor}» no es una fecha: 2026-05-10, 2026-05, 2026 o s/f."
        lector.decir(escalar.lugar, texto, "fecha_invalida")
        return None
    return escalar.valor


def _confianza(lector: Lector) -> Confianza | None:
    escalar = lector.texto("confianza")
    if escalar is None:
        return None
    if escalar.valor in CONFIANZAS:
        return cast(Confianza, escalar.valor)
    texto = f"La confianza no puede ser «{escalar.valor}»: es alta o media."
    regla = "opcion"
    if escalar.valor == "baja":
        texto = "Un dato de confianza baja no se publica. Confírmalo antes, o quítalo."
        regla = "confianza_baja"
    lector.decir(escalar.lugar, texto, regla)
    return None


def _verificado(lector: Lector) -> date | None:
    escalar = lector.texto("verificado", obligatorio=False)
    if escalar is None:
        return None
    dia = leer_dia(escalar.valor)
    if dia is None:
        texto = f"«{escalar.valor}» no es un día: el de la llamada se escribe 2026-05-10."
        lector.decir(escalar.lugar, texto, "fecha_invalida")
    return dia


def _comprobar_valor(lector: Lector, campo: str, valor: Escalar, enlaces: Collection[str]) -> None:
    escrito = valor.valor
    if campo in ("telefono", "whatsapp") and not _TELEFONO.fullmatch(escrito):
        texto = f"«{escrito}» no parece un teléfono: solo cifras, espacios, guiones y paréntesis."
        lector.decir(valor.lugar, texto, "telefono_raro")
    elif campo == "correo" and not _CORREO.fullmatch(escrito):
        lector.decir(valor.lugar, f"«{escrito}» no parece un correo.", "correo_raro")
    elif campo == "web" and not _permitido(escrito, enlaces):
        texto = f"«{escrito}» no empieza con https:// o su dominio no está en «enlaces»."
        lector.decir(valor.lugar, texto, "enlace_prohibido")
    elif campo == "horario" and not horario_legible(escrito):
        texto = f"El horario «{escrito}» no se entiende: Mo-Fr 08:00-16:00; Sa 09:00-12:00, o 24/7."
        lector.decir(valor.lugar, texto, "horario_invalido")


def _permitido(enlace: str, dominios: Collection[str]) -> bool:
    hallado = _ENLACE.fullmatch(enlace)
    if hallado is None:
        return False
    return any(hallado[1] == uno or hallado[1].endswith(f".{uno}") for uno in dominios)

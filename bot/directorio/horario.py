"""Horas de atención: abierto o cerrado, cuándo abre y cómo se dice.

El horario de un servicio es una cadena de OpenStreetMap de las que se pueden
decir en voz alta: reglas separadas por ``;``, cada una con días y horas
(``Mo-Fr 08:00-16:00; Sa 09:00-12:00``), ``off``, o ``24/7``. ``PH`` es «feriado».
Los feriados salen de ``holidays`` (Perú) y de la lista de la oficina: el
calendario de Perú que trae opening-hours-py está incompleto.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from holidays import country_holidays
from opening_hours import OpeningHours, State, validate

from bot.directorio.servicios import Directorio, Servicio
from bot.modelo import LIMA

DIAS_QUE_SE_MIRAN = 60
"""Hasta dónde se busca la próxima apertura; más lejos no orienta a nadie."""

EstadoDeHorario = Literal["abierto", "cerrado", "desconocido"]

_DIAS = {
    "Mo": "lunes",
    "Tu": "martes",
    "We": "miércoles",
    "Th": "jueves",
    "Fr": "viernes",
    "Sa": "sábado",
    "Su": "domingo",
    "PH": "feriados",
}
_DIA = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_TRAMO = r"\d\d:\d\d-\d\d:\d\d"
_REGLA = re.compile(
    rf"(?P<dias>(?:PH|{_DIA}(?:-{_DIA})?)(?:,(?:PH|{_DIA}(?:-{_DIA})?))*)"
    rf" (?P<horas>off|{_TRAMO}(?:,{_TRAMO})*)"
)
SIEMPRE = "24/7"


def horario_legible(valor: str) -> bool:
    """¿Se puede evaluar y decir este horario?"""
    return validate(valor) and all(
        regla == SIEMPRE or _REGLA.fullmatch(regla) for regla in _reglas(valor)
    )


def texto_de_horario(valor: str) -> str:
    """El horario en palabras: «lunes a viernes, 8:00 a 16:00»."""
    return "; ".join(_decir_regla(regla) for regla in _reglas(valor))


def estado_de_horario(
    directorio: Directorio, servicio: Servicio, ahora: datetime
) -> EstadoDeHorario:
    """¿Atiende en este instante? Sin horario conocido no se sabe."""
    if servicio.horario is None:
        return "desconocido"
    abierto = _abierto(directorio, servicio.horario.valor, _en_lima(ahora))
    return "abierto" if abierto else "cerrado"


def abre(directorio: Directorio, servicio: Servicio, ahora: datetime) -> datetime | None:
    """La próxima apertura (hora de Lima), o ``None`` si no se sabe o no cierra."""
    if servicio.horario is None:
        return None
    valor, desde = servicio.horario.valor, _en_lima(ahora)
    for dias in range(DIAS_QUE_SE_MIRAN):
        dia = desde.date() + timedelta(days=dias)
        for inicio in _inicios(directorio, valor, dia):
            antes = inicio - timedelta(minutes=1)
            if inicio > desde and not _abierto(directorio, valor, antes):
                return inicio.replace(tzinfo=LIMA)
    return None


def es_feriado(directorio: Directorio, dia: date) -> bool:
    """¿Es feriado nacional, o de los que la oficina declaró?"""
    return dia in directorio.feriados or dia in _feriados_del_pais(dia.year)


@cache
def _feriados_del_pais(anio: int) -> frozenset[date]:
    return frozenset(country_holidays("PE", years=anio))


@cache
def _leer(valor: str) -> OpeningHours:
    return OpeningHours(valor)


def _en_lima(ahora: datetime) -> datetime:
    return ahora.astimezone(LIMA).replace(tzinfo=None)


def _reglas(valor: str) -> tuple[str, ...]:
    return tuple(regla.strip() for regla in valor.split(";"))


def _del_dia(directorio: Directorio, valor: str, dia: date) -> OpeningHours:
    """El horario que rige ese día, contando con que sea feriado."""
    if not es_feriado(directorio, dia):
        return _leer(valor)
    de_feriado = "; ".join(
        partes["horas"]
        for partes in map(_REGLA.fullmatch, _reglas(valor))
        if partes and "PH" in partes["dias"].split(",")
    )
    if de_feriado:
        return _leer(de_feriado)
    return _leer(SIEMPRE if SIEMPRE in _reglas(valor) else "off")


def _abierto(directorio: Directorio, valor: str, local: datetime) -> bool:
    return _del_dia(directorio, valor, local.date()).is_open(local)


def _inicios(directorio: Directorio, valor: str, dia: date) -> list[datetime]:
    """Los instantes de ese día en que empieza un tramo abierto."""
    medianoche = datetime.combine(dia, time())
    return [
        inicio
        for inicio, _, estado, _ in _del_dia(directorio, valor, dia).intervals(
            medianoche, medianoche + timedelta(days=1)
        )
        if estado == State.OPEN
    ]


def _decir_regla(regla: str) -> str:
    if regla == SIEMPRE:
        return "24 horas, todos los días"
    partes = _REGLA.fullmatch(regla)
    if partes is None:
        raise ValueError(f"no se puede decir el horario «{regla}»")
    dias = _enumerar([_decir_dias(tramo) for tramo in partes["dias"].split(",")])
    if partes["horas"] == "off":
        return f"{dias}, cerrado"
    return f"{dias}, {_enumerar([_decir_horas(h) for h in partes['horas'].split(',')])}"


def _decir_dias(tramo: str) -> str:
    if tramo == "Mo-Su":
        return "todos los días"
    return " a ".join(_DIAS[dia] for dia in tramo.split("-"))


def _decir_horas(tramo: str) -> str:
    if tramo == "00:00-24:00":
        return "24 horas"
    return " a ".join(hora.removeprefix("0") for hora in tramo.split("-"))


def _enumerar(partes: list[str]) -> str:
    return partes[0] if len(partes) == 1 else f"{', '.join(partes[:-1])} y {partes[-1]}"

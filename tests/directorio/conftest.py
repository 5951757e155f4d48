"""Un directorio inventado, para probar sin depender del de la oficina."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from bot.directorio import LIMA, Directorio, Distrito, Hecho, Servicio
from bot.modelo import Texto


def _hecho(valor: str, **resto: Any) -> Hecho:
    return Hecho(
        **{"valor": valor, "fuente": "prueba", "fecha": "2026", "confianza": "alta"} | resto
    )


@pytest.fixture(scope="session")
def hecho() -> Callable[..., Hecho]:
    return _hecho


@pytest.fixture(scope="session")
def servicio() -> Callable[..., Servicio]:
    """Arma un servicio: los datos se dan como texto."""

    def armar(id: str, **resto: Any) -> Servicio:
        campos = {
            campo: _hecho(valor) if campo in ("telefono", "direccion", "horario") else valor
            for campo, valor in resto.items()
        }
        nombre = Texto(campos.pop("nombre", id), f"directorio.{id}")
        base = {"para": Texto("para probar", "x"), "temas": ("salud",), "cobertura": "region"}
        return Servicio(**base | {"id": id, "nombre": nombre} | campos)

    return armar


@pytest.fixture(scope="session")
def directorio() -> Callable[..., Directorio]:
    """Arma un directorio con los distritos de prueba y los servicios dados."""
    distritos = [
        Distrito("Tumbes", "Tumbes", ("tumbes", "tumbe")),
        Distrito("La Cruz", "Tumbes", ("la cruz",), no_es=("la cruz roja",)),
        Distrito("Corrales", "Tumbes", ("corrales", "corales")),
        Distrito("San Jacinto", "Tumbes", ("san jacinto",)),
        Distrito(
            "San Juan de la Virgen",
            "Tumbes",
            ("san juan de la virgen", "san juan"),
            no_es=("san juan de lurigancho",),
        ),
        Distrito("Zarumilla", "Zarumilla", ("zarumilla",)),
        Distrito("Aguas Verdes", "Zarumilla", ("aguas verdes", "aguas verde")),
        Distrito("Casitas", "Contralmirante Villar", ("casitas",)),
    ]

    def armar(*servicios: Servicio, feriados: dict[date, str] | None = None) -> Directorio:
        return Directorio(
            servicios={uno.id: uno for uno in servicios},
            distritos={uno.nombre: uno for uno in distritos},
            feriados=feriados or {},
        )

    return armar


@pytest.fixture(scope="session")
def lima() -> Callable[..., datetime]:
    """Un instante en hora de Lima."""
    return lambda *partes: datetime(*partes, tzinfo=LIMA)

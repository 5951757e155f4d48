"""Una puerta de prueba: un motor de mentira que deja ver qué se guardó."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.almacen.sql import Almacen
from bot.almacen.tablas import metadatos
from bot.canales.base import Entrante
from bot.modelo import (
    Avisa,
    Burbuja,
    Cuenta,
    DaBaja,
    Deriva,
    Di,
    Efecto,
    Escribe,
    Estado,
    Evento,
    Marco,
    Olvida,
    Opcion,
    Programa,
    Turno,
    Vence,
)
from bot.motor.libro import Libro
from bot.proteccion.freno import Freno
from bot.turno import Puerta
from tests.motor.taller import libro

AHORA = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
_numeros = count()


@dataclass
class Reloj:
    ahora: datetime = AHORA

    def __call__(self) -> datetime:
        return self.ahora

    def pasan(self, **tiempo: float) -> None:
        self.ahora += timedelta(**tiempo)


@dataclass
class EstanteDePrueba:
    libro: Libro = field(default_factory=libro)


def avanzar_de_prueba(
    un_libro: Libro, estado: Estado, evento: Evento, ahora: datetime, *_: Any
) -> Turno:
    """Lo que se escribe decide qué pasa; todo lo dicho queda en los datos."""
    if isinstance(evento, Vence):
        return Turno(Estado(canal=estado.canal), (Di(Burbuja("un plazo no habla")), Olvida()))
    dicho = evento.texto if isinstance(evento, Escribe) else type(evento).__name__
    if dicho == "rompe":
        raise LookupError("RumboMarca en el texto del error")
    hilo = " ".join(filter(None, (estado.datos.get("hilo"), dicho)))
    nuevo = replace(
        estado,
        turno=estado.turno + 1,
        idioma="fr" if dicho == "bonjour" else estado.idioma,
        pila=(Marco("violencia" if dicho == "sensible" else "salud", "que"),),
        datos={"hilo": hilo},
    )
    dia = AHORA.date()
    efectos: list[Efecto] = [
        Di(Burbuja(f"dijiste {hilo}", (Opcion("b1", "Sí"),), sensible=dicho == "sensible")),
        Programa("inactividad", ahora + timedelta(hours=6)),
    ]
    match dicho:
        case "salir":
            adios = Di(Burbuja("Listo.", cierra=True))
            return Turno(Estado(canal=estado.canal), (adios, Olvida()))
        case "deriva":
            efectos.append(
                Deriva("legal", "alta", "refugio", timedelta(hours=4), (("nombre", dicho),))
            )
        case "baja" | "alta":
            efectos.append(DaBaja(vuelve=dicho == "alta"))
        case "avisa":
            efectos.append(Avisa("violencia"))
        case "cuenta":
            efectos.append(Cuenta(dia, "salud", "Tumbes", "es", "salió", 1))
        case "recuenta":
            efectos.append(Cuenta(dia, "salud", "Tumbes", "es", "salió", -1))
            efectos.append(Cuenta(dia, "salud", "Tumbes", "es", "resuelto", 1))
    return Turno(nuevo, tuple(efectos))


def puerta(almacen: Almacen, reloj: Reloj | None = None, **otros: Any) -> Puerta:
    # El reloj no corre: sin esto, a la decimotercera vez se callaría.
    argumentos = {"avanzar": avanzar_de_prueba, "freno": Freno(10**6), **otros}
    return Puerta(almacen, EstanteDePrueba(), reloj or Reloj(), **argumentos)  # type: ignore[arg-type]


def entrante(dicho: str, quien: str = "ana", id: str = "", recibido: datetime = AHORA) -> Entrante:
    return Entrante("web", quien, id or f"m{next(_numeros)}", dicho, recibido)


def filas(almacen: Almacen, tabla: str) -> list[Mapping[str, Any]]:
    t = metadatos.tables[tabla]
    with almacen.leer() as conexion:
        return [dict(f) for f in conexion.execute(select(t).order_by(*t.primary_key)).mappings()]


def dichos(una: Puerta, quien: str = "ana") -> list[str]:
    return [burbuja.texto for _, burbuja in una.recoger("web", quien).result()]

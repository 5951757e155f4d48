"""Qué servicios mostrar, y en qué orden, a quien pregunta por un tema."""

from __future__ import annotations

from datetime import datetime

from bot.directorio.horario import estado_de_horario
from bot.directorio.servicios import Cobertura, Directorio, Servicio

_SIN_DISTRITO: dict[Cobertura, int] = {"region": 0, "nacional": 1, "provincia": 2, "distrito": 3}


def buscar(
    directorio: Directorio, tema: str, distrito: str | None, ahora: datetime, maximo: int
) -> tuple[Servicio, ...]:
    """Hasta ``maximo`` servicios del tema, del más al menos útil para la persona.

    Primero los de su distrito, luego los de su provincia, la región y el país;
    dentro de eso, lo abierto ahora, lo confirmado y el nombre. Si ninguno de los
    elegidos tiene contacto y otro sí, ese otro ocupa el último lugar.
    """

    def orden(servicio: Servicio) -> tuple[int, bool, bool, str, str]:
        return (
            _cercania(directorio, servicio, distrito),
            estado_de_horario(directorio, servicio, ahora) != "abierto",
            not servicio.confirmado,
            servicio.nombre.es,
            servicio.id,
        )

    hallados = sorted(
        (
            servicio
            for servicio in directorio.servicios.values()
            if tema in servicio.temas and _alcanza(directorio, servicio, distrito)
        ),
        key=orden,
    )
    elegidos = hallados[:maximo]
    if elegidos and not any(servicio.confirmado for servicio in elegidos):
        elegidos[-1] = next((otro for otro in hallados if otro.confirmado), elegidos[-1])
    return tuple(elegidos)


def _alcanza(directorio: Directorio, servicio: Servicio, distrito: str | None) -> bool:
    if distrito is None or servicio.cobertura in ("region", "nacional"):
        return True
    if servicio.cobertura == "provincia":
        return servicio.provincia == _provincia(directorio, distrito)
    return servicio.distrito == distrito


def _cercania(directorio: Directorio, servicio: Servicio, distrito: str | None) -> int:
    if distrito is None:
        return _SIN_DISTRITO[servicio.cobertura]
    if servicio.distrito == distrito:
        return 0
    if servicio.provincia and servicio.provincia == _provincia(directorio, distrito):
        return 1
    return 3 if servicio.cobertura == "nacional" else 2


def _provincia(directorio: Directorio, distrito: str) -> str | None:
    conocido = directorio.distritos.get(distrito)
    return conocido.provincia if conocido else None

"""A qué equipo va un tema y en cuánto hay que atenderlo."""

from __future__ import annotations

from datetime import timedelta

from bot.guardia import Equipo, Equipos

HORA = timedelta(hours=1)
PLAZOS = {"critica": HORA / 3, "alta": HORA, "normal": 24 * HORA}
EQUIPOS = Equipos(
    "orientacion",
    {
        "orientacion": Equipo("orientacion", "Orientación", (), PLAZOS),
        "proteccion": Equipo(
            "proteccion", "Protección", ("violencia",), {**PLAZOS, "alta": HORA / 2}
        ),
    },
)


def test_lo_que_no_es_de_ningun_equipo_va_al_de_por_defecto() -> None:
    assert EQUIPOS.de_tema("violencia") == "proteccion"
    assert EQUIPOS.de_tema("trabajo") == "orientacion"


def test_un_equipo_que_una_edicion_quito_tiene_los_plazos_del_de_por_defecto() -> None:
    assert EQUIPOS.plazo("proteccion", "alta") == HORA / 2
    assert EQUIPOS.plazo("juridico", "alta") == HORA

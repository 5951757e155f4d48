"""El acuerdo: sin permiso no sale nada suyo, y lo primero que se ofrece es que contacte ella."""

from __future__ import annotations

import pytest

from bot.comprension import comprender
from bot.modelo import Circunstancias, Deriva, Di, Escribe, Estado, Marco, Turno
from bot.motor.avanzar import avanzar
from bot.motor.contacto import ACUERDO, CONSENTIMIENTO, FLUJO_DE_ACUERDO
from bot.motor.pasos import Derivar, Menu
from bot.proteccion.acuerdo import Acuerdo, Consentimiento, de_respuestas
from tests.flujos.test_invariantes import LUNES
from tests.oficina import libro_de_la_oficina

DERIVAN = [
    (flujo.nombre, paso.nombre)
    for flujo in libro_de_la_oficina().flujos.values()
    for paso in flujo.pasos.values()
    if isinstance(paso.accion, Derivar) and paso.accion.contacto != "no"
]
SABIDO = Circunstancias(codigo="YT6XP-C6YC6")


def dice(estado: Estado, texto: str) -> Turno:
    libro = libro_de_la_oficina()
    evento = Escribe(texto, comprender(texto, libro.saber))
    return avanzar(libro, estado, evento, LUNES, SABIDO)


def ante_el_permiso(flujo: str, paso: str) -> Estado:
    """El estado de quien llegó a ese «derivar» y ve la pregunta."""
    pila = (Marco(flujo, paso), Marco(FLUJO_DE_ACUERDO, "consentimiento"))
    estado = Estado(canal="whatsapp", turno=3, pila=pila, inicio=pila)
    return dice(estado, "repetir").estado


def derivadas(turno: Turno) -> list[Deriva]:
    return [efecto for efecto in turno.efectos if isinstance(efecto, Deriva)]


@pytest.mark.parametrize(("flujo", "paso"), DERIVAN)
def test_quien_no_acepta_no_deja_nada(flujo: str, paso: str) -> None:
    turno = dice(ante_el_permiso(flujo, paso), "no")
    assert all((d.consentimiento, d.resumen, d.acuerdo) == ("", (), ()) for d in derivadas(turno))
    assert not {CONSENTIMIENTO, *ACUERDO} & set(turno.estado.datos)
    assert SABIDO.codigo not in "".join(
        efecto.burbuja.texto for efecto in turno.efectos if isinstance(efecto, Di)
    )


@pytest.mark.parametrize(("flujo", "paso"), DERIVAN)
def test_la_primera_opcion_es_que_contacte_ella_y_con_eso_basta(flujo: str, paso: str) -> None:
    como = dice(ante_el_permiso(flujo, paso), "1").estado
    assert como.pila[-1] == Marco(FLUJO_DE_ACUERDO, "como")
    turno = dice(como, "1")
    [deriva] = derivadas(turno)
    assert (deriva.consentimiento, deriva.acuerdo) == ("acuerdo-1", (("como", "ella"),))
    acuerdo = de_respuestas(Consentimiento("acuerdo-1", LUNES), dict(deriva.acuerdo))
    assert acuerdo == Acuerdo(Consentimiento("acuerdo-1", LUNES))
    assert SABIDO.codigo in "".join(
        efecto.burbuja.texto for efecto in turno.efectos if isinstance(efecto, Di)
    )


def test_todo_lo_que_se_anota_lo_entiende_el_acuerdo() -> None:
    """Un valor mal escrito en el flujo sería, sin avisar, lo más prudente."""
    libro = libro_de_la_oficina()
    dichos = {
        salida.anota
        for paso in libro.flujos[FLUJO_DE_ACUERDO].pasos.values()
        if isinstance(paso.accion, Menu)
        for salida in paso.accion.opciones
        if salida.anota and salida.anota[0] != CONSENTIMIENTO
    }
    base = {"como": "llamada", "telefono": "945083692", "franja": "manana"}
    por_dato: dict[str, list[Acuerdo]] = {}
    for dato, valor in sorted(dichos):
        assert dato in ACUERDO
        otro = de_respuestas(Consentimiento("v", LUNES), {**base, dato: valor})
        por_dato.setdefault(dato, []).append(otro)
    for dato, acuerdos in por_dato.items():
        distintos = [uno for i, uno in enumerate(acuerdos) if uno not in acuerdos[:i]]
        assert len(distintos) == len(acuerdos), f"dos opciones de «{dato}» dan el mismo acuerdo"

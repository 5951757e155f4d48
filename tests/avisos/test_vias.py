"""Por qué vía toca, cuánto se espera y cuánto cabe en el grupo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.avisos.vias import ORDEN, Contacto, Cupo, esperar, siguiente

AHORA = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
EVA = Contacto("eva", telegram="51", whatsapp="whatsapp:+51", correo="eva@rumbo.pe")


def test_cada_via_que_falla_da_paso_a_la_siguiente_hasta_que_no_hay_mas() -> None:
    fallaron: list[str] = []
    while (via := siguiente(EVA, ORDEN, fallaron)) is not None:
        assert EVA.direccion(via)
        fallaron.append(via)
    assert fallaron == ["telegram", "whatsapp", "correo"]


def test_solo_las_que_hay_y_ella_tiene() -> None:
    assert siguiente(EVA, ("correo",), ()) == "correo"
    assert siguiente(Contacto("eva", correo="e@x"), ORDEN, ()) == "correo"
    assert siguiente(Contacto("eva"), ORDEN, ()) is None


def test_otra_via_se_prueba_antes_de_un_minuto() -> None:
    gastado = timedelta()
    for intento in range(1, 10):
        espera = esperar(intento, None)
        if espera is None:
            break
        gastado += espera
    assert intento == 3
    assert gastado < timedelta(minutes=1)
    assert esperar(1, 5.0) == timedelta(seconds=5)
    assert esperar(1, 300.0) is None, "si pide esperar cinco minutos, se va por otra"


def test_al_grupo_van_quince_por_minuto() -> None:
    cupo, ahora, mandados = Cupo(), AHORA, []
    while ahora < AHORA + timedelta(minutes=3):
        if cupo.caben(ahora) > 0:
            cupo.sueltos.append(ahora)
            mandados.append(ahora)
        elif cupo.cabe_resumen(ahora):
            cupo.resumenes.append(ahora)
            mandados.append(ahora)
        ahora += timedelta(seconds=1)
    for desde in mandados:
        assert sum(desde <= m < desde + timedelta(minutes=1) for m in mandados) <= 15
    assert max(b - a for a, b in pairwise(mandados)) <= timedelta(seconds=36)


def test_el_primer_resumen_no_espera_y_editar_tiene_su_cupo() -> None:
    cupo = Cupo()
    assert cupo.cabe_resumen(AHORA)
    cupo.resumenes.append(AHORA)
    assert not cupo.cabe_resumen(AHORA + timedelta(seconds=11))
    assert cupo.cabe_resumen(AHORA + timedelta(seconds=12))
    cupo.ediciones.extend([AHORA] * 4)
    assert not cupo.caben_ediciones(AHORA + timedelta(seconds=59))
    assert cupo.caben_ediciones(AHORA + timedelta(seconds=60)) == 4


def test_un_reloj_que_vuelve_atras_no_cierra_el_grupo() -> None:
    cupo = Cupo()
    cupo.sueltos.extend([AHORA + timedelta(days=1)] * 10)
    assert cupo.caben(AHORA) == 10

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.directorio import fecha_de, pintar_revision, revisar


@pytest.fixture
def renglones(directorio, servicio, hecho, lima):
    casa = directorio(
        servicio("vacio", existe=hecho("existe", fecha="2025-06")),
        servicio("nuevo", direccion="calle", correo=hecho("c", fecha="2026-03-01")),
        servicio("llamado", web=hecho("w", fecha="2020", verificado=date(2026, 3, 1))),
        servicio("limite", web=hecho("w", fecha="2025-12-15", confianza="media")),
        servicio("pasado", web=hecho("w", fecha="2025-12-14")),
        servicio("sin_fecha", web=hecho("w", fecha="s/f")),
    )
    return revisar(casa, lima(2026, 3, 15, 23))


def test_primero_lo_que_falta_y_luego_lo_mas_viejo(renglones):
    assert [(uno.servicio, uno.campo, uno.dias, uno.viejo) for uno in renglones] == [
        ("vacio", "contacto", None, False),
        ("sin_fecha", "web", None, True),
        ("vacio", "existe", 287, True),
        ("pasado", "web", 91, True),
        ("limite", "web", 90, False),
        ("nuevo", "direccion", 73, False),
        ("llamado", "web", 14, False),
        ("nuevo", "correo", 14, False),
    ]


def test_los_dias_se_cuentan_en_lima(directorio, servicio, hecho):
    casa = directorio(servicio("uno", web=hecho("w", fecha="2026-03-14")))
    (renglon,) = revisar(casa, datetime(2026, 3, 15, 4, 59, tzinfo=UTC))
    assert renglon.dias == 0


def test_se_pinta_como_texto_llano(renglones):
    lineas = pintar_revision(renglones).splitlines()
    assert lineas[0] == (
        "FALTA   vacio.contacto: no hay teléfono, correo, web ni dirección confirmados"
    )
    assert lineas[1] == "VIEJO   sin_fecha.web: w (alta, sin fecha, nunca llamado)"
    assert lineas[4] == "al día  limite.web: w (media, 90 días, nunca llamado)"
    assert lineas[6] == "al día  llamado.web: w (alta, 14 días, llamado 2026-03-01)"
    assert lineas[-1] == (
        "7 datos, 3 viejos (más de 90 días sin que la oficina llame); "
        "1 servicios sin contacto confirmado"
    )


@pytest.mark.parametrize("texto", ["", "2025-13", "ene-2025", "2025-1-1", "20251104", "25", "S/F"])
def test_una_fecha_rara_se_rechaza(texto):
    with pytest.raises(ValueError):
        fecha_de(texto)

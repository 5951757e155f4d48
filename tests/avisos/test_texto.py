"""Un aviso dice nivel, referencia, antigüedad y enlace; con lo que le echen, nada más."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.avisos.texto import (
    APUROS,
    FORMA,
    FORMA_DE_RESUMEN,
    Visto,
    apuro,
    asunto,
    aviso,
    edad,
    resumenes,
)

AHORA = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
RAIZ = "https://rumbo.pe"
MARCAS = ("+51999000111", "CanarioNombre", "CANARIO-TEXTO-7f3a", "canario_user", "canela-faro")


def test_un_aviso_recien_abierto() -> None:
    dicho = aviso(Visto("TUM-0412", 1, AHORA), RAIZ, AHORA)
    assert dicho == "🔴 TUM-0412 · nivel 1 · 0 min · https://rumbo.pe/panel/casos/TUM-0412"
    assert FORMA.fullmatch(dicho)
    assert asunto(Visto("TUM-0412", 1, AHORA)) == "TUM-0412 · nivel 1"


@pytest.mark.parametrize(
    ("situacion", "marca"), [("sin_tomar", "🟠"), ("tomado", "🟢"), ("cerrado", "⚪")]
)
def test_la_marca_dice_como_va(situacion: str, marca: str) -> None:
    visto = Visto("TUM-0412", 2, AHORA, situacion)  # type: ignore[arg-type]
    assert aviso(visto, RAIZ, AHORA).startswith(f"{marca} TUM-0412 · nivel 2 · 0 min · ")


@pytest.mark.parametrize(
    ("segundos", "dice"),
    [
        (-5, "0 min"),
        (59, "0 min"),
        (60, "1 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (172799, "47 h"),
        (172800, "2 d"),
        (10**12, "9999 d"),
    ],
)
def test_la_antiguedad(segundos: int, dice: str) -> None:
    assert edad(timedelta(seconds=segundos)) == dice


@given(
    referencia=st.one_of(
        st.text(max_size=40),
        st.sampled_from(MARCAS),
        st.sampled_from(MARCAS).map(lambda marca: f"TUM-0412 {marca}"),
        st.integers(1, 10**9 - 1).map(lambda n: f"TUM-{n:04d}"),
    ),
    nivel=st.sampled_from((1, 2, 3)),
    minutos=st.integers(-(10**5), 10**8),
    raiz=st.one_of(st.just(RAIZ), st.text(max_size=40), st.sampled_from(MARCAS)),
)
def test_nada_mas_cabe_en_un_aviso(referencia: str, nivel: int, minutos: int, raiz: str) -> None:
    visto = Visto(referencia, nivel, AHORA)
    try:
        dichos = [
            aviso(visto, raiz, AHORA + timedelta(minutes=minutos)),
            *resumenes([visto, Visto("TUM-0001", 1, AHORA)], raiz),
        ]
    except (ValueError, OverflowError):
        return
    for dicho in dichos:
        assert FORMA.fullmatch(dicho) or FORMA_DE_RESUMEN.fullmatch(dicho)
        assert not any(marca in dicho for marca in MARCAS)
        assert re.sub(r"TUM-\d{4,9}|https?://[^ ]+/panel(/casos/)?", "", dicho).isprintable() or (
            "\n" in dicho
        )


def test_doscientos_ochenta_casos_caben_en_un_resumen_y_el_nivel_1_va_primero() -> None:
    vistos = [Visto(f"TUM-{n:04d}", n % 3 + 1, AHORA + timedelta(seconds=n)) for n in range(1, 281)]
    (dicho,) = resumenes(vistos, RAIZ)
    assert FORMA_DE_RESUMEN.fullmatch(dicho)
    assert len(dicho.encode("utf-16-le")) // 2 <= 4096
    referencias = re.findall(r"TUM-\d+", dicho)
    assert sorted(referencias) == sorted(visto.referencia for visto in vistos)
    niveles = {visto.referencia: visto.nivel for visto in vistos}
    assert [niveles[r] for r in referencias] == sorted(niveles.values())
    assert dicho.startswith("Casos sin tomar: 280\n🔴 nivel 1: 93 TUM-0003 TUM-0006 ")


def test_mil_casos_caben_en_cuatro_resumenes() -> None:
    vistos = [Visto(f"TUM-{10**8 + n}", 1, AHORA) for n in range(1000)]
    dichos = resumenes(vistos, RAIZ)
    assert len(dichos) == 4
    assert all(len(d.encode("utf-16-le")) // 2 <= 4096 for d in dichos)
    assert sum(len(re.findall(r"TUM-\d+", d)) for d in dichos) == 1000


def test_un_apuro_no_habla_de_ningun_caso() -> None:
    for cual in APUROS:
        assert not re.search(r"[A-Z]{3}-\d", apuro(cual, RAIZ))
        assert apuro(cual, RAIZ).endswith("https://rumbo.pe/panel/estado")

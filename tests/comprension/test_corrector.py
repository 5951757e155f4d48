"""Las faltas se corrigen solo cuando es seguro, y siempre igual."""

from __future__ import annotations

import pytest

from bot.comprension.corrector import preparar
from bot.comprension.verbos import conjugar, separar

VOCABULARIO = ["hospital", "necesito", "violaron", "bala", "golpea", "pegaron", "ahogando"]


@pytest.mark.parametrize(
    ("dicho", "quiso"),
    [
        ("ospital", "hospital"),
        ("nesesito", "necesito"),
        ("biolaron", "violaron"),
        ("golpia", "golpea"),
        ("haogando", "ahogando"),
        ("pegaorn", "pegaron"),
        ("vala", "bala"),
        ("bale", None),
        ("hat", None),
        ("height", None),
        ("x" * 500, None),
        ("12345", None),
        ("", None),
    ],
)
def test_corregir(dicho: str, quiso: str | None) -> None:
    assert preparar(VOCABULARIO).corregir(dicho) == quiso


def test_los_empates_no_dependen_del_orden() -> None:
    palabras = ["casaba", "casara", "casada", "casabe"]
    assert preparar(palabras).corregir("casafa") == preparar(palabras[::-1]).corregir("casafa")


def test_un_verbo_da_sus_formas_con_su_ortografia() -> None:
    formas = {forma for forma, _ in conjugar("pegar")}
    assert {"pega", "pego", "pegue", "pegaron", "pegando", "pegarme", "pegandonos"} <= formas
    morir = {forma for forma, _ in conjugar("morir", ["o>ue", "o>u", "muerto"])}
    assert {"muero", "murio", "muriendo", "morimos", "muerto", "morirme"} <= morir


def test_los_pronombres_se_separan_de_todas_las_maneras() -> None:
    assert ("tomar", "me", "lo") in separar("tomarmelo")
    assert separar("sol") == []

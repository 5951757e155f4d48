"""Doce respuestas en un minuto, un aviso y silencio; lo urgente no se calla."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.proteccion import freno
from bot.proteccion.freno import ENTRE_URGENTES, RATO, RESPUESTAS, Decision, Freno

AHORA = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
UNA = b"una"
_mensajes = count()


def decidir(
    uno: Freno,
    cuando: datetime = AHORA,
    mensaje: bytes = b"",
    quien: bytes = UNA,
    *,
    urgente: bool = False,
    nueva: bool = False,
) -> Decision:
    mensaje = mensaje or str(next(_mensajes)).encode()
    return uno.decidir(quien, mensaje, cuando, urgente=urgente, nueva=nueva)


def test_doce_un_aviso_y_silencio() -> None:
    uno = Freno()
    dado = [decidir(uno) for _ in range(1000)]
    assert dado == ["contesta"] * RESPUESTAS + ["avisa"] + ["calla"] * (999 - RESPUESTAS)
    assert decidir(uno, quien=b"otra") == "contesta"


def test_mil_en_un_minuto_reciben_trece_respuestas() -> None:
    uno = Freno()
    dado = Counter(decidir(uno, AHORA + n * timedelta(milliseconds=59)) for n in range(1000))
    assert dado == {"contesta": 12, "avisa": 1, "calla": 987}


def test_al_pasar_el_minuto_se_vuelve_a_contestar() -> None:
    uno = Freno()
    for _ in range(20):
        decidir(uno)
    assert decidir(uno, AHORA + RATO - timedelta(microseconds=1)) == "calla"
    assert decidir(uno, AHORA + RATO) == "contesta"
    segundo = [decidir(uno, AHORA + RATO) for _ in range(13)]
    assert segundo == ["contesta"] * 11 + ["avisa", "calla"]


def test_el_mismo_mensaje_otra_vez_da_lo_mismo_y_no_cuenta() -> None:
    """Un lote que falla se repite, y lo que no se confirmó llega de nuevo."""
    uno, una = Freno(), b"x"
    assert [decidir(uno, mensaje=una) for _ in range(50)] == ["contesta"] * 50
    for _ in range(RESPUESTAS - 1):
        decidir(uno)
    avisado, urgente = b"y", b"z"
    assert [decidir(uno, mensaje=avisado) for _ in range(3)] == ["avisa"] * 3
    dado = [decidir(uno, mensaje=urgente, urgente=True) for _ in range(3)]
    assert dado == ["contesta"] * 3


def test_lo_urgente_se_contesta_siempre_a_un_ritmo() -> None:
    uno = Freno()
    for _ in range(30):
        decidir(uno)
    assert decidir(uno, urgente=True) == "contesta"
    assert decidir(uno, urgente=True) == "calla", "los números acaban de decirse"
    assert decidir(uno, urgente=True, nueva=True) == "contesta", "de esto el equipo no sabe"
    assert decidir(uno, AHORA + ENTRE_URGENTES, urgente=True) == "contesta"


@pytest.mark.parametrize("salto", [timedelta(days=-1), timedelta(days=1)])
def test_un_salto_del_reloj_no_deja_callado_a_nadie(salto: timedelta) -> None:
    uno = Freno()
    for _ in range(30):
        decidir(uno)
    assert decidir(uno, AHORA + salto) == "contesta"


def test_no_crece_con_quien_ya_no_escribe(monkeypatch: pytest.MonkeyPatch) -> None:
    uno = Freno()
    for n in range(50):
        decidir(uno, quien=str(n).encode())
    decidir(uno, AHORA + RATO)
    assert len(uno._cuentas) == 1
    monkeypatch.setattr(freno, "PERSONAS", 10)
    for n in range(50):
        decidir(uno, AHORA + RATO, quien=str(n).encode())
    assert len(uno._cuentas) == 10

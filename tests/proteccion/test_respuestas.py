"""De lo que eligió en el chat sale el acuerdo, y lo que falta es lo más prudente."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.proteccion.acuerdo import (
    MANANA,
    TARDE,
    Acuerdo,
    Concedido,
    Consentimiento,
    Negado,
    de_respuestas,
    puede_escribir,
)

LUNES_A_LAS_10 = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
SI = Consentimiento("v1", LUNES_A_LAS_10)


def test_cada_respuesta_va_a_su_sitio() -> None:
    assert de_respuestas(
        SI,
        {
            "como": "llamada",
            "telefono": "945083692",
            "telefono_compartido": "si",
            "franja": "tarde",
            "presentacion": "equivocado",
            "si_contesta_otra": "equivocado",
        },
    ) == Acuerdo(
        SI,
        "llamada",
        "si",
        (TARDE,),
        "numero_equivocado",
        "numero_equivocado",
        telefono="945083692",
    )


def test_sin_respuestas_se_le_contesta_mientras_escribe_y_nada_mas() -> None:
    acuerdo = de_respuestas(SI, {})
    assert acuerdo == Acuerdo(SI)
    assert isinstance(puede_escribir(acuerdo, "chat", LUNES_A_LAS_10, LUNES_A_LAS_10), Concedido)
    assert puede_escribir(acuerdo, "chat", LUNES_A_LAS_10, None) == Negado("ella_contacta")


def test_la_franja_vale_para_lo_que_empieza_la_oficina() -> None:
    assert de_respuestas(SI, {"como": "chat", "franja": "manana"}).franjas == (MANANA,)
    assert de_respuestas(SI, {"como": "chat", "franja": "aviso"}).franjas == ()
    assert de_respuestas(SI, {"como": "ella", "franja": "manana"}).franjas == ()


@pytest.mark.parametrize("telefono", ["", "12", "no sé", "9" * 16])
def test_que_la_llamen_sin_un_telefono_es_que_llama_ella(telefono: str) -> None:
    acuerdo = de_respuestas(SI, {"como": "llamada", "telefono": telefono})
    assert (acuerdo.como, acuerdo.telefono) == ("ella", "")


def test_un_telefono_que_nadie_pidio_no_se_guarda() -> None:
    assert de_respuestas(SI, {"como": "chat", "telefono": "945083692"}).telefono == ""


@given(st.dictionaries(st.sampled_from(["como", "franja", "presentacion", "x"]), st.text()))
def test_lo_que_no_se_entiende_es_lo_mas_prudente(respuestas: dict[str, str]) -> None:
    acuerdo = de_respuestas(SI, respuestas)
    if respuestas.get("como") not in ("chat", "en_persona"):
        assert acuerdo.como == "ella"

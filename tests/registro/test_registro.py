"""El registro no dice nada de nadie, pase lo que pase."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import registro

MARCA = "mi nombre es Rosa +51945000111"


@pytest.fixture
def salida() -> Iterator[io.StringIO]:
    raiz = logging.getLogger()
    antes = (raiz.handlers[:], raiz.level, sys.excepthook, threading.excepthook)
    escrito = io.StringIO()
    registro.configurar(escrito)
    yield escrito
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    raiz.handlers, raiz.level = antes[0], antes[1]
    sys.excepthook, threading.excepthook = antes[2], antes[3]


def renglones(salida: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(linea) for linea in salida.getvalue().splitlines()]


def test_anota_un_renglon_con_sus_campos(salida: io.StringIO) -> None:
    registro.anotar("turno", flujo="salud", paso="inicio", duracion_ms=3, canal="web")
    (renglon,) = renglones(salida)
    assert renglon.pop("hora")
    assert renglon == {
        "event": "turno",
        "flujo": "salud",
        "paso": "inicio",
        "duracion_ms": 3,
        "canal": "web",
    }


@pytest.mark.parametrize("campo", ["texto", "telefono", "direccion", "cuerpo", "exc_info", "token"])
def test_un_campo_fuera_de_la_lista_es_un_error(salida: io.StringIO, campo: str) -> None:
    with pytest.raises(registro.CampoNoPermitido, match=campo):
        registro.anotar("turno", **{campo: MARCA})
    assert salida.getvalue() == ""


@pytest.mark.parametrize("campo", sorted(registro.CAMPOS))
@pytest.mark.parametrize("veneno", ["a\r\nb", "a\x1b[2Jb", "a\u2028b", "a\x85b", MARCA, "x" * 121])
def test_ningun_campo_parte_el_renglon_ni_lleva_frases(
    salida: io.StringIO, campo: str, veneno: str
) -> None:
    registro.anotar(veneno, **{campo: veneno})
    (renglon,) = renglones(salida)
    assert renglon["event"] == "?"
    assert renglon[campo] == "?"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_cualquier_valor_da_un_solo_renglon(salida: io.StringIO, valor: str) -> None:
    salida.seek(0)
    salida.truncate()
    registro.anotar("turno", paso=valor)
    assert len(salida.getvalue().splitlines()) == 1
    assert salida.getvalue().isascii()


def romper() -> None:
    secreto = MARCA
    raise ValueError(f"no pude con {secreto}")


def test_un_error_deja_su_tipo_y_su_lugar_sin_su_mensaje(salida: io.StringIO) -> None:
    try:
        romper()
    except ValueError as error:
        registro.anotar_error("turno_roto", error, flujo="salud")
    (renglon,) = renglones(salida)
    assert renglon["excepcion"] == "ValueError"
    assert str(renglon["donde"]).startswith("registro/test_registro.py:")
    assert "Rosa" not in salida.getvalue()


def test_las_bibliotecas_no_dicen_su_mensaje(salida: io.StringIO) -> None:
    try:
        romper()
    except ValueError:
        logging.getLogger("sqlalchemy").exception("falló %s", MARCA)
    logging.getLogger("httpx").info("GET https://api/bot%s", "SECRETO")
    logging.getLogger("twilio").debug("SECRETO")
    logging.getLogger("uvicorn.access").warning("SECRETO")
    logging.getLogger("roto").warning("%d %d", "SECRETO")
    logging.getLogger("py.warnings").warning("%s", f"SECRETO {MARCA}")
    dichos = renglones(salida)
    assert [d["origen"] for d in dichos] == ["sqlalchemy", "roto", "py.warnings"]
    assert dichos[0]["excepcion"] == "ValueError"
    assert "Rosa" not in salida.getvalue()
    assert "SECRETO" not in salida.getvalue()


def test_lo_que_cae_sin_red_tampoco_habla(
    salida: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    hilo = threading.Thread(target=romper)
    hilo.start()
    hilo.join()
    try:
        romper()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert [d["event"] for d in renglones(salida)] == ["hilo_caido", "caida"]
    assert "Rosa" not in salida.getvalue() + "".join(capfd.readouterr())

"""El cable lleva, apunta y falla como se le pide."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.pares.cable import CORTE, CORTE_DESPUES, PAGINA, SILENCIO, Averia, Cable


@pytest.fixture
def par() -> Iterator[Cable]:
    """Quien está al otro lado: otro cable, que contesta a todo lo mismo."""
    with Cable() as otro:
        otro.averiar("", *[Averia(201, b'{"bien": true}')] * 9)
        yield otro


@pytest.fixture
def cable(par: Cable) -> Iterator[Cable]:
    with Cable(par.url) as uno:
        yield uno


@pytest.fixture
def cliente(cable: Cable) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=cable.url, trust_env=False) as uno:
        yield uno


def test_lleva_el_pedido_y_trae_la_respuesta(
    cable: Cable, par: Cable, cliente: httpx.Client
) -> None:
    dicho = cliente.post("/a%2Fb?c=ñ&d=", data={"e": "1 2"}, headers={"X-Firma": "f"})
    assert (dicho.status_code, dicho.json()) == (201, {"bien": True})
    [visto] = cable.esperar("/a")
    [llegado] = par.pasaron
    assert (llegado.ruta, llegado.cuerpo) == ("/a%2Fb?c=%C3%B1&d=", b"e=1+2")
    assert llegado.cabeceras["x-firma"] == "f"
    assert visto.campos == {"c": "ñ", "d": "", "e": "1 2"}
    assert visto.respuesta == {"bien": True}


@pytest.mark.parametrize(
    ("averia", "llega", "error"),
    [
        (CORTE, 0, httpx.RemoteProtocolError),
        (CORTE_DESPUES, 1, httpx.RemoteProtocolError),
        (SILENCIO, 1, httpx.ReadTimeout),
    ],
)
def test_se_corta_una_vez_y_despues_vuelve(
    cable: Cable,
    par: Cable,
    cliente: httpx.Client,
    averia: Averia,
    llega: int,
    error: type[httpx.TransportError],
) -> None:
    cable.averiar("^/x$", averia)
    assert cliente.get("/y").status_code == 201
    with pytest.raises((error, httpx.ReadError)):
        cliente.get("/x", timeout=1)
    assert len(par.pasaron) == 1 + llega
    assert cliente.get("/x").status_code == 201


def test_contesta_lo_que_se_le_diga(cable: Cable, par: Cable, cliente: httpx.Client) -> None:
    cable.averiar("x", PAGINA)
    dicho = cliente.get("/x")
    assert (dicho.status_code, dicho.headers["content-type"]) == (502, "text/html")
    assert not par.pasaron


def test_si_no_hay_nadie_se_corta(cable: Cable, cliente: httpx.Client) -> None:
    cable.vaciar("")
    with pytest.raises(httpx.TransportError):
        cliente.get("/x")
    assert [pedido.estado for pedido in cable.pasaron] == [0]

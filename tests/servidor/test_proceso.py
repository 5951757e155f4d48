"""El servidor de verdad: su puerto, sus páginas abiertas y cómo se va."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servidor.proceso import ESPERA, Proceso

MARCA = "RumboMarca"


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def rumbo(carpeta: Path) -> Iterator[Proceso]:
    with Proceso(carpeta) as proceso:
        yield proceso


@pytest.fixture
def cliente(rumbo: Proceso) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=rumbo.url, timeout=ESPERA, trust_env=False) as uno:
        yield uno


def escribir(cliente: httpx.Client, charla: str, numero: str, texto: str) -> httpx.Response:
    return cliente.post(
        "/chat/mensajes", json={"id": numero, "texto": texto}, headers={"X-Charla": charla}
    )


def dichos(respuesta: httpx.Response) -> Iterator[dict[str, Any]]:
    for linea in respuesta.iter_lines():
        if linea.startswith("data: "):
            yield json.loads(linea.removeprefix("data: "))


def test_la_respuesta_llega_a_la_pagina_que_pregunto(cliente: httpx.Client) -> None:
    charla = "A" * 22
    with cliente.stream("GET", "/chat/eventos", headers={"X-Charla": charla}) as oido:
        assert oido.headers["content-type"].startswith("text/event-stream")
        assert oido.headers["cache-control"] == "no-store"
        assert escribir(cliente, charla, "a", "hola").status_code == 202
        assert "SALIR" in next(dichos(oido))["texto"]


def test_lo_dicho_sin_pagina_abierta_espera_a_que_vuelva(cliente: httpx.Client) -> None:
    charla = "B" * 22
    assert escribir(cliente, charla, "a", "hola").status_code == 202
    with cliente.stream("GET", "/chat/eventos", headers={"X-Charla": charla}) as oido:
        assert next(dichos(oido))["texto"]


def test_interrumpir_con_paginas_abiertas_no_deja_nada(
    rumbo: Proceso, cliente: httpx.Client, carpeta: Path
) -> None:
    with ExitStack() as abiertas:
        lineas = [
            abiertas.enter_context(
                cliente.stream("GET", "/chat/eventos", headers={"X-Charla": letra * 22})
            ).iter_lines()
            for letra in "CDE"
        ]
        for abierta in lineas:
            assert next(abierta) == ": hola"
        assert rumbo.interrumpir() == 0
        # Se despidió de cada una: no fue el corte a la fuerza del final de la gracia.
        assert [list(abierta) for abierta in lineas] == [[""], [""], [""]]
    assert not rumbo.quedan()
    assert rumbo.registro.read_text() == ""
    datos = carpeta / "datos"
    assert stat.S_IMODE(datos.stat().st_mode) == 0o700
    for archivo in datos.iterdir():
        assert stat.S_IMODE(archivo.stat().st_mode) == 0o600, archivo
        assert not archivo.name.endswith(("-wal", "-shm"))


def test_vuelve_a_empezar_con_los_mismos_datos(carpeta: Path) -> None:
    for _ in range(2):
        with Proceso(carpeta) as proceso:
            assert httpx.get(f"{proceso.url}/salud", trust_env=False).json()["base"] == "bien"
            assert proceso.interrumpir() == 0


def test_el_registro_no_lleva_nada_de_lo_escrito(rumbo: Proceso, cliente: httpx.Client) -> None:
    assert escribir(cliente, "F" * 22, "a", f"{MARCA} hola").status_code == 202
    cliente.post("/chat/mensajes", content=MARCA * 100_000, headers={"X-Charla": "F" * 22})
    puerto = int(rumbo.url.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", puerto))) as crudo:
        crudo.sendall(f"GET /{MARCA} {MARCA}\r\n{MARCA}\r\n\r\n".encode())
        assert b" 400 " in crudo.recv(1024)
    assert cliente.get(f"/{MARCA}?q={MARCA}").status_code == 404
    rumbo.interrumpir()
    escrito = rumbo.registro.read_text()
    assert MARCA not in escrito
    assert "F" * 22 not in escrito


def test_un_puerto_ocupado_se_dice_y_no_se_abre_nada(carpeta: Path) -> None:
    with socket.socket() as ocupado:
        ocupado.bind(("127.0.0.1", 0))
        ocupado.listen()
        puerto = ocupado.getsockname()[1]
        proceso = Proceso(carpeta, PUERTO=str(puerto), DATOS=str(carpeta / "otros"))
        assert proceso.proceso.wait(ESPERA) == 2
        proceso.proceso.communicate()
    assert f"PUERTO {puerto}" in proceso.registro.read_text()
    assert not (carpeta / "otros").exists()


def test_unas_llaves_debiles_se_dicen_junto_a_lo_demas(carpeta: Path) -> None:
    datos = carpeta / "datos"
    datos.mkdir(mode=0o700)
    llaves = datos / "llaves"
    llaves.write_text(f"pimienta {'A' * 43}\nestado corta\n")
    llaves.chmod(0o600)
    proceso = Proceso(carpeta, URL_PUBLICA="http://x")
    assert proceso.proceso.wait(ESPERA) == 2
    proceso.proceso.communicate()
    escrito = proceso.registro.read_text()
    for nombre in ("URL_PUBLICA", "pimienta", "estado"):
        assert nombre in escrito
    assert "A" * 43 not in escrito

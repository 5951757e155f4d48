"""Los secretos nacen una vez, cerrados, y los malos no se aceptan."""

from __future__ import annotations

import base64
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.almacen.llaves import (
    ARCHIVO,
    LlavesDebiles,
    armar_llaves,
    crear_llaves,
    id_de_llave,
    leer_llaves,
)

DE_VERDAD = hashlib.sha512(b"no se parece a ninguna de muestra").digest()


def azar() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def en_texto(crudo: bytes) -> str:
    return base64.b64encode(crudo).decode()


def test_nacen_una_vez_y_cerradas(tmp_path: Path) -> None:
    carpeta = tmp_path / "secretos"
    with ThreadPoolExecutor(8) as hilos:
        todas = set(hilos.map(lambda _: crear_llaves(carpeta), range(16)))
    assert len(todas) == 1
    assert crear_llaves(carpeta) == leer_llaves(carpeta)
    assert carpeta.stat().st_mode & 0o777 == 0o700
    assert [a.name for a in carpeta.iterdir()] == [ARCHIVO]
    assert (carpeta / ARCHIVO).stat().st_mode & 0o777 == 0o600


def test_no_se_imprimen(tmp_path: Path) -> None:
    assert repr(crear_llaves(tmp_path / "s")) == "Llaves()"


def test_una_linea_nueva_arriba_cifra_y_las_viejas_leen(tmp_path: Path) -> None:
    vieja = crear_llaves(tmp_path)
    archivo = tmp_path / ARCHIVO
    archivo.write_text(f"estado {azar()}\n{archivo.read_text()}")
    nueva = leer_llaves(tmp_path)
    assert nueva.pimienta == vieja.pimienta
    assert nueva.estado[1:] == vieja.estado
    assert len({id_de_llave(llave) for llave in nueva.estado}) == 2


@pytest.mark.parametrize(
    ("malo", "dice"),
    [
        ("", "vacío"),
        ("   ", "vacío"),
        ("no es base64!", "base64"),
        ("cambiame", "bytes"),
        (en_texto(DE_VERDAD[:16]), "16 bytes"),
        (en_texto(DE_VERDAD), "64 bytes"),
        (en_texto(bytes(32)), "muestra"),
        (en_texto(bytes(range(32))), "muestra"),
        (en_texto(bytes(range(64, 0, -2))), "muestra"),
        (en_texto(b"abcd" * 8), "muestra"),
        (en_texto(b"Mi gato Felix bebe 3 jugos, y W!"), "a mano"),
    ],
)
def test_un_secreto_malo_se_dice(malo: str, dice: str) -> None:
    with pytest.raises(LlavesDebiles, match=dice) as error:
        armar_llaves(malo, [azar()])
    assert all(not malo.strip() or malo not in motivo for motivo in error.value.motivos)
    with pytest.raises(LlavesDebiles, match=dice):
        armar_llaves(azar(), [azar(), malo])


def test_todo_lo_malo_a_la_vez() -> None:
    with pytest.raises(LlavesDebiles) as error:
        armar_llaves("", ["corta", en_texto(bytes(32))])
    assert [motivo.split(":")[0] for motivo in error.value.motivos] == [
        "pimienta",
        "estado 1",
        "estado 2",
    ]


def test_repetidos_o_ninguno() -> None:
    uno = azar()
    with pytest.raises(LlavesDebiles, match="repetidos"):
        armar_llaves(uno, [uno])
    with pytest.raises(LlavesDebiles, match="al menos una"):
        armar_llaves(uno, [])


def test_un_archivo_abierto_perdido_o_ajeno_no_se_usa(tmp_path: Path) -> None:
    with pytest.raises(LlavesDebiles, match="no existe"):
        leer_llaves(tmp_path)
    crear_llaves(tmp_path)
    archivo = tmp_path / ARCHIVO
    archivo.chmod(0o640)
    with pytest.raises(LlavesDebiles, match="chmod 600"):
        leer_llaves(tmp_path)
    archivo.chmod(0o600)
    bueno = archivo.read_text()
    for malo in (bueno + "otra cosa\n", bueno + "pimienta x\n", "", bueno + "estado\n"):
        archivo.write_text(malo)
        with pytest.raises(LlavesDebiles, match="debe tener"):
            crear_llaves(tmp_path)

"""La memoria del libro: ahorra leerlo, y nunca se fía de lo que no guardó ella."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.contenido import memoria as modulo
from bot.contenido.libro import leer_libro
from bot.contenido.memoria import GUARDADOS, Memoria
from bot.motor.libro import Libro
from tests.contenido.taller import copiar

LLAVE = b"l" * 32


@pytest.fixture
def raiz(tmp_path: Path) -> Path:
    return copiar(tmp_path / "contenido")


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    (tmp_path / "datos").mkdir(0o700)
    return tmp_path / "datos"


def guardados(carpeta: Path) -> list[Path]:
    return sorted(carpeta.glob("libro-*.bin"))


def leer(carpeta: Path, raiz: Path, llave: bytes = LLAVE) -> Libro:
    libro, problemas = Memoria(carpeta, llave).leer(raiz)
    assert libro is not None, problemas
    return libro


def marcar(carpeta: Path, llave: bytes = LLAVE) -> None:
    """Guarda, bien sellado, otro libro en el sitio del primero: así se ve de dónde se leyó."""
    (ruta,) = guardados(carpeta)
    clave = ruta.stem.removeprefix("libro-")
    otra = Memoria(carpeta, llave)
    recordado = otra._recordar(ruta, clave)
    assert recordado is not None
    libro, _ = recordado
    object.__setattr__(libro, "version", "de memoria")
    otra._guardar(ruta, clave, (libro, []))


def test_la_segunda_vez_es_de_memoria_y_dice_lo_mismo(carpeta: Path, raiz: Path) -> None:
    primero = leer(carpeta, raiz)
    leido, _ = leer_libro(raiz)
    assert leido is not None
    assert leer(carpeta, raiz).flujos == primero.flujos == leido.flujos
    marcar(carpeta)
    assert leer(carpeta, raiz).version == "de memoria"


def test_lo_guardado_es_solo_para_su_duenno(carpeta: Path, raiz: Path) -> None:
    leer(carpeta, raiz)
    (ruta,) = guardados(carpeta)
    assert stat.S_IMODE(ruta.stat().st_mode) == 0o600


@pytest.mark.parametrize("donde", [0, 40, -1])
def test_un_byte_cambiado_no_se_abre(carpeta: Path, raiz: Path, donde: int) -> None:
    leer(carpeta, raiz)
    marcar(carpeta)
    (ruta,) = guardados(carpeta)
    crudo = bytearray(ruta.read_bytes())
    crudo[donde] ^= 1
    ruta.write_bytes(crudo)
    assert leer(carpeta, raiz).version != "de memoria"


@pytest.mark.parametrize("crudo", [b"", b"x", b"c" * 500])
def test_un_archivo_ajeno_no_se_abre(carpeta: Path, raiz: Path, crudo: bytes) -> None:
    leer(carpeta, raiz)
    (ruta,) = guardados(carpeta)
    ruta.write_bytes(crudo)
    assert leer(carpeta, raiz).flujos


def test_con_otra_llave_no_se_abre(carpeta: Path, raiz: Path) -> None:
    leer(carpeta, raiz)
    marcar(carpeta)
    assert leer(carpeta, raiz, b"o" * 32).version != "de memoria"


def test_un_contenido_editado_o_un_programa_nuevo_se_leen(
    carpeta: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leer(carpeta, raiz)
    marcar(carpeta)
    monkeypatch.setattr(modulo, "_programa", lambda: "otro")
    assert leer(carpeta, raiz).version != "de memoria"
    monkeypatch.undo()
    inicio = raiz / "flujos" / "inicio.yaml"
    inicio.write_text(inicio.read_text() + "\n")
    assert leer(carpeta, raiz).version != "de memoria"


def test_lo_que_tiene_errores_no_se_recuerda(carpeta: Path, raiz: Path) -> None:
    (raiz / "flujos" / "inicio.yaml").write_text("pasos: [")
    assert Memoria(carpeta, LLAVE).leer(raiz)[0] is None
    assert guardados(carpeta) == []


def test_solo_quedan_los_ultimos(carpeta: Path, raiz: Path) -> None:
    inicio = raiz / "flujos" / "inicio.yaml"
    for _ in range(GUARDADOS + 2):
        leer(carpeta, raiz)
        inicio.write_text(inicio.read_text() + "\n")
    assert len(guardados(carpeta)) == GUARDADOS


def test_sin_poder_escribir_se_lee_igual(tmp_path: Path, raiz: Path) -> None:
    assert leer(tmp_path / "no_existe", raiz).flujos

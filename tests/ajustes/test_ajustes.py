"""Los ajustes: lo bueno se lee y lo malo se dice todo junto, con su remedio."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ajustes import Ajustes, AjustesMalos, leer_ajustes

NOMBRES = ("PUERTO", "DATOS", "BASE_DE_DATOS", "URL_PUBLICA", "CONTENIDO")
LARGA, CORTA, DE_MUESTRA = "una-clave-bien-larga", "clave-123", "changeme-changeme"


@pytest.fixture(autouse=True)
def carpeta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una carpeta con contenido y sin ajustes en el entorno."""
    for nombre in NOMBRES:
        monkeypatch.delenv(nombre, raising=False)
    (tmp_path / "flujos").mkdir()
    (tmp_path / "directorio.yaml").touch()
    monkeypatch.setenv("CONTENIDO", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problemas() -> tuple[str, ...]:
    with pytest.raises(AjustesMalos) as atrapado:
        leer_ajustes()
    return atrapado.value.problemas


def test_sin_ajustes_hay_valores_de_casa(carpeta: Path) -> None:
    datos = carpeta / "datos"
    esperados = Ajustes(8000, datos, f"sqlite:///{datos}/rumbo.sqlite", "", carpeta)
    assert leer_ajustes() == esperados
    assert not datos.exists()


def test_el_entorno_manda_sobre_el_archivo(carpeta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (carpeta / ".env").write_text("PUERTO=9000\nURL_PUBLICA=https://rumbo.pe/\n")
    assert leer_ajustes().puerto == 9000
    monkeypatch.setenv("PUERTO", "9001")
    ajustes = leer_ajustes()
    assert (ajustes.puerto, ajustes.url_publica) == (9001, "https://rumbo.pe")


def test_un_ajuste_vacio_es_como_no_ponerlo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUERTO", "")
    assert leer_ajustes().puerto == 8000


@pytest.mark.parametrize(
    ("nombre", "valor"),
    [
        ("PUERTO", "ocho mil"),
        ("PUERTO", "-1"),
        ("PUERTO", "65536"),
        ("PUERTO", "²"),
        ("BASE_DE_DATOS", "mysql://a/b"),
        ("BASE_DE_DATOS", "postgres"),
        ("BASE_DE_DATOS", f"postgresql://bot:{LARGA}@servidor:99999/base"),
        ("BASE_DE_DATOS", "postgresql://bot@servidor/base"),
        ("BASE_DE_DATOS", f"postgresql://bot:{CORTA}@servidor/base"),
        ("BASE_DE_DATOS", f"postgresql://bot:{DE_MUESTRA}@servidor/base"),
        ("URL_PUBLICA", "rumbo.pe"),
        ("URL_PUBLICA", "http://rumbo.pe"),
        ("URL_PUBLICA", "https://rumbo.pe/chat"),
        ("URL_PUBLICA", "https://yo@rumbo.pe"),
        ("URL_PUBLICA", "https://rumbo.example.com"),
        ("CONTENIDO", "/no/existe"),
    ],
)
def test_cada_ajuste_malo_se_nombra(
    monkeypatch: pytest.MonkeyPatch, nombre: str, valor: str
) -> None:
    monkeypatch.setenv(nombre, valor)
    (problema,) = problemas()
    assert problema.startswith(nombre)
    assert problema.endswith(".")


def test_todos_los_problemas_salen_a_la_vez_y_sin_claves(
    carpeta: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nombre in NOMBRES:
        monkeypatch.setenv(nombre, "x")
    monkeypatch.setenv("BASE_DE_DATOS", f"postgresql://bot:{CORTA}@servidor/base")
    (carpeta / "x").touch()
    dichos = problemas()
    assert [dicho.split()[0] for dicho in dichos] == list(NOMBRES)
    assert CORTA not in str(AjustesMalos(dichos))


def test_lo_que_miran_otros_sale_en_la_misma_lista(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUERTO", "x")
    with pytest.raises(AjustesMalos) as atrapado:
        leer_ajustes(lambda ajustes: [f"{ajustes.datos.name}: falta una llave"])
    assert [dicho.split()[0] for dicho in atrapado.value.problemas] == ["PUERTO", "datos:"]


def test_la_carpeta_de_datos_abierta_se_niega(carpeta: Path) -> None:
    (carpeta / "datos").mkdir()
    (carpeta / "datos").chmod(0o750)
    (problema,) = problemas()
    assert "chmod 700" in problema
    (carpeta / "datos").chmod(0o700)
    assert leer_ajustes().datos == carpeta / "datos"


def test_postgresql_por_un_zocalo_no_pide_clave(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://postgres:@/rumbo?host=/run/rumbo"
    monkeypatch.setenv("BASE_DE_DATOS", url)
    assert leer_ajustes().base_de_datos == url

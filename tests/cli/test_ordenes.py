"""Lo que ve quien escribe `bot …` en la terminal: el texto y con qué número sale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

RAIZ = Path(__file__).parent.parent.parent


def correr(*partes: str | Path, entrada: str = "", **entorno: str) -> Result:
    return CliRunner().invoke(
        main, [str(parte) for parte in partes], input=entrada, env=entorno, catch_exceptions=False
    )


@pytest.fixture
def oficina(tmp_path: Path) -> Path:
    shutil.copytree(RAIZ / "flujos", tmp_path / "flujos")
    shutil.copy(RAIZ / "directorio.yaml", tmp_path)
    return tmp_path


def test_validar_lo_publicado_sale_bien() -> None:
    resultado = correr("validar")
    assert resultado.exit_code == 0, resultado.output
    assert resultado.output.startswith("Bien: ")


def test_validar_dice_todos_los_errores_con_su_sitio_y_sale_con_1(oficina: Path) -> None:
    roto = oficina / "flujos" / "contacto.yaml"
    roto.write_text(roto.read_text(encoding="utf-8") + "  mal: {ir: nada, desir: x}\n", "utf-8")
    resultado = correr("validar", "--contenido", oficina)
    assert resultado.exit_code == 1
    assert "[error] " in resultado.output
    assert "¿Quisiste decir «decir»? (clave_desconocida)" in resultado.output
    assert "flujos/contacto.yaml:" in resultado.output


def test_simular_desde_un_archivo_escribe_texto_sin_adornos() -> None:
    resultado = correr("simular", "--ahora", "2026-03-16T10:00", entrada="hola\nsalir\n")
    assert resultado.exit_code == 0
    assert "Rumbo" in resultado.output
    assert "\x1b" not in resultado.output


def test_simular_guarda_una_charla_que_probar_acepta(tmp_path: Path) -> None:
    charla = tmp_path / "hola.yaml"
    ahora = ("--ahora", "2026-03-16T10:00")
    assert correr("simular", *ahora, "--guardar", charla, entrada="hola\nsalir\n").exit_code == 0
    assert "1 charlas, 2 turnos, 0 fallos" in correr("probar", charla).output


def test_una_fecha_mal_escrita_dice_como_se_escribe() -> None:
    resultado = correr("simular", "--ahora", "mañana")
    assert resultado.exit_code == 2
    assert "2026-03-14T22:30" in resultado.output


def test_los_ajustes_malos_se_dicen_todos_y_sale_con_2(tmp_path: Path) -> None:
    abierta = tmp_path / "datos"
    abierta.mkdir(mode=0o755)
    resultado = correr("servir", PUERTO="x", DATOS=str(abierta), URL_PUBLICA="http://a")
    assert resultado.exit_code == 2
    assert all(ajuste in resultado.output for ajuste in ("PUERTO", "DATOS", "URL_PUBLICA"))


def test_informe_sin_nadie_no_falla(tmp_path: Path) -> None:
    resultado = correr(
        "informe", "--desde", "2026-03-01", "--hasta", "2026-03-31", DATOS=str(tmp_path / "datos")
    )
    assert resultado.exit_code == 0, resultado.output


def test_diagrama_es_texto_y_con_html_lleva_enlaces() -> None:
    texto, pagina = correr("diagrama").output, correr("diagrama", "--html").output
    assert "<a " not in texto
    assert '<a href="#' in pagina

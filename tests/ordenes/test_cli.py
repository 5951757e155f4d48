"""La orden ``bot``: lo que escribe y con qué código sale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.contenido.libro import leer_libro

PEDIDO = "necesito un doctor"


def bot(*argumentos: str, entrada: str = "") -> Result:
    return CliRunner().invoke(main, argumentos, input=entrada, catch_exceptions=False)


def test_validar_lo_de_la_oficina() -> None:
    resultado = bot("validar")
    assert resultado.exit_code == 0, resultado.output
    assert resultado.output.startswith("Bien: ")


def test_validar_dice_todo_a_la_vez_y_sale_con_uno(copia: Path) -> None:
    (copia / "flujos" / "gracias.yaml").write_text("flujo: gracias\ntitulo: [", encoding="utf-8")
    with (copia / "flujos" / "inicio.yaml").open("a", encoding="utf-8") as archivo:
        archivo.write("  perdido:\n    decir: Hola.\n    ir: dond\n")
    resultado = bot("validar", "--contenido", str(copia))
    assert resultado.exit_code == 1
    archivos = {linea.split(":")[0] for linea in resultado.stdout.splitlines()}
    assert {"flujos/gracias.yaml", "flujos/inicio.yaml"} <= archivos
    assert "[error]" in resultado.stdout


@pytest.mark.parametrize("canal", ["whatsapp", "telegram", "web"])
def test_simular_por_la_entrada(canal: str) -> None:
    resultado = bot(
        "simular",
        "--canal",
        canal,
        "--ahora",
        "2026-03-14T22:30",
        entrada=f"{PEDIDO}\n:pasan 7 h\n:manda audio\nSALIR\n",
    )
    assert resultado.exit_code == 0
    assert f"tú> {PEDIDO}" in resultado.output
    assert "106" in resultado.output
    assert "No puedo escuchar audios." in resultado.output
    assert resultado.output.rstrip().endswith("trámites y servicios.")


def test_simular_no_acepta_una_fecha_mala_ni_una_orden_mala() -> None:
    assert bot("simular", "--ahora", "ayer").exit_code == 2
    assert "«:pasan 2 h»" in bot("simular", entrada=":pasan mucho\n").output


def test_lo_grabado_es_una_charla_que_pasa(tmp_path: Path) -> None:
    ruta = tmp_path / "grabada.yaml"
    bot(
        "simular",
        "--canal",
        "telegram",
        "--ahora",
        "2026-03-16T10:00",
        "--guardar",
        str(ruta),
        entrada="hola\n1\n:manda audio\n:pasan 2 h\n0\nsalir\n",
    )
    resultado = bot("probar", str(ruta))
    assert "1 charlas, 6 turnos, 0 fallos" in resultado.output


def test_entender_explica_y_no_repite_lo_que_no_hace_falta() -> None:
    resultado = bot("entender", "necesito un doctor para mi bebé")
    assert resultado.exit_code == 0
    assert "salud" in resultado.output


def test_esquema_y_diagrama() -> None:
    for que in ("flujo", "charla"):
        assert json.loads(bot("esquema", que).output)["type"] == "object"
    assert bot("diagrama").output.startswith("flowchart")
    assert "<html" in bot("diagrama", "--html").output


def test_directorio_revisar_con_el_reloj_dado() -> None:
    uno = bot("directorio", "revisar", "--ahora", "2026-06-01T00:00").output
    otro = bot("directorio", "revisar", "--ahora", "2026-06-02T00:00").output
    assert uno != otro
    assert "oficina" in uno


def test_informe_con_dias_malos_sale_con_dos() -> None:
    assert bot("informe", "--desde", "ayer", "--hasta", "2026-01-01").exit_code == 2


def test_nuevo_flujo_vale_y_trae_su_charla(copia: Path) -> None:
    resultado = bot("nuevo", "flujo", "transporte", "--contenido", str(copia))
    assert resultado.exit_code == 0, resultado.output
    libro, problemas = leer_libro(copia)
    assert libro is not None, problemas
    assert libro.flujo_de_tema("transporte") == "transporte"
    charla = copia / "tests" / "charlas" / "transporte.yaml"
    assert "Esto es lo que puedes hacer ahora." in charla.read_text(encoding="utf-8")
    probada = bot("probar", "--contenido", str(copia), str(charla))
    assert "1 charlas, 1 turnos, 0 fallos" in probada.output


@pytest.mark.parametrize(
    ("nombre", "dice"),
    [("Salud", "minúsculas"), ("salud", "Ya existe"), ("emergencia_medica", "lo atiende otro")],
)
def test_nuevo_flujo_con_mal_nombre_no_escribe_nada(copia: Path, nombre: str, dice: str) -> None:
    antes = sorted(ruta.read_bytes() for ruta in (copia / "flujos").rglob("*.yaml"))
    resultado = bot("nuevo", "flujo", nombre, "--contenido", str(copia))
    assert resultado.exit_code == 1
    assert dice in resultado.output
    assert sorted(ruta.read_bytes() for ruta in (copia / "flujos").rglob("*.yaml")) == antes


def test_todas_las_ordenes_tienen_ayuda() -> None:
    for orden in main.commands.values():
        assert orden.help

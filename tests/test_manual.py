"""Cada ejemplo de `docs/flujos.md` hace lo que el manual dice que hace.

La cerca dice qué es el ejemplo: un archivo entero (`yaml flujos/x.yaml`), un trozo que se añade a
otro (`yaml en directorio.yaml`), unos pasos sueltos (`yaml pasos`) o unos pasos con errores
(`yaml malo`), que lleva detrás lo que responde `bot validar`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import indent

import pytest

from bot.charlas.archivo import leer_charla
from bot.charlas.correr import correr
from bot.contenido.libro import leer_libro
from bot.contenido.nodo import Problema

RAIZ = Path(__file__).parent.parent
MANUAL = (RAIZ / "docs" / "flujos.md").read_text(encoding="utf-8")
EJEMPLOS = re.findall(r"^```yaml ([^\n]+)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
MALOS = re.findall(
    r"^```yaml malo\n(.*?)^```\n\s*^```text\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL
)

CABECERA = """\
flujo: ejemplo
titulo: Ejemplo
revisado: pendiente
temas: [ejemplo]
entra_con: [quiero ver un ejemplo]

pasos:
"""


@pytest.fixture
def oficina(tmp_path: Path) -> Path:
    """Una copia de lo que escribe la oficina, para editarla."""
    shutil.copytree(RAIZ / "flujos", tmp_path / "flujos")
    shutil.copy(RAIZ / "directorio.yaml", tmp_path)
    return tmp_path


def _insertar(archivo: Path, trozo: str) -> None:
    """Añade el trozo dentro de su clave, que es como lo haría quien sigue el manual."""
    clave, cuerpo = trozo.split("\n", 1)
    texto = archivo.read_text(encoding="utf-8")
    nuevo, veces = re.subn(
        rf"^{clave}(?: \{{\}})?$",
        f"{clave}\n{cuerpo}".replace("\\", r"\\"),
        texto,
        flags=re.MULTILINE,
    )
    assert veces == 1, f"«{clave}» no está en {archivo.name}"
    archivo.write_text(nuevo, encoding="utf-8")


def _validar(oficina: Path) -> list[Problema]:
    return leer_libro(oficina)[1]


def _con_pasos(oficina: Path, pasos: str) -> list[Problema]:
    _insertar(oficina / "flujos" / "_bot.yaml", "temas:\n  ejemplo: Un ejemplo\n")
    texto = CABECERA + indent(pasos, "  ")
    (oficina / "flujos" / "ejemplo.yaml").write_text(texto, encoding="utf-8")
    return [problema for problema in _validar(oficina) if "ejemplo" in problema.lugar.archivo]


def test_cada_ejemplo_de_yaml_dice_que_es() -> None:
    clases = {clase.split()[0] for clase, _ in EJEMPLOS}
    assert MANUAL.count("```yaml") == len(EJEMPLOS)
    assert clases == {"pasos", "malo", "en", "flujos/deporte.yaml", "tests/charlas/deporte.yaml"}


@pytest.mark.parametrize("pasos", [cuerpo for clase, cuerpo in EJEMPLOS if clase == "pasos"])
def test_los_pasos_del_manual_estan_bien_escritos(oficina: Path, pasos: str) -> None:
    assert _con_pasos(oficina, pasos) == []


@pytest.mark.parametrize(("pasos", "respuesta"), MALOS)
def test_los_errores_del_manual_son_los_que_salen(
    oficina: Path, pasos: str, respuesta: str
) -> None:
    assert [str(problema) for problema in _con_pasos(oficina, pasos)] == respuesta.splitlines()


def test_quien_sigue_el_manual_entero_tiene_un_tema_que_funciona(oficina: Path) -> None:
    antes = _validar(oficina)
    for clase, cuerpo in EJEMPLOS:
        if clase.startswith("en "):
            _insertar(oficina / clase.removeprefix("en "), cuerpo)
        elif "/" in clase:
            (oficina / clase).parent.mkdir(parents=True, exist_ok=True)
            (oficina / clase).write_text(cuerpo, encoding="utf-8")
    libro, problemas = leer_libro(oficina)
    assert len(problemas) == len(antes), [str(p) for p in problemas]
    assert libro is not None
    de_la_charla: list[Problema] = []
    charla = leer_charla(oficina / "tests" / "charlas" / "deporte.yaml", oficina, de_la_charla)
    assert charla is not None, [str(p) for p in de_la_charla]
    assert correr(libro, charla).fallos == []

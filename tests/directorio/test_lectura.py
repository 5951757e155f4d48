from __future__ import annotations

import ast
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.contenido import directorio as lectura
from bot.contenido import hechos
from bot.contenido.directorio import leer_directorio

MALOS = Path(__file__).parent / "malos"
DE_LA_FICHA = "feriado_invalido"

BUENO = """\
enlaces: [ejemplo.pe]
distritos:
  Tumbes: {provincia: Tumbes, tambien: [Túmbez], no_es: [Bar Tumbes]}
servicios:
  uno:
    nombre: Servicio uno
    para: probar.
    quien: Cualquiera.
    temas: [salud]
    cobertura: distrito
    distrito: Tumbes
    tambien: [Antes]
    telefono:
      valor: (01) 311-0300
      fuente: La oficina
      fecha: 2026-03
      confianza: alta
      verificado: 2026-03-09
    web: {valor: https://www.ejemplo.pe/a?b=1, fuente: La oficina, fecha: s/f, confianza: media}
    decir: Buenos días.
    llevar: Nada.
    nota: Una nota.
    coordenadas: [-3.5, -80.25]
  dos:
    nombre: Servicio dos
    para: probar.
    temas: [salud]
    cobertura: provincia
    provincia: Tumbes
    existe: {fuente: La oficina, fecha: 2026, confianza: media}
"""
FICHA = """\
temas: {salud: Médico o salud}
feriados:
  2026-01-07: Aniversario
"""


def _carpeta(raiz: Path, directorio: str = BUENO, ficha: str = FICHA) -> Path:
    (raiz / "flujos").mkdir()
    (raiz / "directorio.yaml").write_text(directorio, encoding="utf-8")
    (raiz / "flujos" / "_bot.yaml").write_text(ficha, encoding="utf-8")
    return raiz


def test_lee_todo_lo_que_dice_el_archivo(tmp_path):
    problemas = []
    directorio = leer_directorio(_carpeta(tmp_path), problemas)
    assert problemas == []
    assert directorio is not None
    uno, dos = directorio.servicios.values()
    assert (uno.id, uno.nombre.es, uno.nombre.contexto) == ("uno", "Servicio uno", "directorio.uno")
    assert (uno.para.es, uno.quien.es, uno.nota.es) == ("probar.", "Cualquiera.", "Una nota.")
    assert (uno.decir.es, uno.llevar.es, uno.tambien) == ("Buenos días.", "Nada.", ("Antes",))
    assert (uno.temas, uno.cobertura) == (("salud",), "distrito")
    assert (uno.distrito, uno.provincia, uno.coordenadas) == ("Tumbes", "Tumbes", (-3.5, -80.25))
    assert uno.telefono.valor == "(01) 311-0300"
    assert (uno.telefono.fuente, uno.telefono.fecha) == ("La oficina", "2026-03")
    assert (uno.telefono.confianza, uno.telefono.verificado) == ("alta", date(2026, 3, 9))
    assert (uno.web.valor, uno.web.verificado) == ("https://www.ejemplo.pe/a?b=1", None)
    assert uno.confirmado and not dos.confirmado
    assert (dos.distrito, dos.provincia) == ("", "Tumbes")
    assert [campo for campo, _ in dos.hechos()] == ["existe"]
    assert directorio.distritos["Tumbes"].grafias == ("tumbes", "tumbez")
    assert directorio.distritos["Tumbes"].no_es == ("bar tumbes",)
    assert directorio.feriados == {date(2026, 1, 7): "Aniversario"}


def _reglas_de(modulo: object) -> set[str]:
    """Las reglas que ese módulo nombra: el tercer argumento de ``decir`` y de ``Problema``."""
    reglas = set()
    for nodo in ast.walk(ast.parse(Path(modulo.__file__).read_text(encoding="utf-8"))):
        if isinstance(nodo, ast.Call) and ast.unparse(nodo.func) in ("lector.decir", "Problema"):
            ultimo = nodo.args[2]
            if isinstance(ultimo, ast.Constant) and isinstance(ultimo.value, str):
                reglas.add(ultimo.value)
    return reglas


def test_cada_regla_tiene_su_archivo_malo():
    reglas = _reglas_de(lectura) | _reglas_de(hechos) | {"confianza_baja", "opcion"}
    assert len(reglas) > 15
    assert reglas <= {ruta.stem for ruta in MALOS.glob("*.yaml")}


@pytest.mark.parametrize("ruta", sorted(MALOS.glob("*.yaml")), ids=lambda ruta: ruta.stem)
def test_el_archivo_malo_se_dice_en_su_lugar(tmp_path, ruta):
    malo = ruta.read_text(encoding="utf-8")
    if ruta.stem == DE_LA_FICHA:
        archivo, raiz = "flujos/_bot.yaml", _carpeta(tmp_path, ficha=malo)
    else:
        archivo, raiz = "directorio.yaml", _carpeta(tmp_path, malo)
    problemas = []
    assert leer_directorio(raiz, problemas) is None
    espera = malo.splitlines()[0].removeprefix("# espera: ")
    (problema,) = problemas
    assert str(problema).startswith(f"{archivo}:{espera}: [error] ")
    assert problema.regla == ruta.stem


@pytest.mark.parametrize(
    "enlace",
    [
        "http://ejemplo.pe",
        "javascript:alert(1)",
        "tg://resolve?domain=x",
        "https://ejemplo.pe.malo.com",
        "https://malejemplo.pe",
        "https://ejemplo.pe@malo.com/",
        "https://ejemplo.pe:8443/",
        "https://ejemplo.pe\\@malo.com",
        "https://ejemplo.pe#https://malo.com",
        "ejemplo.pe",
    ],
)
def test_un_enlace_solo_va_a_los_dominios_permitidos(tmp_path, enlace):
    malo = BUENO.replace("https://www.ejemplo.pe/a?b=1", f"'{enlace}'")
    problemas = []
    leer_directorio(_carpeta(tmp_path, malo), problemas)
    assert [uno.regla for uno in problemas] == ["enlace_prohibido"]


@pytest.mark.parametrize(
    ("viejo", "nuevo", "regla"),
    [
        ("fuente: La oficina\n", "fuente: El Comercio (URL no conservada)\n", "hecho_sin_fuente"),
        ("fuente: La oficina\n", "fuente:\n", "hecho_sin_fuente"),
        ("2026-03-09", "2026-02-30", "fecha_invalida"),
        ("2026-03-09", "marzo", "fecha_invalida"),
        ("provincia: Tumbes\n    existe", "existe", "cobertura_sin_lugar"),
        ("distrito: Tumbes\n", "distrito: Tumbes\n    provincia: Otra\n", "provincia_desconocida"),
        ("[-3.5, -80.25]", "[-93.5, -80.25]", "coordenadas_invalidas"),
        ("[-3.5, -80.25]", "[-3.5]", "coordenadas_invalidas"),
        ("[-3.5, -80.25]", "[1e999, 0]", "coordenadas_invalidas"),
        ("(01) 311-0300", "'9450836９2'", "telefono_raro"),
        ("[ejemplo.pe]", "[https://ejemplo.pe]", "dominio_invalido"),
    ],
)
def test_otras_maneras_de_equivocarse(tmp_path, viejo, nuevo, regla):
    assert viejo in BUENO
    problemas = []
    assert leer_directorio(_carpeta(tmp_path, BUENO.replace(viejo, nuevo, 1)), problemas) is None
    assert regla in [uno.regla for uno in problemas]


@pytest.mark.parametrize(
    "contenido",
    ["", "[]", "- uno", "a: b", "servicios: [uno]", "distritos: x", "servicios: {a: b}"],
)
def test_un_archivo_que_no_es_un_directorio_da_problemas_con_lugar(tmp_path, contenido):
    problemas = []
    assert leer_directorio(_carpeta(tmp_path, contenido), problemas) is None
    assert problemas
    assert all(uno.lugar.archivo == "directorio.yaml" for uno in problemas)


def test_sin_archivo_lo_dice(tmp_path):
    problemas = []
    assert leer_directorio(tmp_path, problemas) is None
    assert [uno.regla for uno in problemas] == ["archivo_ausente"]


def test_los_problemas_salen_todos_a_la_vez(tmp_path):
    malo = BUENO.replace("confianza: alta", "confianza: baja").replace("[salud]", "[salut]")
    problemas = []
    leer_directorio(_carpeta(tmp_path, malo), problemas)
    assert sorted(uno.regla for uno in problemas) == [
        "confianza_baja",
        "tema_desconocido",
        "tema_desconocido",
    ]
    assert "¿Quisiste decir «salud»?" in str(sorted(problemas)[0])


def test_un_problema_de_otro_archivo_no_lo_invalida(tmp_path):
    raiz = _carpeta(tmp_path)
    shutil.rmtree(raiz / "flujos")
    problemas = []
    directorio = leer_directorio(raiz, problemas)
    assert directorio is not None
    assert (problemas, directorio.feriados) == ([], {})

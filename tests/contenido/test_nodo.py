"""El YAML como textos con su lugar, y ningún archivo que lo rompa."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.contenido.nodo import Escalar, Lector, Lista, Mapa, Nodo, Problema, leer_archivo
from bot.contenido.nodo import leer_duracion as duracion


def leer(carpeta: Path, crudo: bytes) -> tuple[Nodo | None, list[Problema]]:
    ruta = carpeta / "x.yaml"
    ruta.write_bytes(crudo)
    problemas: list[Problema] = []
    return leer_archivo(ruta, carpeta, problemas), problemas


def reglas(carpeta: Path, crudo: bytes) -> list[tuple[int, int, str]]:
    problemas = leer(carpeta, crudo)[1]
    return [(p.lugar.linea, p.lugar.columna, p.regla) for p in problemas]


def valores(nodo: Nodo | None) -> object:
    match nodo:
        case Escalar(valor):
            return valor
        case Lista(items):
            return [valores(item) for item in items]
        case Mapa(pares):
            return {clave: valores(par.valor) for clave, par in pares.items()}
        case None:
            return None


def test_todo_escalar_es_texto_tal_como_se_escribio(tmp_path: Path) -> None:
    crudo = b"a: 016\nb: 19:30\nc: no\nd: [~, 1.50, 2026-01-07]\ne: '#100'\nf: |\n  uno\n  #2\n"
    nodo, problemas = leer(tmp_path, crudo)
    assert problemas == []
    assert valores(nodo) == {
        "a": "016",
        "b": "19:30",
        "c": "no",
        "d": ["~", "1.50", "2026-01-07"],
        "e": "#100",
        "f": "uno\n#2\n",
    }


def test_un_archivo_puede_ser_un_solo_texto(tmp_path: Path) -> None:
    nodo, problemas = leer(tmp_path, b"hola\n")
    assert (valores(nodo), problemas) == ("hola", [])


def test_cada_nodo_sabe_su_lugar_contando_letras(tmp_path: Path) -> None:
    nodo, _ = leer(tmp_path, "ñandú: é\notro:\n  - {á: dos}\n".encode())
    assert isinstance(nodo, Mapa)
    par = nodo.pares["ñandú"]
    assert (par.valor.lugar.linea, par.valor.lugar.columna) == (1, 8)
    lista = nodo.pares["otro"].valor
    assert isinstance(lista, Lista)
    assert isinstance(lista.items[0], Mapa)
    dos = lista.items[0].pares["á"].valor
    assert (dos.lugar.archivo, dos.lugar.linea, dos.lugar.columna) == ("x.yaml", 3, 9)


@pytest.mark.parametrize(
    ("crudo", "esperadas"),
    [
        (b"[" * 5000, [(1, 1001, "archivo_hondo")]),
        (b"- " * 30 + b"a", [(1, 43, "archivo_hondo")]),
        (b"- a\n" * 20_001, [(20_000, 3, "archivo_hondo")]),
        (b"a: &x [*x]\n", [(1, 4, "alias"), (1, 8, "alias")]),
        (b"a: &a [x]\nb: {<<: *a}\n", [(1, 4, "alias"), (2, 5, "alias"), (2, 9, "alias")]),
        (b"a: *nada\n", [(1, 4, "alias")]),
        ("a: 1".encode("utf-16"), [(1, 1, "bom")]),
        (b"\xef\xbb\xbfa: 1", [(1, 1, "bom")]),
        (b"a: 1\nb: \xf1\n", [(2, 4, "codificacion")]),
        (b"a: \x00\nb: \x1b", [(1, 4, "caracter_de_control"), (2, 4, "caracter_de_control")]),
        ("a: x\u2028y".encode(), [(1, 5, "caracter_de_control")]),
        (b"\ta: b", [(1, 1, "tabulador")]),
        (b"a: 1\n---\nb: 2\n", [(2, 1, "yaml")]),
        (b"a: [b\n", [(2, 1, "yaml")]),
        (b"", [(1, 1, "archivo_vacio")]),
        (b"# nada\n---\n", [(1, 1, "archivo_vacio")]),
        (b"a: uno # 2 no se ve\n", [(1, 8, "comentario_sospechoso")]),
        (b"a: uno # se ve\n# 100 tambien\n\n#: x\n", []),
    ],
    ids=lambda valor: repr(valor)[:24],
)
def test_lo_que_no_vale_tiene_regla_y_lugar(
    tmp_path: Path, crudo: bytes, esperadas: list[tuple[int, int, str]]
) -> None:
    assert reglas(tmp_path, crudo) == esperadas


def test_doscientos_setenta_bytes_de_alias_no_crecen(tmp_path: Path) -> None:
    lineas = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lineas += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 8)]
    nodo, problemas = leer(tmp_path, "\n".join(lineas).encode())
    assert {problema.regla for problema in problemas} == {"alias"}
    assert len(str(valores(nodo))) < 1000


@given(st.binary(max_size=300))
@example(b"? ")
@example(b"%YAML 9.9\n---\na")
@example(b"!<tag:x> [&a *a]")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_ningun_byte_lo_rompe(tmp_path: Path, crudo: bytes) -> None:
    nodo, problemas = leer(tmp_path, crudo)
    assert nodo is not None or problemas
    assert all(p.lugar.linea >= 1 and p.lugar.columna >= 1 for p in problemas)


@given(st.text(alphabet="ab:-#&*!|>'\"{}[]?,% \n\t", max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_ningun_yaml_raro_lo_rompe_y_lo_que_yaml_rechaza_tambien(
    tmp_path: Path, texto: str
) -> None:
    nodo, problemas = leer(tmp_path, texto.encode())
    try:
        yaml.compose(texto, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        assert problemas
    if nodo is None:
        assert problemas


def test_el_lector_dice_todo_lo_que_falta_y_sobra(tmp_path: Path) -> None:
    nodo, problemas = leer(tmp_path, b"nonbre: x\nvacio:\nn: doce\nlista: {a: b}\ncuando: 4 h\n")
    assert isinstance(nodo, Mapa)
    lector = Lector(nodo, problemas, "la prueba")
    assert lector.texto("nombre") is None
    assert lector.texto("vacio") is None
    assert lector.entero("n", 7) == 7
    assert lector.lista_de_textos("lista") == ()
    assert lector.duracion("cuando") == duracion("4h")
    lector.cerrar()
    assert [str(p).partition(": ")[2] for p in sorted(problemas)] == [
        "[error] Falta «nombre» en la prueba. (falta_clave)",
        "[error] «nonbre» no existe en la prueba. ¿Quisiste decir «nombre»? (clave_desconocida)",
        "[error] «vacio» está vacío en la prueba. (falta_clave)",
        "[error] «n» es un número entero, de 0 a 1000000000. (tipo)",
        "[error] En «lista» van textos: [uno, otro]. (tipo)",
    ]

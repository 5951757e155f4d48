"""Las reglas de la casa que ni ruff ni import-linter saben mirar.

Aquí no se prueba lo que el bot hace: solo cómo está construido.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

RAIZ = Path(__file__).parent.parent

PUROS = (
    "modelo",
    "comprension",
    "directorio",
    "guardia",
    "proteccion",
    "motor",
    "casos",
)
"""Los pisos 0 a 2, menos los ajustes y el registro: el reloj les llega como argumento."""

ATRAPAN_TODO = {"bot/turno/__init__.py": 1, "bot/vigia.py": 1}
"""Los dos únicos `except Exception`: el turno y el bucle del trabajador supervisado."""

MAXIMO_DE_LINEAS = 350

SIN_IMPORT = {
    "alembic": "aplica las migraciones",
    "httptools": "uvicorn lo carga por su nombre",
    "psycopg": "SQLAlchemy lo carga por la dirección de la base",
    "tzdata": "son las horas de Lima donde el sistema no las trae",
    "uvloop": "uvicorn lo carga por su nombre",
}
"""Paquetes que se piden aunque ningún módulo los nombre."""

CON_FASTAPI = {"anyio", "pydantic", "starlette"}
"""Son la parte de abajo de fastapi y llegan con él; lo demás se pide."""

MODULO_DE = {
    "opening-hours-py": "opening_hours",
    "python-telegram-bot": "telegram",
    "pynacl": "nacl",
    "pyyaml": "yaml",
}

FRASES_DE_PRUEBA = (
    "donde queda la defensoria",
    "nesesito un medico",
    "no me quisieron atender en el hospital",
    "mi marido me pega",
    "me quiero morir",
    "quiero pedir refugio",
    "mi hijo se está ahogando",
)
"""Se entienden con el mecanismo general: si están escritas en la casa, es un atajo."""

DE_UNA_MAQUINA = (
    r"/(?:w" + r"ork|f" + r"arm|r" + r"oot)/",
    r"\.\./sha" + r"red",
    r"/tm" + r"p/[a-z]",
    r"py" + r"pi[.]|python" + r"hosted|registry[.]n" + r"pm|deb[.]deb" + r"ian",
)
"""Rutas y servidores que solo existen en la máquina de alguien."""

SECRETOS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b",  # llave de un bot de Telegram
    r"\bAC[0-9a-f]{32}\b",  # cuenta de Twilio
    r"postgres(?:ql)?(?:\+\w+)?://[^\s:/@]+:[^\s@{<]+@",
)


def _del_repositorio() -> list[Path]:
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    salida = subprocess.run(git, cwd=RAIZ, check=True, capture_output=True, text=True).stdout
    return [RAIZ / nombre for nombre in salida.split("\0") if nombre and (RAIZ / nombre).is_file()]


def _textos(*dentro_de: str) -> Iterator[tuple[str, str]]:
    """Los archivos de texto del repositorio, con su ruta, dentro de esas carpetas."""
    for ruta in _del_repositorio():
        nombre = ruta.relative_to(RAIZ).as_posix()
        if dentro_de and not nombre.startswith(dentro_de):
            continue
        contenido = ruta.read_bytes()
        if b"\0" not in contenido:
            yield nombre, contenido.decode("utf-8", errors="replace")


MODULOS = sorted(ruta.relative_to(RAIZ).as_posix() for ruta in (RAIZ / "bot").rglob("*.py"))


def _arbol(modulo: str) -> ast.Module:
    return ast.parse((RAIZ / modulo).read_text(encoding="utf-8"), filename=modulo)


@pytest.mark.parametrize("modulo", MODULOS)
def test_un_archivo_no_esconde_dos_cuartos(modulo: str) -> None:
    lineas = len((RAIZ / modulo).read_text(encoding="utf-8").splitlines())
    assert lineas <= MAXIMO_DE_LINEAS, f"{modulo} tiene {lineas} líneas: busca dónde va la pared"


def _atrapa_todo(nodo: ast.AST) -> bool:
    if not isinstance(nodo, ast.ExceptHandler):
        return False
    if nodo.type is None:
        return True
    nombres = {n.id for n in ast.walk(nodo.type) if isinstance(n, ast.Name)}
    return bool(nombres & {"Exception", "BaseException"})


def test_solo_dos_sitios_atrapan_cualquier_error() -> None:
    visto = {
        modulo: cuantos
        for modulo in MODULOS
        if (cuantos := sum(_atrapa_todo(nodo) for nodo in ast.walk(_arbol(modulo))))
    }
    assert visto == ATRAPAN_TODO


@pytest.mark.parametrize("cuarto", PUROS)
def test_los_cuartos_puros_no_miran_el_reloj(cuarto: str) -> None:
    relojes = {"now", "utcnow", "today"}
    miran = [
        f"{modulo}:{nodo.lineno}"
        for modulo in MODULOS
        if modulo.startswith(f"bot/{cuarto}")
        for nodo in ast.walk(_arbol(modulo))
        if isinstance(nodo, ast.Attribute) and nodo.attr in relojes
    ]
    assert not miran, f"el instante llega como argumento: {miran}"


def test_el_mecanismo_no_trae_escritas_las_frases_de_prueba() -> None:
    atajos = [
        f"{nombre}: {frase}"
        for nombre, texto in _textos("bot/")
        for frase in FRASES_DE_PRUEBA
        if frase in texto.casefold()
    ]
    assert not atajos


@pytest.mark.parametrize("patron", DE_UNA_MAQUINA)
def test_nada_nombra_la_maquina_de_alguien(patron: str) -> None:
    nombran = [
        f"{nombre}:{texto[: hallado.start()].count(chr(10)) + 1}"
        for nombre, texto in _textos()
        for hallado in re.finditer(patron, texto)
    ]
    assert not nombran


@pytest.mark.parametrize("patron", SECRETOS)
def test_no_hay_secretos_en_el_repositorio(patron: str) -> None:
    assert not [nombre for nombre, texto in _textos() if re.search(patron, texto)]


def test_los_datos_no_entran_al_repositorio() -> None:
    assert not [
        ruta
        for ruta in _del_repositorio()
        if "datos" in ruta.relative_to(RAIZ).parts[:1] or ruta.suffix in {".sqlite", ".db", ".env"}
    ]


@pytest.mark.parametrize("archivo", ["requirements.txt", "requirements-pruebas.txt"])
def test_cada_requisito_trae_su_huella_y_ningun_servidor(archivo: str) -> None:
    texto = (RAIZ / archivo).read_text(encoding="utf-8")
    assert "://" not in texto
    assert not re.search(r"^\s*-[^-]|^--", texto, re.MULTILINE), "sin opciones ni índices"
    requisitos = re.split(r"\n(?=\S)", texto.strip())
    sin_huella = [r.split()[0] for r in requisitos if "==" not in r or "--hash=sha256:" not in r]
    assert requisitos
    assert not sin_huella


def test_los_pares_traen_su_huella_y_ningun_servidor() -> None:
    archivo = RAIZ / "tests" / "pares" / "package-lock.json"
    paquetes = json.loads(archivo.read_text(encoding="utf-8"))["packages"]
    ajenos = {nombre: paquete for nombre, paquete in paquetes.items() if nombre}
    assert ajenos
    assert not [n for n, p in ajenos.items() if "resolved" in p or "sha512-" not in p["integrity"]]


def _fijados(archivo: str) -> set[str]:
    texto = (RAIZ / archivo).read_text(encoding="utf-8")
    return {linea.removesuffix("\\").strip() for linea in texto.splitlines() if "==" in linea}


def test_las_pruebas_corren_con_las_mismas_versiones_que_la_oficina() -> None:
    assert _fijados("requirements.txt") < _fijados("requirements-pruebas.txt")


def _pedidos() -> set[str]:
    proyecto = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[\[<>=!~ ]", pedido)[0] for pedido in proyecto["dependencies"]}


def test_lo_que_se_importa_se_pide_y_lo_que_se_pide_se_usa() -> None:
    usados = set()
    for modulo in MODULOS:
        for nodo in ast.walk(_arbol(modulo)):
            if isinstance(nodo, ast.Import):
                usados |= {alias.name.split(".")[0] for alias in nodo.names}
            elif isinstance(nodo, ast.ImportFrom) and nodo.module:
                usados.add(nodo.module.split(".")[0])
    pedidos = {MODULO_DE.get(paquete, paquete.replace("-", "_")) for paquete in _pedidos()}
    ajenos = usados - set(sys.stdlib_module_names) - {"bot"}
    assert ajenos - pedidos <= CON_FASTAPI
    assert pedidos - ajenos <= set(SIN_IMPORT)

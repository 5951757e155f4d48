"""Cada error de las listas y del banco se dice con su archivo, línea y columna.

Un archivo malo por regla en ``malos/``; una regla sin el suyo hace fallar.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.contenido import banco, comprension
from bot.contenido.comprension import leer_saber
from bot.contenido.nodo import Problema

MALOS = Path(__file__).parent / "malos"
ESPERADO = {
    "entrada": "flujos/_urgencia.yaml:4:17: [error] En «~volar», el verbo «volar» no está",
    "parte": "flujos/_urgencia.yaml:5:46: [error] En «mi + gritar», «mi» no es un pronombre",
    "clase_existe": "flujos/_urgencia.yaml:6:3: [error] La clase «grita» no existe. ¿Quisiste",
    "clase_vacia": "flujos/_urgencia.yaml:4:3: [error] «correr» no tiene ninguna línea",
    "verbo": "flujos/_urgencia.yaml:1:22: [error] «grito» no es un infinitivo",
    "abreviatura": "flujos/_urgencia.yaml:6:24: [error] Falta decir qué es «k»",
    "patron_vacio": "flujos/_urgencia.yaml:5:3: [error] El patrón «grita» no pide nada",
    "tema_existe": "flujos/_urgencia.yaml:5:17: [error] El tema «saluz» no tiene frases. ¿Quisiste",
    "clave_desconocida": "flujos/_urgencia.yaml:6:1: [error] «modismo» no existe",
    "banco_lista": "flujos/comprension/es/salud.yaml:1:1: [error] Aquí va una lista",
    "banco_frase": "flujos/comprension/es/salud.yaml:2:3: [error] Esto no es una frase",
    "banco_repetida": "flujos/comprension/es/salud.yaml:3:3: [error] La frase ya está en",
    "banco_mapa": "flujos/comprension/es/_urgentes.yaml:1:1: [error] Aquí van pares",
    "banco_nivel": "flujos/comprension/es/_urgentes.yaml:1:1: [error] «grave» no es un nivel",
    "banco_concepto": "flujos/comprension/conceptos.yaml:1:1: [error] En «fiebre» va una lista",
    "banco_tema": "flujos/comprension/es/_urgentes.yaml:2:3: [error] El tema «saluz» no está en",
    "pronombre": "flujos/_urgencia.yaml:5:3: [error] «mi» no es un pronombre",
}
DE_URGENTES = ("banco_mapa", "banco_nivel", "banco_tema")
BUENO = "verbos: {}\nclases: {}\npatrones: {}\nsin_alarma_si_sigue: {}\n"


@pytest.mark.parametrize("regla", ESPERADO)
def test_cada_regla_senala_su_error(regla: str, tmp_path: Path) -> None:
    carpeta = tmp_path / "flujos" / "comprension" / "es"
    carpeta.mkdir(parents=True)
    malo = (MALOS / f"{regla}.yaml").read_text(encoding="utf-8")
    del_banco = regla.startswith("banco_")
    archivo = "_urgentes.yaml" if regla in DE_URGENTES else "salud.yaml"
    if regla == "banco_concepto":
        (carpeta / archivo).write_text("- me duele\n", encoding="utf-8")
        archivo = "../conceptos.yaml"
    (carpeta / archivo).write_text(malo if del_banco else "- me duele\n", encoding="utf-8")
    urgencia = BUENO if del_banco else malo
    (tmp_path / "flujos" / "_urgencia.yaml").write_text(urgencia, encoding="utf-8")
    problemas: list[Problema] = []
    assert leer_saber(tmp_path, {}, problemas, ["salud"]) is None
    assert [p for p in problemas if p.regla == regla and str(p).startswith(ESPERADO[regla])], (
        problemas
    )


def test_ninguna_regla_se_queda_sin_su_archivo_malo() -> None:
    fuentes = [Path(modulo.__file__).read_text(encoding="utf-8") for modulo in (comprension, banco)]
    reglas = set(re.findall(r'texto, "(\w+)"\)|\.", "(banco_\w+)"\)', "\n".join(fuentes)))
    dichas = {una or otra for una, otra in reglas}
    assert dichas | {"entrada", "parte", "clave_desconocida"} == set(ESPERADO)
    assert {ruta.stem for ruta in MALOS.glob("*.yaml")} == set(ESPERADO)


def test_las_frases_de_los_flujos_tambien_cuentan(tmp_path: Path) -> None:
    (tmp_path / "flujos").mkdir()
    (tmp_path / "flujos" / "_urgencia.yaml").write_text(BUENO, encoding="utf-8")
    saber = leer_saber(tmp_path, {"salud": ["me duele la cabeza"]}, [])
    assert saber is not None
    assert saber.aprendiz.lineal.preguntas == ("tema:salud", "urgente", "critica")
    assert saber.de_idiomas.lineal.preguntas == ("idioma:es",)

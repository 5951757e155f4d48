"""Lo que mide ``bot evaluar``: qué es acertar y hallar, y qué no se escribe nunca."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.evaluacion import (
    ArchivoMalo,
    Mensaje,
    Resultado,
    cifras,
    fallos,
    leer_mensajes,
    predicciones,
)
from bot.modelo import Alarma, Candidato, Lectura, Sospecha

SECRETO = "mi marido me pega secreto"


def mensaje(urgencia: str, *temas: str, nota: str = "", fuente: str = "written") -> Mensaje:
    return Mensaje("m-1", SECRETO, "es", temas, urgencia, fuente, nota)  # type: ignore[arg-type]


def resultado(uno: Mensaje, decision: str, tema: str, *tres: str) -> Resultado:
    alarma = Alarma("alta", tema, ("pega",)) if decision == "deriva" else None
    sospecha = Sospecha(tema, 0.5, ("raro",)) if decision == "pregunta" else None
    lectura = Lectura(SECRETO, "es", alarma, (Candidato(tema, 0.9),), sospecha)
    return Resultado(uno, lectura, decision, tema, (tema, *tres))  # type: ignore[arg-type]


def lineas(*resultados: Resultado) -> list[str]:
    return list(cifras(resultados))


def test_acierta_quien_da_un_tema_secundario() -> None:
    uno = resultado(mensaje("normal", "salud", "documentos"), "sigue", "documentos")
    assert uno.acierta and uno.entre_tres and not uno.falla


def test_hallar_es_derivar_o_preguntar() -> None:
    critica, alta = mensaje("critica", "violencia"), mensaje("alta", "trata")
    dichas = lineas(
        resultado(critica, "pregunta", "violencia"),
        resultado(critica, "deriva", "violencia"),
        resultado(alta, "sigue", "trata"),
    )
    assert "Urgentes hallados: 2 de 3 (66.7 %)" in dichas
    assert "Críticas halladas: 2 de 2 (100.0 %)" in dichas
    assert "Críticas derivadas: 1 de 2 (50.0 %)" in dichas
    assert "Críticas con su nivel: 0 de 2 (0.0 %)" in dichas


def test_las_falsas_alarmas_se_cuentan_aparte_en_los_enganosos() -> None:
    normal, engano = mensaje("normal", "salud"), mensaje("normal", "otro", nota="hard_negative")
    dichas = lineas(
        resultado(normal, "sigue", "salud"),
        resultado(normal, "pregunta", "salud"),
        resultado(engano, "deriva", "violencia"),
    )
    assert "Normales derivados: 1 de 3 (33.3 %)" in dichas
    assert "Normales derivados o preguntados: 2 de 3 (66.7 %)" in dichas
    assert "Engañosos derivados o preguntados: 1 de 1 (100.0 %)" in dichas


def test_las_cifras_no_llevan_texto_ni_nombre() -> None:
    dichas = "\n".join(lineas(resultado(mensaje("normal", "salud"), "deriva", "violencia")))
    assert "secreto" not in dichas and "m-1" not in dichas
    assert "secreto" in "\n".join(fallos([resultado(mensaje("normal", "salud"), "deriva", "x")]))


def test_la_prediccion_dice_por_que_y_no_lleva_el_texto() -> None:
    (linea,) = predicciones([resultado(mensaje("alta", "trata"), "pregunta", "trata", "trabajo")])
    assert json.loads(linea) == {
        "id": "m-1",
        "tema": "trata",
        "top3": ["trata", "trabajo"],
        "urgencia": "normal",
        "decision": "pregunta",
        "idioma": "es",
        "por_que": ["raro"],
    }


def test_una_linea_que_no_es_un_mensaje_se_dice_sin_repetirla(tmp_path: Path) -> None:
    archivo = tmp_path / "m.jsonl"
    bueno = {"id": "1", "texto": "hola", "idioma": "es", "tema": "saludo", "urgencia": "normal"}
    archivo.write_text(json.dumps(bueno) + "\n\n", encoding="utf-8")
    assert [uno.texto for uno in leer_mensajes(archivo)] == ["hola"]
    for malo in ('{"id": "secreto"', '["secreto"]', json.dumps(bueno | {"urgencia": "secreto"})):
        archivo.write_text(f"{json.dumps(bueno)}\n{malo}\n", encoding="utf-8")
        with pytest.raises(ArchivoMalo, match="línea 2") as error:
            leer_mensajes(archivo)
        assert "secreto" not in str(error.value)


def test_la_orden_evaluar(tmp_path: Path) -> None:
    archivo = tmp_path / "m.jsonl"
    campos = {"id": "uno", "texto": "mi esposo me pega secreto", "idioma": "es"}
    archivo.write_text(
        json.dumps(campos | {"tema": "violencia", "urgencia": "alta"}), encoding="utf-8"
    )
    dicho = bot("evaluar", str(archivo), "--solo-cifras")
    assert dicho.exit_code == 0, dicho.output
    assert "Urgentes hallados: 1 de 1 (100.0 %)" in dicho.output
    assert "secreto" not in dicho.output and "uno" not in dicho.output
    assert bot("evaluar", str(archivo), "--solo-cifras", "--fallos").exit_code == 2


def bot(*argumentos: str) -> Result:
    return CliRunner().invoke(main, argumentos, catch_exceptions=False)


def test_sin_mensajes_no_hay_cifras() -> None:
    assert lineas() == ["No hay mensajes."]

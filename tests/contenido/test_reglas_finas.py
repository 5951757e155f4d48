"""Lo que las reglas dejan pasar: casos que parecen malos y no lo son."""

from __future__ import annotations

from pathlib import Path

from tests.contenido.taller import con_flujo, copiar, decir

CABECERA = "flujo: {0}\ntitulo: {0}\nrevisado: pendiente\n"


def test_dar_vueltas_por_un_flujo_que_siempre_pregunta_no_es_un_ciclo(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    pregunta = "  uno:\n    preguntar: ¿Qué documento es?\n    guardar: documento\n"
    con_flujo(raiz, "comun/papel", CABECERA.format("papel") + "pasos:\n" + pregunta)
    con_flujo(
        raiz,
        "vueltas",
        CABECERA.format("vueltas")
        + "temas: [escuela]\npasos:\n"
        + "  uno:\n    llamar: papel\n"
        + "  dos:\n    decidir:\n      - {si: {tiene: documento}, ir: fin}\n      - {sino: uno}\n",
    )
    assert decir(raiz) == []


def test_solo_el_saludo_breve_tiene_que_ser_breve(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    ruta = raiz / "flujos" / "_frases.yaml"
    larga = "Escribe otra vez lo que necesitas. " * 6
    original = ruta.read_text()
    for nombre, esperados in (("no_entendi", 0), ("saludo_breve", 1)):
        lineas = [
            f"  {nombre}: {larga}\n" if linea.startswith(f"  {nombre}:") else linea
            for linea in original.splitlines(keepends=True)
        ]
        ruta.write_text("".join(lineas))
        assert len([uno for uno in decir(raiz) if "saludo_largo" in uno]) == esperados

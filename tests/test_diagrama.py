"""El diagrama y el índice: todos los pasos, todas las flechas y nada de fuera."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from bot.diagrama import esquema_html, mermaid
from bot.motor.libro import Libro
from tests.contenido.taller import VERBOS, con_flujo, copiar, libro


def con_todos_los_verbos(raiz: Path) -> Libro:
    copia = copiar(raiz)
    for ruta in VERBOS.iterdir():
        texto = ruta.read_text(encoding="utf-8").replace("temas: [escuela]\n", "")
        con_flujo(copia, f"de_{ruta.stem}", texto.replace("ejemplo", f"de_{ruta.stem}", 1))
    return libro(copia)


class Pagina(HTMLParser):
    def __init__(self, texto: str) -> None:
        super().__init__()
        self.abiertas: list[str] = []
        self.ids: list[str] = []
        self.enlaces: list[str] = []
        self.pide: list[str] = []
        self.feed(texto)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        atributos = dict(attrs)
        if tag not in ("meta", "br"):
            self.abiertas.append(tag)
        if atributos.get("id"):
            self.ids.append(str(atributos["id"]))
        if tag == "a":
            self.enlaces.append(str(atributos["href"]))
        elif "src" in atributos or "href" in atributos:
            self.pide.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.abiertas.pop() == tag


def test_la_pagina_enlaza_todos_los_pasos_y_no_pide_nada(tmp_path: Path) -> None:
    leido = con_todos_los_verbos(tmp_path)
    pagina = Pagina(esquema_html(leido))
    assert pagina.abiertas == []
    assert pagina.pide == []
    assert len(pagina.ids) == len(set(pagina.ids))
    assert {enlace.removeprefix("#") for enlace in pagina.enlaces} <= set(pagina.ids)
    pasos = sum(len(flujo.pasos) for flujo in leido.flujos.values())
    assert len(pagina.ids) == pasos + len(leido.flujos)


def test_lo_escrito_no_se_vuelve_marca(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    texto = "flujo: malo\ntitulo: <b>A & B</b>\nrevisado: pendiente\ntemas: [escuela]\npasos:\n"
    leido = libro(con_flujo(raiz, "malo", texto + "  uno:\n    decir: '<script>x</script>'\n"))
    assert "<script>" not in esquema_html(leido)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in esquema_html(leido)
    assert "#60;script#62;" in mermaid(leido)


def test_mermaid_dibuja_cada_paso_y_cada_flecha(tmp_path: Path) -> None:
    dibujo = mermaid(con_todos_los_verbos(tmp_path))
    lineas = dibujo.splitlines()
    assert lineas[0] == "flowchart TD"
    assert sum(linea.strip().startswith("subgraph ") for linea in lineas) == lineas.count("  end")
    nodos = set(re.findall(r"^ +(f-[\w-]+)[\[(]", dibujo, re.MULTILINE))
    for origen, destino in re.findall(r"^ +(f-[\w-]+) (?:-- .* )?--> (\S+)$", dibujo, re.MULTILINE):
        assert {origen, destino} <= nodos
    assert '  f-inicio--menu -- "Un trámite" --> f-tramite--lugar' in lineas
    assert '  f-distrito--ya -- "tiene distrito" --> f-fin' in lineas
    assert (
        '  f-de_decidir--segun -- "horario: abierto y canal: web" --> f-de_decidir--listo' in lineas
    )
    assert '  f-tramite--lugar -- "entra" --> f-distrito--ya' in lineas

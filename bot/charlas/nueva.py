"""Empezar un flujo: un esqueleto que ya vale, con su tema y su charla.

Escribe tres cosas: ``flujos/NOMBRE.yaml``, una línea en ``temas:`` de
``flujos/_bot.yaml`` si el tema no estaba, y ``tests/charlas/NOMBRE.yaml``.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from bot.charlas.archivo import guardar
from bot.charlas.conversacion import Conversacion
from bot.charlas.correr import Charla, Intercambio, burbujas_de, derivado, escribir_burbuja
from bot.contenido.arbol import Problema
from bot.contenido.libro import leer_libro

NOMBRE = re.compile(r"[a-z][a-z0-9_]{1,40}")
EMPIEZA = datetime.fromisoformat("2026-03-16T10:00-05:00")

ESQUELETO = """\
flujo: {nombre}
titulo: {titulo}
revisado: pendiente
temas: [{nombre}]
entra_con:
  - quiero saber sobre {titulo_bajo}
no_se_sabe:
  - Escribe aquí lo que falta averiguar. No se muestra.
pasos:
  empieza:
    decir: |
      Esto es lo que puedes hacer ahora.

      Escribe aquí lo primero, en frases cortas. Si no se sabe, dilo.
  donde:
    decir: |
      Pregunta en la Defensoría, {{oficina.telefono}}.
  mas:
    menu: ¿Necesitas algo más?
    opciones:
      Ver el menú: menu
      Hablar con una persona: {{ir: persona, corto: Una persona}}
      Terminar: salir
"""


class NoSePuede(ValueError):
    """El flujo no se puede empezar; el mensaje dice por qué y qué hacer."""


def nuevo_flujo(raiz: Path, nombre: str) -> tuple[Path, ...]:
    """Escribe el flujo, su tema y su charla; devuelve los archivos que tocó.

    Levanta ``NoSePuede`` si el nombre no vale, ya existe, o si los flujos de
    ahora tienen errores. En ese caso no deja nada escrito.
    """
    flujo = raiz / "flujos" / f"{nombre}.yaml"
    charla = raiz / "tests" / "charlas" / f"{nombre}.yaml"
    ficha = raiz / "flujos" / "_bot.yaml"
    if not NOMBRE.fullmatch(nombre):
        raise NoSePuede(
            f"«{nombre}» no sirve de nombre: usa letras minúsculas sin tilde, números y «_»."
        )
    if flujo.exists() or charla.exists():
        raise NoSePuede(f"Ya existe {flujo if flujo.exists() else charla}. Elige otro nombre.")
    antes, problemas = leer_libro(raiz)
    if antes is None:
        raise NoSePuede("Corrige antes lo que dice «bot validar»:\n" + _lineas(problemas))
    if antes.flujo_de_tema(nombre) is not None:
        raise NoSePuede(f"El tema «{nombre}» ya lo atiende otro flujo.")
    titulo = nombre.replace("_", " ").capitalize()
    ficha_antes = ficha.read_text(encoding="utf-8")
    if nombre not in antes.ficha.temas:
        ficha.write_text(
            re.sub(
                r"^temas:\n((?:  .*\n)+)",
                lambda hallado: f"temas:\n{hallado[1]}  {nombre}: {titulo}\n",
                ficha_antes,
                count=1,
                flags=re.MULTILINE,
            ),
            encoding="utf-8",
        )
    flujo.write_text(
        ESQUELETO.format(nombre=nombre, titulo=titulo, titulo_bajo=titulo.lower()),
        encoding="utf-8",
    )
    libro, problemas = leer_libro(raiz)
    if libro is None:
        flujo.unlink()
        ficha.write_text(ficha_antes, encoding="utf-8")
        raise NoSePuede("El esqueleto no vale aquí:\n" + _lineas(problemas))
    conversacion = Conversacion(libro, "whatsapp", EMPIEZA)
    frase = f"quiero saber sobre {titulo.lower()}"
    turno = conversacion.recibir(frase)
    dichas = tuple(escribir_burbuja(burbuja) for burbuja in burbujas_de(turno))
    intercambio = Intercambio(1, frase, "", dichas, *derivado([turno]))
    charla.parent.mkdir(parents=True, exist_ok=True)
    guardar(charla, Charla(charla.name, titulo, EMPIEZA, "whatsapp", "", (intercambio,)))
    return (flujo, charla) if nombre in antes.ficha.temas else (flujo, charla, ficha)


def _lineas(problemas: list[Problema]) -> str:
    return "\n".join(map(str, problemas))

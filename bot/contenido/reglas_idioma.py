"""Reglas de los otros idiomas: qué no puede faltar traducido.

Lo que falta en un flujo cualquiera se dice en español, con una línea que lo
avisa. Donde la persona puede estar en peligro no puede faltar nada.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.contenido.arbol import Problema
from bot.contenido.obra import SE_LLENAN, SE_TOCAN, Dicho, Obra, Uso
from bot.motor.recorrido import FLUJO_DE_SALIDA

SE_LEEN: tuple[Uso, ...] = (*SE_LLENAN, *SE_TOCAN, "vacio")
"""Los usos de un texto que lee una persona (el título es de la oficina)."""


def urgente_traducido(obra: Obra) -> Iterator[Problema]:
    """Lo urgente, la salida y las frases del bot están en todos los idiomas."""
    for dicho in obra.dichos(SE_LEEN, con_traducciones=False):
        if not _imprescindible(obra, dicho):
            continue
        tiene = {otro.idioma for otro in obra.traducidos(dicho)}
        faltan = [i for i in obra.ficha.ficha.idiomas if i not in ("es", *tiene)]
        if faltan:
            texto = (
                f"«{dicho.texto.es.splitlines()[0][:40]}» no puede faltar en {', '.join(faltan)}. "
                "Tradúcelo en flujos/idiomas."
            )
            yield Problema(dicho.lugar, texto, "urgente_traducido")


def _imprescindible(obra: Obra, dicho: Dicho) -> bool:
    return dicho.uso == "frase" or dicho.flujo == FLUJO_DE_SALIDA or obra.sensible(dicho.flujo)

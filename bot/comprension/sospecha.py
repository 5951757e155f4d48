"""¿Deriva, pregunta o sigue? Lo que dicen las reglas junto con lo aprendido del banco.

Las reglas (``urgencia.py``) dicen qué pasa y cómo de grave es; lo aprendido, si
el mensaje se parece a los urgentes. Las dos cosas hacen una certeza. Desde
``deriva`` es una alarma; desde ``pregunta``, una sospecha: el motor pregunta
antes de suponer nada. Sin regla, una alarma nunca es de nivel 1. Una guarda
(estudio, prensa, risa…) calla lo que ninguna regla dijo.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.comprension.lineal import Respuesta
from bot.comprension.saber import Saber
from bot.comprension.senales import de_conceptos, de_vista
from bot.comprension.temas import Puntaje
from bot.comprension.urgencia import SIN_DUDA, Vista
from bot.modelo import Alarma, Nivel, Sospecha

_CERTEZA = (-1.33, 0.93, 0.14, 0.22, -0.07, 0.75)
"""Término fijo, y pesos de cada señal de ``_certeza``.

Ajustados con frases del banco que no se habían aprendido.
"""

_DERIVA_CON_REGLA: dict[Nivel, float] = {"critica": 0.4, "alta": 0.62}
"""Con una regla cumplida, desde esta certeza se deriva."""

_NADA = 0.2
"""Por debajo, lo aprendido calla una regla, salvo lo que ``_no_se_calla``."""

_ALGUIEN = frozenset(
    "pareja familiar padrastro progenitor agresor extraño pasador patron patrón autoridad "
    "migración menor soy_menor bebe bebé".split()
)
"""Quien puede hacer daño, y a quien se le puede hacer."""

_PALABRAS = 4
"""Con menos palabras que estas y sin regla, se pregunta antes de derivar."""

_ALREDEDOR = 4
_COMO_MUCHO = 40


def sospechar(
    respuesta: Respuesta, puntajes: Sequence[Puntaje], vista: Vista, saber: Saber
) -> Sospecha | None:
    """Cuánto se parece el mensaje a uno urgente, y de qué tema sería."""
    nota = respuesta.notas.get("urgente")
    if nota is None or not respuesta.dichas:
        return None
    alarma = vista.alarma
    if alarma:
        nota = max(nota, _de_cerca(vista, saber))
    certeza = _certeza(nota, respuesta, vista, saber)
    if alarma:
        return Sospecha(alarma.tema, certeza, alarma.palabras)
    temas = sorted((-respuesta.notas[f"tema:{tema}"], tema) for tema in saber.con_urgencias)
    if not temas or _callada(vista):
        return None
    probables = [puntaje.tema for puntaje in puntajes if puntaje.tema in saber.con_urgencias]
    tema = probables[0] if probables else temas[0][1]
    return Sospecha(tema, certeza, respuesta.palabras("urgente"))


def decidir(
    sospecha: Sospecha | None, vista: Vista, saber: Saber
) -> tuple[Alarma | None, Sospecha | None]:
    """La alarma o la sospecha de un mensaje; nunca las dos."""
    regla, umbrales = vista.alarma, saber.umbrales
    if sospecha is None or (regla and regla.tema in SIN_DUDA and not _con_guarda(vista)):
        return regla, None
    deriva = min(_DERIVA_CON_REGLA[regla.nivel] if regla else 1.0, umbrales.deriva)
    if sospecha.certeza >= deriva and (regla or _habla_sola(vista)):
        return regla or Alarma("alta", sospecha.tema, sospecha.palabras), None
    desde = umbrales.pregunta
    if (
        regla
        and not _con_guarda(vista)
        and (sospecha.certeza >= _NADA or _no_se_calla(regla, vista))
    ):
        return None, replace(sospecha, tema=regla.tema)
    if not regla and _desmentida(vista):
        desde = umbrales.deriva
    return None, sospecha if sospecha.certeza >= desde else None


def _certeza(nota: float, respuesta: Respuesta, vista: Vista, saber: Saber) -> float:
    """De 0 a 1: lo urgente que parece, lo grave, de qué temas y lo largo que es."""
    temas = {p[5:]: n for p, n in respuesta.notas.items() if p.startswith("tema:")}
    senales = (
        nota,
        respuesta.notas["critica"],
        max((n for tema, n in temas.items() if tema in saber.urgentes), default=0.0),
        max((n for tema, n in temas.items() if tema not in saber.urgentes), default=0.0),
        math.log1p(min(len(vista.marcas), _COMO_MUCHO)),
    )
    total = _CERTEZA[0] + math.fsum(a * b for a, b in zip(_CERTEZA[1:], senales, strict=True))
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 3)


def _de_cerca(vista: Vista, saber: Saber) -> float:
    """La nota de lo que rodea a la alarma: en un mensaje largo, lo demás la diluye."""
    lugares = [i for hallazgo in vista.hallazgos for i in hallazgo.lugares]
    desde, hasta = max(0, min(lugares) - _ALREDEDOR), max(lugares) + _ALREDEDOR + 1
    marcas = vista.marcas[desde : min(hasta, desde + _COMO_MUCHO)]
    palabras = [marca.dicha for marca in marcas]
    senales = (
        *de_vista(marcas, vista.hallazgos, vista.alarma),
        *de_conceptos(palabras, saber.conceptos),
    )
    return saber.aprendiz.lineal.contestar(palabras, saber.conceptos, senales).notas["urgente"]


def _habla_sola(vista: Vista) -> bool:
    """¿Basta lo aprendido, sin ninguna regla? No con dos palabras, ni si algo lo desmiente."""
    return len(vista.marcas) >= _PALABRAS and not _desmentida(vista)


def _desmentida(vista: Vista) -> bool:
    """Algo alarmante está negado, es un dicho o le pasa a una cosa."""
    return any(marca.negada or marca.modismo or marca.cosa for marca in vista.marcas)


def _no_se_calla(regla: Alarma, vista: Vista) -> bool:
    """¿Nombra a alguien, o es de quien no puede volver a su país?"""
    return regla.tema == "refugio" or any(
        not _ALGUIEN.isdisjoint(marca.clases) for marca in vista.marcas
    )


def _callada(vista: Vista) -> bool:
    """Hay una guarda, y nada que le pase a quien escribe."""
    return _con_guarda(vista) and not any(
        {"me", "yo"} & marca.pronombres for marca in vista.marcas if marca.clases
    )


def _con_guarda(vista: Vista) -> bool:
    return any(not vista.reglas.guardas.isdisjoint(marca.clases) for marca in vista.marcas)

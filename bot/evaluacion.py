"""Mide lo que se entiende con mensajes etiquetados: solo cuenta, no decide nada.

Cada línea del archivo es un mensaje: ``{id, texto, idioma, tema, secundarios,
urgencia, fuente, nota}``. Acierta el tema quien da el principal o uno de los
secundarios; ``otro`` es abstenerse. Un mensaje urgente se halla si se deriva o se
pregunta, en cualquiera de los dos niveles. Los ``dudoso`` se cuentan también aparte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.comprension import comprender
from bot.modelo import Lectura, Urgencia
from bot.motor.libro import Libro

Decision = Literal["deriva", "pregunta", "sigue"]
OTRO = "otro"
ESCRITO = "written"
_CAMPOS = ("id", "texto", "idioma", "tema", "urgencia")


class ArchivoMalo(ValueError):
    """Una línea no es un mensaje etiquetado. Dice cuál, nunca lo que contiene."""


@dataclass(frozen=True, slots=True)
class Mensaje:
    """Un mensaje con lo que una persona dijo que era."""

    id: str
    texto: str
    idioma: str
    temas: tuple[str, ...]
    urgencia: Urgencia
    fuente: str = ""
    nota: str = ""

    @property
    def urgente(self) -> bool:
        return self.urgencia != "normal"

    @property
    def enganoso(self) -> bool:
        """Palabras que alarman, y nada urgente."""
        return "hard_negative" in self.nota and not self.urgente


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo que el bot entendió de un mensaje."""

    mensaje: Mensaje
    lectura: Lectura
    decision: Decision
    tema: str
    tres: tuple[str, ...]

    @property
    def acierta(self) -> bool:
        return self.tema in self.mensaje.temas

    @property
    def entre_tres(self) -> bool:
        return not set(self.tres).isdisjoint(self.mensaje.temas)

    @property
    def falla(self) -> bool:
        """Un tema equivocado, una urgencia perdida o una falsa alarma."""
        return not self.acierta or self.mensaje.urgente != (self.decision != "sigue")


def leer_mensajes(ruta: Path) -> list[Mensaje]:
    """Los mensajes del archivo. ``ArchivoMalo`` dice qué línea no lo es."""
    mensajes = []
    for numero, linea in enumerate(ruta.read_text(encoding="utf-8").splitlines(), 1):
        if not linea.strip():
            continue
        try:
            crudo = json.loads(linea)
            campos = [str(crudo[campo]) for campo in _CAMPOS]
            secundarios = crudo.get("secundarios") or ()
        except (ValueError, KeyError, TypeError, AttributeError):
            campos, secundarios = [], ()
        if not campos or campos[4] not in ("critica", "alta", "normal"):
            raise ArchivoMalo(f"La línea {numero} no es un mensaje con {', '.join(_CAMPOS)}.")
        urgencia: Urgencia = "normal"
        if campos[4] != "normal":
            urgencia = "critica" if campos[4] == "critica" else "alta"
        mensajes.append(
            Mensaje(
                campos[0],
                campos[1],
                campos[2],
                (campos[3], *map(str, secundarios)),
                urgencia,
                str(crudo.get("fuente") or ""),
                str(crudo.get("nota") or ""),
            )
        )
    return mensajes


def evaluar(mensajes: Iterable[Mensaje], libro: Libro) -> list[Resultado]:
    """Lo que el bot entiende de cada mensaje, con los umbrales de la oficina."""
    return [
        _resultado(mensaje, comprender(mensaje.texto, libro.saber), libro) for mensaje in mensajes
    ]


def _resultado(mensaje: Mensaje, lectura: Lectura, libro: Libro) -> Resultado:
    decision: Decision = "sigue"
    if lectura.alarma:
        decision = "deriva"
    elif lectura.sospecha:
        decision = "pregunta"
    temas = [candidato.tema for candidato in lectura.temas]
    claro = bool(lectura.temas) and lectura.temas[0].certeza >= libro.ficha.dudoso
    tema = temas[0] if claro or decision == "deriva" else OTRO
    # «Es otra cosa» va detrás de los temas que merecen ofrecerse.
    dignos = [c.tema for c in lectura.temas if c.certeza >= libro.ficha.dudoso]
    orden = temas if decision == "deriva" else [*dignos, OTRO, *temas[len(dignos) :]]
    tres = tuple(orden[:3])
    return Resultado(mensaje, lectura, decision, tema, tres)


# ---- decirlo ----------------------------------------------------------------


def cifras(resultados: Sequence[Resultado]) -> Iterator[str]:
    """El informe entero, sin ningún texto ni nombre de mensaje."""
    if not resultados:
        yield "No hay mensajes."
        return
    yield f"Mensajes: {len(resultados)}"
    yield from _bloque(resultados)
    yield from _por("idioma", resultados, lambda r: r.mensaje.idioma)
    yield from _por(
        "fuente", resultados, lambda r: "escrita" if r.mensaje.fuente == ESCRITO else "real"
    )
    yield from _por("tema", resultados, lambda r: r.mensaje.temas[0])
    yield from _por(
        "dudoso", resultados, lambda r: "dudoso" if "dudoso" in r.mensaje.nota else "claro"
    )


def _bloque(resultados: Sequence[Resultado]) -> Iterator[str]:
    urgentes = [r for r in resultados if r.mensaje.urgente]
    criticas = [r for r in urgentes if r.mensaje.urgencia == "critica"]
    normales = [r for r in resultados if not r.mensaje.urgente]
    enganosos = [r for r in normales if r.mensaje.enganoso]
    yield _parte("Tema acertado", resultados, lambda r: r.acierta)
    yield _parte("Tema entre tres", resultados, lambda r: r.entre_tres)
    yield _parte("Urgentes hallados", urgentes, _hallado)
    yield _parte("Críticas halladas", criticas, _hallado)
    yield _parte("Críticas derivadas", criticas, lambda r: r.decision == "deriva")
    yield _parte("Críticas con su nivel", criticas, _con_su_nivel)
    yield _parte("Normales derivados", normales, lambda r: r.decision == "deriva")
    yield _parte("Normales derivados o preguntados", normales, _hallado)
    yield _parte("Engañosos derivados", enganosos, lambda r: r.decision == "deriva")
    yield _parte("Engañosos derivados o preguntados", enganosos, _hallado)
    yield _parte("Idioma acertado", resultados, lambda r: r.lectura.idioma == r.mensaje.idioma)


def _por(
    que: str, resultados: Sequence[Resultado], de: Callable[[Resultado], str]
) -> Iterator[str]:
    yield f"Por {que}:"
    for nombre in sorted({de(r) for r in resultados}):
        unos = [r for r in resultados if de(r) == nombre]
        urgentes = [r for r in unos if r.mensaje.urgente]
        normales = [r for r in unos if not r.mensaje.urgente]
        partes = [
            _corta("tema", unos, lambda r: r.acierta),
            _corta("entre tres", unos, lambda r: r.entre_tres),
            _corta("urgentes", urgentes, _hallado),
            _corta("falsas", normales, _hallado),
            _corta("idioma", unos, lambda r: r.lectura.idioma == r.mensaje.idioma),
        ]
        yield f"  {nombre} ({len(unos)}): {', '.join(partes)}"


def _hallado(resultado: Resultado) -> bool:
    return resultado.decision != "sigue"


def _con_su_nivel(resultado: Resultado) -> bool:
    alarma = resultado.lectura.alarma
    return alarma is not None and alarma.nivel == resultado.mensaje.urgencia


def _parte(que: str, resultados: Sequence[Resultado], cumple: Callable[[Resultado], bool]) -> str:
    cuantos = sum(map(cumple, resultados))
    tanto = f" ({100 * cuantos / len(resultados):.1f} %)" if resultados else ""
    return f"{que}: {cuantos} de {len(resultados)}{tanto}"


def _corta(que: str, resultados: Sequence[Resultado], cumple: Callable[[Resultado], bool]) -> str:
    return f"{que} {sum(map(cumple, resultados))}/{len(resultados)}"


def fallos(resultados: Iterable[Resultado]) -> Iterator[str]:
    """Lo que salió mal, con su texto, para aprender qué clase de error es."""
    for uno in resultados:
        if uno.falla:
            mensaje, certezas = uno.mensaje, uno.lectura.temas[:3]
            posibles = ", ".join(f"{c.tema} {c.certeza:.2f}" for c in certezas)
            sospecha = uno.lectura.sospecha
            nota = f", sospecha {sospecha.certeza:.2f}" if sospecha else ""
            yield f"{mensaje.id} [{mensaje.idioma}] {mensaje.texto}"
            yield f"  era {mensaje.urgencia}, {'/'.join(mensaje.temas)} ({mensaje.nota})"
            yield f"  dijo {uno.decision}{nota}, {uno.tema} ({posibles})"


def predicciones(resultados: Iterable[Resultado]) -> Iterator[str]:
    """Una línea de JSON por mensaje, sin su texto."""
    for uno in resultados:
        alarma, sospecha = uno.lectura.alarma, uno.lectura.sospecha
        motivo = alarma or (sospecha if uno.decision == "pregunta" else None)
        yield json.dumps(
            {
                "id": uno.mensaje.id,
                "tema": uno.tema,
                "top3": list(uno.tres),
                "urgencia": alarma.nivel if alarma else "normal",
                "decision": uno.decision,
                "idioma": uno.lectura.idioma,
                "por_que": list(motivo.palabras) if motivo else [],
            },
            ensure_ascii=False,
        )

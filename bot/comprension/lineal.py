"""Lo que se aprende del banco: un peso por rasgo y pregunta. Sin azar y en orden fijo.

Una pregunta es «¿es de este tema?», «¿es urgente?» o «¿está en este idioma?».
Cada una se contesta con la suma de los pesos de los rasgos del mensaje, de modo
que siempre se puede decir cuánto puso cada palabra. El mismo banco da siempre
los mismos pesos. De dónde sale el banco y dónde se guarda lo aprendido no se
sabe aquí.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.comprension.rasgos import CASILLAS, Rasgos, de_mensaje, de_palabra
from bot.modelo import Urgencia

Pesos = NDArray[np.float32]
Conceptos = Mapping[str, Iterable[str]]
NIVELES = ("urgente", "critica")

VUELTAS = 4
DE_PRUEBA = 2
"""Vueltas que no cuentan: los pesos son la media de las demás, y así casi no importa el orden."""

RITMO = 0.3
LOTE = 256
_FRENO = 1e-7
_SALTO = 7919
"""Las frases se recorren a saltos de este número: así cada lote trae de todo."""


@dataclass(frozen=True, slots=True)
class Ejemplo:
    """Una frase del banco. Sin ``nivel``, no enseña nada sobre la urgencia."""

    palabras: tuple[str, ...]
    idioma: str
    tema: str
    nivel: Urgencia | None = "normal"
    senales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Lineal:
    """Los pesos de cada pregunta y, en la última columna, la rareza de cada rasgo.

    Vacío, no contesta a nada.
    """

    preguntas: tuple[str, ...] = ()
    pesos: Pesos = field(default_factory=lambda: np.zeros((CASILLAS, 1), np.float32))
    sesgos: Pesos = field(default_factory=lambda: np.zeros(0, np.float32))

    def contestar(
        self, palabras: Sequence[str], conceptos: Conceptos, senales: Iterable[str] = ()
    ) -> Respuesta:
        """Cuánto sí hay en cada pregunta, y cuánto puso cada palabra."""
        de_cada_una = {
            palabra: de_palabra(palabra, conceptos.get(palabra, ())) for palabra in palabras
        }
        veces = de_mensaje(palabras, de_cada_una, senales)
        casillas = np.fromiter(veces, np.intp, len(veces))
        cuanto = np.fromiter(veces.values(), np.float32, len(veces))
        filas = self.pesos[casillas] * cuanto[:, None]
        # La rareza va dentro de los pesos: la norma la lleva su propia columna.
        norma = float(np.sqrt(np.square(filas[:, -1], dtype=np.float64).sum())) or 1.0
        notas = filas[:, :-1].sum(axis=0) / norma + self.sesgos
        return Respuesta(self, dict(zip(self.preguntas, notas.tolist(), strict=True)), de_cada_una)


@dataclass(frozen=True, slots=True)
class Respuesta:
    """Las notas de un mensaje. Positiva es sí."""

    lineal: Lineal
    notas: Mapping[str, float]
    _de_cada_una: Mapping[str, Rasgos]

    @property
    def dichas(self) -> Collection[str]:
        """Las palabras del mensaje, una vez cada una."""
        return self._de_cada_una

    def palabras(self, pregunta: str, cuantas: int = 4) -> tuple[str, ...]:
        """Las palabras que más empujaron hacia el sí, de más a menos."""
        columna = self.lineal.pesos[:, self.lineal.preguntas.index(pregunta)]
        empuje = {
            palabra: math.fsum(float(columna[uno]) * peso for uno, peso in rasgos.items())
            for palabra, rasgos in self._de_cada_una.items()
        }
        orden = sorted(empuje, key=lambda palabra: (-empuje[palabra], palabra))
        return tuple(palabra for palabra in orden[:cuantas] if empuje[palabra] > 0)


class Aprendiz:
    """Aprende la primera vez que se le pregunta; después, ya sabe."""

    def __init__(self, aprender: Callable[[], Lineal] = Lineal) -> None:
        self._aprender: Callable[[], Lineal] | None = aprender
        self._sabido = Lineal()

    @property
    def lineal(self) -> Lineal:
        aprender = self._aprender
        if aprender is not None:
            self._sabido = aprender()
            # Aprendido el banco, ya no hace falta tenerlo.
            self._aprender = None
        return self._sabido


# ---- aprender ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frases:
    """Las frases del banco, seguidas: la número ``i`` va de ``cortes[i]`` a ``cortes[i + 1]``."""

    casillas: NDArray[np.int32]
    valores: Pesos
    cortes: NDArray[np.intp]
    quiere: Pesos


def aprender_temas(ejemplos: Sequence[Ejemplo], conceptos: Conceptos) -> Lineal:
    """De qué tema es un mensaje y si es urgente, con sus señales."""
    temas = sorted({ejemplo.tema for ejemplo in ejemplos} - {"otro"})
    return _aprender(ejemplos, conceptos, (*(f"tema:{tema}" for tema in temas), *NIVELES))


def aprender_idiomas(ejemplos: Sequence[Ejemplo]) -> Lineal:
    """En qué idioma está un mensaje: solo por sus palabras, que aún no se han mirado."""
    idiomas = sorted({ejemplo.idioma for ejemplo in ejemplos})
    return _aprender(ejemplos, {}, tuple(f"idioma:{idioma}" for idioma in idiomas))


def _aprender(
    ejemplos: Sequence[Ejemplo], conceptos: Conceptos, preguntas: tuple[str, ...]
) -> Lineal:
    """Los pesos que mejor contestan por los ejemplos (regresión logística, sin azar)."""
    if not ejemplos:
        return Lineal()
    orden = sorted(range(len(ejemplos)), key=lambda i: (i * _SALTO % len(ejemplos), i))
    frases, rareza = _contar([ejemplos[i] for i in orden], conceptos, preguntas)
    pesos = np.zeros((CASILLAS, len(preguntas)), np.float32)
    andado = np.full_like(pesos, _FRENO)
    sesgos = np.zeros(len(preguntas), np.float32)
    andado_sesgos = np.full_like(sesgos, _FRENO)
    media, medio_sesgo, sumados = np.zeros_like(pesos), np.zeros_like(sesgos), 0
    for vuelta in range(VUELTAS):
        for desde in range(0, len(ejemplos), LOTE):
            distintas, giro, giro_sesgos = _giro(frases, desde, pesos, sesgos)
            andado[distintas] += giro * giro
            pesos[distintas] -= RITMO * giro / np.sqrt(andado[distintas])
            andado_sesgos += giro_sesgos * giro_sesgos
            sesgos -= RITMO * giro_sesgos / np.sqrt(andado_sesgos)
            if vuelta >= DE_PRUEBA:
                media += pesos
                medio_sesgo += sesgos
                sumados += 1
    media *= (rareza / np.float32(sumados))[:, None]
    sesgos = (medio_sesgo / np.float32(sumados)) - _de_mas(ejemplos, preguntas)
    return Lineal(preguntas, np.column_stack([media, rareza]), sesgos)


def _de_mas(ejemplos: Sequence[Ejemplo], preguntas: Sequence[str]) -> Pesos:
    """Lo que un tema sube solo por tener más frases que los demás en el banco."""
    cuantas = Counter(f"tema:{ejemplo.tema}" for ejemplo in ejemplos)
    logaritmos = {p: math.log(cuantas[p]) for p in preguntas if p.startswith("tema:")}
    media = math.fsum(logaritmos.values()) / max(1, len(logaritmos))
    return np.array([logaritmos.get(p, media) - media for p in preguntas], np.float32)


def _contar(
    ejemplos: Sequence[Ejemplo], conceptos: Conceptos, preguntas: Sequence[str]
) -> tuple[_Frases, Pesos]:
    """Los rasgos de cada frase, pesados por lo raros que son y con norma uno."""
    distintas = {palabra for ejemplo in ejemplos for palabra in ejemplo.palabras}
    de_cada_una = {p: de_palabra(p, conceptos.get(p, ())) for p in distintas}
    casillas, veces, cortes = array("i"), array("f"), array("q", [0])
    for ejemplo in ejemplos:
        rasgos = de_mensaje(ejemplo.palabras, de_cada_una, ejemplo.senales)
        casillas.extend(rasgos)
        veces.extend(rasgos.values())
        cortes.append(len(casillas))
    donde = np.frombuffer(casillas, np.int32)
    cuantas = np.bincount(donde, minlength=CASILLAS)
    rareza = np.log((len(ejemplos) + 1) / (cuantas + 0.5)).astype(np.float32)
    valores = np.frombuffer(veces, np.float32) * rareza[donde]
    limites = np.frombuffer(cortes, np.int64).astype(np.intp)
    norma = np.sqrt(np.add.reduceat(valores * valores, limites[:-1]))
    valores /= np.repeat(norma, np.diff(limites))
    quiere = np.array([[_quiere(uno, p) for p in preguntas] for uno in ejemplos], np.float32)
    return _Frases(donde, valores, limites, quiere), rareza


def _quiere(ejemplo: Ejemplo, pregunta: str) -> float:
    if pregunta in NIVELES:
        if ejemplo.nivel is None:
            return np.nan
        niveles = ("critica", "alta") if pregunta == "urgente" else ("critica",)
        return float(ejemplo.nivel in niveles)
    return float(pregunta in (f"tema:{ejemplo.tema}", f"idioma:{ejemplo.idioma}"))


def _giro(
    frases: _Frases, desde: int, pesos: Pesos, sesgos: Pesos
) -> tuple[NDArray[np.int32], Pesos, Pesos]:
    """Qué casillas tocan unas cuantas frases, y hacia dónde se equivocan sus pesos."""
    cortes = frases.cortes[desde : desde + LOTE + 1]
    tramo = slice(cortes[0], cortes[-1])
    casillas, valores = frases.casillas[tramo], frases.valores[tramo]
    inicios = cortes[:-1] - cortes[0]
    notas = np.add.reduceat(pesos[casillas] * valores[:, None], inicios, axis=0) + sesgos
    quiere = frases.quiere[desde : desde + LOTE]
    # Donde no se sabe qué se quiere, no hay error.
    error = np.nan_to_num(1.0 / (1.0 + np.exp(-notas)) - quiere) / np.float32(len(quiere))
    de_frase = np.repeat(np.arange(len(inicios)), np.diff(cortes))
    por_casilla = np.argsort(casillas, kind="stable")
    juntas = casillas[por_casilla]
    cambios = np.flatnonzero(np.concatenate([[True], juntas[1:] != juntas[:-1]]))
    empuje = error[de_frase[por_casilla]] * valores[por_casilla, None]
    return juntas[cambios], np.add.reduceat(empuje, cambios, axis=0), error.sum(axis=0)

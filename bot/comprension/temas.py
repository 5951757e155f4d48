"""¿De qué habla un mensaje? Parecido con frases que la oficina escribió.

Tres miradas, cada una explicable con palabras: qué palabras son más de un tema
que de los otros (evidencia), qué frases comparten más palabras raras con el
mensaje (cercanía) y cuáles de esas se escriben casi igual (RapidFuzz). La
certeza se calcula con pesos ajustados dejando fuera frases del banco.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.comprension.corrector import sonido
from bot.modelo import Candidato

_RAIZ = 5
_EXTREMO = 2000
_SUAVE = 0.2
_FRASES = 3
_CASI_IGUALES = 25
_PESO_DE_IGUALDAD = 0.5
_CERTEZA = (-4.83, 0.26, 3.3, 1.66, 1.54, 0.62)
"""Término fijo, y pesos de: la ventaja sobre el rival, la cercanía de la mejor frase,
la parte conocida del mensaje, lo igual que es a una frase y lo repetida que está
su mejor palabra."""
_MENOS = 0.05
"""Por debajo de esta certeza un candidato no se devuelve."""


@dataclass(frozen=True, slots=True)
class Banco:
    """Las frases, indexadas por la raíz de sus palabras."""

    temas: tuple[str, ...] = ()
    textos: tuple[str, ...] = ()
    de_tema: tuple[int, ...] = ()
    normas: tuple[float, ...] = ()
    donde: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    rareza: Mapping[str, float] = field(default_factory=dict)
    evidencia: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    veces: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    rareza_de_lo_nuevo: float = 0.0


@dataclass(frozen=True, slots=True)
class Puntaje:
    """Un tema posible. ``palabras`` son las que más pesaron; ``frase``, la más cercana."""

    tema: str
    certeza: float
    palabras: tuple[str, ...]
    frase: str


def extremos(palabras: Sequence[str]) -> list[str]:
    """Las palabras de los primeros y los últimos 2 000 caracteres."""
    delante = _caben(palabras)
    detras = _caben(palabras[delante:][::-1])
    return [*palabras[:delante], *palabras[len(palabras) - detras :]]


def _caben(palabras: Sequence[str]) -> int:
    usados = 0
    for cuantas, palabra in enumerate(palabras):
        usados += len(palabra) + 1
        if usados > _EXTREMO:
            return cuantas
    return len(palabras)


def raiz(palabra: str) -> str:
    """Lo que queda de una palabra para compararla: cómo suena su principio."""
    return sonido(palabra)[:_RAIZ]


def indexar(frases: Mapping[str, Sequence[Sequence[str]]]) -> Banco:
    """Prepara el banco: tema → frases, cada una como palabras ya corregidas."""
    temas = tuple(sorted(frases))
    textos: list[str] = []
    de_tema: list[int] = []
    raices: list[frozenset[str]] = []
    for numero, tema in enumerate(temas):
        for palabras in frases[tema]:
            textos.append(" ".join(palabras))
            de_tema.append(numero)
            raices.append(frozenset(map(raiz, palabras)))
    donde: dict[str, list[int]] = {}
    for i, unas in enumerate(raices):
        for una in sorted(unas):
            donde.setdefault(una, []).append(i)
    rareza = {una: math.log((len(textos) + 1) / (len(ds) + 0.5)) for una, ds in donde.items()}
    cuentas = {
        una: tuple(Counter(de_tema[i] for i in ds)[n] for n in range(len(temas)))
        for una, ds in donde.items()
    }
    return Banco(
        temas,
        tuple(textos),
        tuple(de_tema),
        tuple(_norma(unas, rareza) for unas in raices),
        {una: tuple(ds) for una, ds in donde.items()},
        rareza,
        _evidencia(cuentas),
        cuentas,
        math.log(len(textos) + 1) if textos else 0.0,
    )


def _norma(raices: frozenset[str], rareza: Mapping[str, float]) -> float:
    return math.sqrt(math.fsum(rareza[una] ** 2 for una in sorted(raices))) or 1.0


def _evidencia(cuentas: Mapping[str, Sequence[int]]) -> dict[str, tuple[float, ...]]:
    """Cuánto más se dice cada raíz en cada tema que en los demás (logaritmo)."""
    por_tema = [sum(unas) for unas in zip(*cuentas.values(), strict=True)]
    todas, distintas = sum(por_tema), len(cuentas)
    evidencia: dict[str, tuple[float, ...]] = {}
    for una, cuenta in cuentas.items():
        veces = sum(cuenta)
        evidencia[una] = tuple(
            math.log((propias + _SUAVE) / (del_tema + _SUAVE * distintas))
            - math.log((veces - propias + _SUAVE) / (todas - del_tema + _SUAVE * distintas))
            for propias, del_tema in zip(cuenta, por_tema, strict=True)
        )
    return evidencia


def puntuar(palabras: Sequence[str], banco: Banco) -> tuple[Puntaje, ...]:
    """Los temas posibles, del más probable al menos."""
    dichas = {raiz(palabra): palabra for palabra in reversed(palabras)}
    conocidas = sorted(una for una in dichas if una in banco.donde)
    if not conocidas:
        return ()
    evidencia = [
        math.fsum(banco.evidencia[una][n] for una in conocidas) for n in range(len(banco.temas))
    ]
    nuevas = len(dichas) - len(conocidas)
    sabido = math.fsum(banco.rareza[una] ** 2 for una in conocidas)
    norma = math.sqrt(sabido + nuevas * banco.rareza_de_lo_nuevo**2) or 1.0
    comunes: dict[int, float] = {}
    for una in conocidas:
        peso = banco.rareza[una] ** 2
        for i in banco.donde[una]:
            comunes[i] = comunes.get(i, 0.0) + peso
    parecidas = sorted(
        ((peso / norma / banco.normas[i], -i) for i, peso in comunes.items()), reverse=True
    )
    cercania, mejor = _cercania(parecidas, banco)
    igualdad = [0.0] * len(banco.temas)
    iguales = [0.0] * len(banco.temas)
    texto = " ".join(palabras)
    for _, menos_i in parecidas[:_CASI_IGUALES]:
        n = banco.de_tema[-menos_i]
        nota = fuzz.token_set_ratio(texto, banco.textos[-menos_i])
        igualdad[n] = max(igualdad[n], nota)
        iguales[n] = max(iguales[n], fuzz.ratio(texto, banco.textos[-menos_i]) / 100)
    suma = [
        a + b + _PESO_DE_IGUALDAD * c
        for a, b, c in zip(
            _tipificar(evidencia), _tipificar(cercania), _tipificar(igualdad), strict=True
        )
    ]
    orden = sorted(range(len(suma)), key=lambda n: (-suma[n], n))
    parte = math.sqrt(sabido) / norma
    puntajes: list[Puntaje] = []
    tope = 1.0
    for n in orden:
        rival = orden[1] if n == orden[0] and len(orden) > 1 else orden[0]
        senales = (
            suma[n] - suma[rival],
            mejor.get(n, (0.0, 0))[0],
            parte,
            iguales[n],
            _apoyo(n, conocidas, banco),
        )
        tope = min(tope, _certeza(senales))
        frase = banco.textos[mejor[n][1]] if n in mejor else ""
        puntajes.append(Puntaje(banco.temas[n], tope, _de_peso(n, conocidas, dichas, banco), frase))
    return tuple(puntajes)


def candidatos(puntajes: Sequence[Puntaje]) -> tuple[Candidato, ...]:
    """Los puntajes como candidatos, sin los que no merecen ni mención."""
    return tuple(
        Candidato(p.tema, round(p.certeza, 3)) for p in puntajes[:5] if p.certeza >= _MENOS
    )


def _cercania(
    parecidas: Sequence[tuple[float, int]], banco: Banco
) -> tuple[list[float], dict[int, tuple[float, int]]]:
    """Media de las mejores frases de cada tema, y la mejor de todas."""
    sumas = [0.0] * len(banco.temas)
    vistas = [0] * len(banco.temas)
    mejor: dict[int, tuple[float, int]] = {}
    for nota, menos_i in parecidas:
        n = banco.de_tema[-menos_i]
        mejor.setdefault(n, (nota, -menos_i))
        if vistas[n] < _FRASES:
            vistas[n] += 1
            sumas[n] += nota / _FRASES
    return sumas, mejor


def _tipificar(notas: Sequence[float]) -> list[float]:
    media = math.fsum(notas) / len(notas)
    desvio = math.sqrt(math.fsum((nota - media) ** 2 for nota in notas) / len(notas))
    return [(nota - media) / (desvio or 1.0) for nota in notas]


def _certeza(senales: Sequence[float]) -> float:
    """De 0 a 1, con los pesos de ``_CERTEZA``."""
    total = _CERTEZA[0] + math.fsum(a * b for a, b in zip(_CERTEZA[1:], senales, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def _apoyo(n: int, conocidas: Sequence[str], banco: Banco) -> float:
    """Cuántas veces dice el banco, en ese tema, la palabra que más lo señala."""
    apoyos = [math.log1p(banco.veces[u][n]) for u in conocidas if banco.evidencia[u][n] > 1.0]
    return max(apoyos, default=0.0)


def _de_peso(
    n: int, conocidas: Sequence[str], dichas: Mapping[str, str], banco: Banco
) -> tuple[str, ...]:
    pesos = sorted((-banco.evidencia[una][n], dichas[una]) for una in conocidas)
    return tuple(palabra for peso, palabra in pesos[:4] if peso < -0.5)

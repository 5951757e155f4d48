"""Las palabras de un mensaje con lo que significan para una alarma.

Corrige, separa pronombres pegados, reconoce clases y modismos, y decide qué
está negado y a quién le pasa. Si eso es urgente lo dice ``urgencia.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.comprension.corrector import Corrector
from bot.comprension.lexico import Entrada, Reglas, Tiempo
from bot.comprension.normalizar import Ficha

FIN_DE_FRASE = 3
"""Cuántas palabras de distancia cuesta un punto."""

_CORRIGE_HASTA = 150
"""Fichas del principio y del final en que se corrigen faltas."""

_EXTREMO = 1500
_MEDIO = 3000
_TROZO = 24
"""De un texto enorme se miran los extremos y, del medio, los trozos distintos que
tengan alguna palabra de las listas, hasta ``_MEDIO`` fichas."""

_HACIA_ATRAS = 8

_TRAS_AUXILIAR = frozenset({"a", "de", "que"})
_DETRAS = 2
"""Palabras que se miran detrás buscando a quién se lo hacen: «beats me», «bat mwen»."""


@dataclass(slots=True)
class Marca:
    """Una palabra.

    ``lugar`` es su sitio contando lo que cuesta cada punto; ``inicio``, dónde
    empieza la locución que acaba en ella.
    """

    palabra: str
    dicha: str
    frase: int
    clausula: int
    lugar: int
    inicio: int
    ficha: int
    clases: set[str] = field(default_factory=set)
    pronombres: set[str] = field(default_factory=set)
    tiempos: frozenset[Tiempo] = frozenset()
    negada: bool = False
    modismo: bool = False
    cosa: str = ""


def marcar(fichas: Sequence[Ficha], reglas: Reglas, corrector: Corrector) -> list[Marca]:
    """Las marcas de un mensaje."""
    marcas = list(partir(_acortar(fichas, reglas), reglas, corrector))
    for i, marca in enumerate(marcas):
        for entrada in reglas.modismos.get(marca.palabra, ()):
            for lugar in _casar(marcas, i, entrada, reglas) or ():
                marcas[lugar].modismo = True
    for i, marca in enumerate(marcas):
        if not marca.modismo:
            _clasificar(marcas, i, reglas)
    return marcas


def _acortar(fichas: Sequence[Ficha], reglas: Reglas) -> Sequence[Ficha]:
    """Lo que se mira de un mensaje. Donde falta algo, cuenta como otra parte del texto."""
    if len(fichas) <= 2 * _EXTREMO + _MEDIO:
        return fichas
    quedan = {*range(_EXTREMO), *range(len(fichas) - _EXTREMO, len(fichas))}
    vistos: set[tuple[str, ...]] = set()
    for inicio in range(_EXTREMO, len(fichas) - _EXTREMO, _TROZO):
        trozo = tuple(ficha.palabra for ficha in fichas[inicio : inicio + _TROZO])
        if trozo not in vistos and any(palabra in reglas.sueltas for palabra in trozo):
            vistos.add(trozo)
            quedan.update(range(inicio - _TROZO // 2, inicio + _TROZO + _TROZO // 2))
            if len(quedan) > 2 * _EXTREMO + _MEDIO:
                break
    cortas: list[Ficha] = []
    salto, anterior = 0, -1
    for i in sorted(quedan):
        salto += 10 if i != anterior + 1 else 0
        anterior = i
        ficha = fichas[i]
        cortas.append(Ficha(ficha.palabra, ficha.frase + salto, ficha.clausula + salto))
    return cortas


def partir(fichas: Sequence[Ficha], reglas: Reglas, corrector: Corrector) -> Iterator[Marca]:
    """Las palabras, corregidas y con sus pronombres aparte, todavía sin clases."""
    cuenta = 0
    for i, ficha in enumerate(fichas):
        palabra = ficha.palabra
        partes: tuple[str, ...] = reglas.abreviaturas.get(palabra, ())
        if not partes:
            cerca = i < _CORRIGE_HASTA or i >= len(fichas) - _CORRIGE_HASTA
            if cerca and palabra not in reglas.conocidas:
                palabra = corrector.corregir(palabra) or palabra
            partes = reglas.encliticas.get(palabra, (palabra,))
        for parte in partes:
            lugar = cuenta + FIN_DE_FRASE * ficha.frase
            yield Marca(parte, ficha.palabra, ficha.frase, ficha.clausula, lugar, cuenta, i)
            cuenta += 1


def _casar(
    marcas: Sequence[Marca], inicio: int, entrada: Entrada, reglas: Reglas
) -> list[int] | None:
    """Dónde cae cada palabra de la entrada si empieza en ``inicio``."""
    if marcas[inicio].palabra not in entrada.lugares[0]:
        return None
    hallados = [inicio]
    for palabras in entrada.lugares[1:]:
        i = hallados[-1] + 1
        for _ in range(4):
            if i >= len(marcas) or marcas[i].frase != marcas[inicio].frase:
                return None
            if marcas[i].palabra in palabras:
                break
            if (
                marcas[i].palabra not in reglas.todos_los_pronombres
                and marcas[i].palabra not in reglas.auxiliares
            ):
                return None
            i += 1
        else:
            return None
        hallados.append(i)
    return hallados


def _clasificar(marcas: Sequence[Marca], i: int, reglas: Reglas) -> None:
    marca = marcas[i]
    sueltas = reglas.sueltas.get(marca.palabra, ())
    if sueltas:
        pronombres, negada, _ = _alrededor(marcas, i, i, reglas)
        marca.tiempos = reglas.verbales.get(marca.palabra, frozenset())
        marca.pronombres |= pronombres
        marca.negada = negada and not reglas.no_se_niegan.issuperset(sueltas)
        for clase in sueltas:
            if not negada or clase in reglas.no_se_niegan:
                if _es_cosa(marcas, i, i, clase, reglas):
                    marca.cosa = clase
                else:
                    marca.clases.add(clase)
    for entrada, clase in reglas.seguidas.get(marca.palabra, ()):
        hallados = _casar(marcas, i, entrada, reglas)
        if not hallados or _es_cosa(marcas, i, hallados[-1], clase, reglas):
            continue
        pronombres, negada, _ = _alrededor(marcas, i, hallados[-1], reglas)
        ultima = marcas[hallados[-1]]
        # Lo que trae su propia negación («veux plus vivre») no se niega otra vez.
        con_no = not (reglas.negaciones | reglas.cancelan).isdisjoint(
            marcas[k].palabra for k in hallados
        )
        firme = con_no or clase in reglas.no_se_niegan
        if negada and not firme:
            ultima.negada = True
            continue
        ultima.clases.add(clase)
        ultima.inicio = min(ultima.inicio, i)
        ultima.pronombres |= pronombres


def _alrededor(
    marcas: Sequence[Marca], inicio: int, fin: int, reglas: Reglas
) -> tuple[set[str], bool, int]:
    """Pronombres de ese grupo, si está negado, y dónde empieza.

    Hacia atrás solo se cruzan pronombres, auxiliares y artículos: nunca un
    «que», una coma ni otro verbo.
    """
    todos = reglas.todos_los_pronombres
    pronombres = {marcas[k].palabra for k in range(inicio, fin + 1)} & todos
    k = fin + 1
    while k < len(marcas) and marcas[k].palabra in todos and marcas[k].ficha == marcas[fin].ficha:
        pronombres.add(marcas[k].palabra)
        k += 1
    if reglas.sitio != "antes":
        detras = marcas[fin + 1 : fin + 1 + _DETRAS]
        pronombres |= {m.palabra for m in detras if m.frase == marcas[fin].frase} & todos
    negada = de_yo = con_auxiliar = False
    clausula = marcas[inicio].clausula
    k = inicio - 1
    while k >= max(0, inicio - _HACIA_ATRAS) and marcas[k].clausula == clausula:
        palabra = marcas[k].palabra
        if palabra in todos:
            if reglas.sitio != "detras":
                pronombres.add(palabra)
        elif palabra in reglas.auxiliares:
            con_auxiliar = True
            de_yo = de_yo or palabra in reglas.auxiliares_de_yo
        elif palabra in reglas.negaciones:
            negada = True
            break
        elif palabra in _TRAS_AUXILIAR and k and marcas[k - 1].palabra in reglas.auxiliares:
            pass
        elif palabra not in reglas.articulos:
            break
        k -= 1
    cerca = range(max(0, k - 4), inicio)
    if negada and any(
        marcas[c].palabra in reglas.cancelan and marcas[c].clausula == clausula for c in cerca
    ):
        negada = False
    tras_que = k >= 0 and marcas[k].palabra == "que"
    tiempos = reglas.verbales.get(marcas[inicio].palabra, frozenset())
    solo_yo = "primera" in tiempos and len(tiempos) == 1 and not tras_que
    grupos = {nombre for nombre, formas in reglas.pronombres.items() if formas & pronombres}
    if "me" in grupos and (de_yo or solo_yo):
        grupos = grupos - {"me"} | {"yo"}
    elif "me" in grupos and "infinitivo" in tiempos and not con_auxiliar:
        grupos.add("yo")
    return grupos, negada, k


def _es_cosa(marcas: Sequence[Marca], inicio: int, fin: int, clase: str, reglas: Reglas) -> bool:
    """¿Lo que se golpea, corta o pierde es una cosa sin peligro? «Pega la foto»."""
    cosas = reglas.sin_alarma_si_sigue.get(clase)
    if not cosas:
        return False
    k = fin + 1
    while k < len(marcas) and k <= fin + 3:
        if marcas[k].clausula != marcas[fin].clausula:
            break
        if marcas[k].palabra in cosas:
            return True
        if marcas[k].palabra not in reglas.articulos | reglas.todos_los_pronombres:
            break
        k += 1
    _, _, antes = _alrededor(marcas, inicio, fin, reglas)
    return antes >= 0 and marcas[antes].palabra in cosas

"""¿Puede esperar este mensaje? Patrones de clases en ventanas, y por qué.

Un patrón son partes que aparecen cerca: como mucho ocho palabras entre una y la
siguiente, y un punto cuenta como tres. La alarma más grave gana; a igual
gravedad, el patrón con más partes, y luego el que está antes en el archivo.
Las guardas (estudio, prensa, voluntariado) callan un patrón solo cuando nada en
su cláusula es de quien escribe. Qué se hace con la alarma es cosa del motor.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.comprension.corrector import Corrector
from bot.comprension.lexico import Parte, Patron, Reglas
from bot.comprension.marcas import Marca, marcar
from bot.comprension.normalizar import Ficha
from bot.modelo import Alarma, Nivel

HUECO = 8
CERCA = 10


SIN_DUDA = frozenset({"salud_mental"})
"""Lo que alguien dice de morir no se pone en duda: preguntar antes retrasa los números."""


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Un patrón que se cumplió. ``guarda`` es la clase que lo calló, si la hubo."""

    patron: Patron
    nivel: Nivel
    lugares: tuple[int, ...]
    sube: str = ""
    baja: str = ""
    guarda: str = ""


@dataclass(frozen=True, slots=True)
class Vista:
    """Un mensaje mirado con las reglas de un idioma."""

    reglas: Reglas = field(default_factory=Reglas)
    marcas: Sequence[Marca] = ()
    hallazgos: Sequence[Hallazgo] = ()
    alarma: Alarma | None = None


def mirar(fichas: Sequence[Ficha], reglas: Reglas, corrector: Corrector) -> Vista:
    """El mensaje con sus marcas, los patrones que se cumplen y la alarma, si la hay."""
    marcas = marcar(fichas, reglas, corrector)
    hallazgos = examinar(marcas, reglas)
    return Vista(reglas, marcas, hallazgos, decidir(marcas, hallazgos))


def examinar(marcas: Sequence[Marca], reglas: Reglas) -> tuple[Hallazgo, ...]:
    """Todos los patrones que se cumplen, en el orden del archivo, un hallazgo por patrón."""
    donde: dict[str, list[int]] = {}
    for i, marca in enumerate(marcas):
        for clase in marca.clases:
            donde.setdefault(clase, []).append(i)
    if not donde:
        return ()
    hallazgos: list[Hallazgo] = []
    for patron in reglas.patrones:
        if any(donde.keys().isdisjoint(parte.clases) for parte in patron.partes):
            continue
        candidatos = [_candidatos(parte, marcas, donde) for parte in patron.partes]
        if all(candidatos):
            hallazgo = _mejor(patron, candidatos, marcas, donde, reglas)
            if hallazgo:
                hallazgos.append(hallazgo)
    return tuple(hallazgos)


def decidir(marcas: Sequence[Marca], hallazgos: Sequence[Hallazgo]) -> Alarma | None:
    """La alarma más grave de las que ninguna guarda calló.

    Lo que alguien dice de morir no es, con las mismas palabras, una amenaza de otro;
    una palabra sola («matarme») puede ser las dos cosas, y entonces vale lo más grave.
    """
    vivos = [h for h in hallazgos if not h.guarda]
    dichos = [_palabras(marcas, h) for h in vivos if h.patron.tema in SIN_DUDA]
    propios = [palabras for palabras in dichos if len(palabras) > 1]
    vivos = [
        h
        for h in vivos
        if h.patron.tema in SIN_DUDA or not any(p <= _palabras(marcas, h) for p in propios)
    ]
    if not vivos:
        return None
    mejor = min(vivos, key=lambda h: (h.nivel != "critica", -len(h.patron.partes)))
    return Alarma(mejor.nivel, mejor.patron.tema, palabras_de(marcas, mejor))


def palabras_de(marcas: Sequence[Marca], hallazgo: Hallazgo) -> tuple[str, ...]:
    """Las palabras del mensaje que decidieron, en su orden y sin repetir."""
    lugares = _palabras(marcas, hallazgo)
    return tuple(dict.fromkeys(marcas[i].dicha for i in sorted(lugares)))


def _palabras(marcas: Sequence[Marca], hallazgo: Hallazgo) -> set[int]:
    return {k for i in hallazgo.lugares for k in range(marcas[i].inicio, i + 1)}


def _cumple(parte: Parte, marca: Marca) -> bool:
    return (
        any(clase in marca.clases for clase in parte.clases)
        and (not parte.pronombres or not parte.pronombres.isdisjoint(marca.pronombres))
        and (parte.tiempo is None or parte.tiempo in marca.tiempos)
    )


def _candidatos(parte: Parte, marcas: Sequence[Marca], donde: dict[str, list[int]]) -> list[int]:
    lugares = {i for clase in parte.clases for i in donde.get(clase, ())}
    return sorted(i for i in lugares if _cumple(parte, marcas[i]))


def _mejor(
    patron: Patron,
    candidatos: Sequence[list[int]],
    marcas: Sequence[Marca],
    donde: dict[str, list[int]],
    reglas: Reglas,
) -> Hallazgo | None:
    """El hallazgo más grave de un patrón: el primero vivo y crítico, si lo hay."""
    mejor: Hallazgo | None = None
    for lugares in _casos(patron, candidatos, marcas):
        if any(_cerca(parte, lugares, marcas, donde) for parte in patron.excepto):
            continue
        sube = next((p for p in patron.sube_si if _cerca(p, lugares, marcas, donde)), None)
        baja = next((p for p in patron.baja_si if _cerca(p, lugares, marcas, donde)), None)
        nivel: Nivel = "critica" if patron.nivel == "critica" or sube else "alta"
        hallazgo = Hallazgo(
            patron,
            "alta" if baja else nivel,
            tuple(lugares),
            sube.clases[0] if sube else "",
            baja.clases[0] if baja else "",
            _guarda(lugares, marcas, donde, reglas),
        )
        gravedad = (not hallazgo.guarda, hallazgo.nivel == "critica")
        if mejor is None or gravedad > (not mejor.guarda, mejor.nivel == "critica"):
            mejor = hallazgo
        if gravedad == (True, True):
            break
    return mejor


def _casos(
    patron: Patron, candidatos: Sequence[list[int]], marcas: Sequence[Marca]
) -> Iterator[list[int]]:
    ancla = 0 if patron.en_orden else min(range(len(candidatos)), key=lambda k: len(candidatos[k]))
    for inicio in candidatos[ancla]:
        caso = (
            _en_orden(inicio, candidatos, marcas)
            if patron.en_orden
            else _juntas(inicio, ancla, candidatos, marcas)
        )
        if caso:
            yield caso


def _en_orden(
    inicio: int, candidatos: Sequence[list[int]], marcas: Sequence[Marca]
) -> list[int] | None:
    caso = [inicio]
    for lista in candidatos[1:]:
        k = bisect_left(lista, caso[-1] + 1)
        if k == len(lista) or marcas[lista[k]].lugar - marcas[caso[-1]].lugar - 1 > HUECO:
            return None
        caso.append(lista[k])
    return caso


def _juntas(
    inicio: int, ancla: int, candidatos: Sequence[list[int]], marcas: Sequence[Marca]
) -> list[int] | None:
    """Crece desde el ancla: cada vez, la parte que falta más cercana a lo ya hallado."""
    caso = [inicio]
    faltan = [lista for k, lista in enumerate(candidatos) if k != ancla]
    while faltan:
        opciones = [
            (abs(marcas[j].lugar - marcas[i].lugar), j, n)
            for n, lista in enumerate(faltan)
            for i in caso
            for j in _vecinos(lista, i, caso)
        ]
        if not opciones:
            return None
        distancia, lugar, n = min(opciones)
        if distancia - 1 > HUECO:
            return None
        caso.append(lugar)
        faltan.pop(n)
    return caso


def _vecinos(lista: Sequence[int], i: int, ocupados: Sequence[int]) -> list[int]:
    """Los más cercanos a ``i``, a un lado y al otro, que no estén ya usados."""
    k = bisect_left(lista, i)
    izquierda = [j for j in lista[max(0, k - 4) : k] if j not in ocupados]
    derecha = [j for j in lista[k : k + 4] if j not in ocupados]
    return izquierda[-1:] + derecha[:1]


def _cerca(
    parte: Parte,
    lugares: Sequence[int],
    marcas: Sequence[Marca],
    donde: dict[str, list[int]],
) -> bool:
    desde = marcas[min(lugares)].lugar - CERCA
    hasta = marcas[max(lugares)].lugar + CERCA
    primero, ultimo = max(0, min(lugares) - CERCA), min(len(marcas), max(lugares) + CERCA + 1)
    return any(clase in donde for clase in parte.clases) and any(
        desde <= marcas[i].lugar <= hasta and _cumple(parte, marcas[i])
        for i in range(primero, ultimo)
    )


def _guarda(
    lugares: Sequence[int],
    marcas: Sequence[Marca],
    donde: dict[str, list[int]],
    reglas: Reglas,
) -> str:
    """La guarda que calla este caso, o vacío. Nunca calla lo que le pasa a quien escribe."""
    guardas = sorted(clase for clase in reglas.guardas if clase in donde)
    if not guardas or any({"me", "yo"} & marcas[i].pronombres for i in lugares):
        return ""
    clausulas = {marcas[i].clausula for i in lugares}
    primero, ultimo = max(0, min(lugares) - CERCA), min(len(marcas), max(lugares) + CERCA + 1)
    for i in range(primero, ultimo - 1):
        siguiente = marcas[i + 1]
        if (
            marcas[i].palabra in reglas.mios
            and marcas[i].clausula in clausulas
            and siguiente.clases - reglas.guardas
        ):
            return ""
    return guardas[0]

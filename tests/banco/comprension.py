"""Cuánto cuesta entender: tiempo, memoria y arranque, con el banco entero.

``make banco`` lo corre y escribe una tabla en Markdown. Se juzgan las proporciones y
la memoria, que dependen poco de la máquina; los milisegundos solo se dicen. La vara
es una pasada de ``ratio`` de RapidFuzz por 3 000 frases, medida a la vez. La memoria se
mide en procesos recién nacidos: uno que aprende el banco y otro que lo recuerda.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time, thread_time

import click
from rapidfuzz import fuzz, process

from bot.comprension import Saber, comprender
from bot.comprension.normalizar import normalizar
from bot.contenido.banco import leer_banco
from bot.contenido.memoria import Memoria
from tests.comprension.regresion import CLASES, IDIOMAS, mensajes

RAIZ = Path(__file__).parents[2]
FRASES = 3000
CADA, DICTADO = 20, 8
"""De cada veinte mensajes, uno dictado: ocho seguidos, sin un punto."""

VECES = 3
"""Cada medida se repite y se queda la menor."""

MEDIANA, P99, MEGAS = 5.0, 25.0, 60.0
LLAVE = b"solo para medir"


@dataclass(frozen=True, slots=True)
class Tiempo:
    """Milisegundos de entender un mensaje y de la vara, en la misma corrida.

    ``maximo`` es lo que cuesta el mensaje más largo que admite WhatsApp.
    """

    mensajes: int
    frases: int
    mediana: float
    p99: float
    maximo: float
    vara: float

    @property
    def veces_mediana(self) -> float:
        return self.mediana / self.vara

    @property
    def veces_p99(self) -> float:
        return self.p99 / self.vara


@dataclass(frozen=True, slots=True)
class Peso:
    """Megas que añade el libro entero a un proceso, y segundos hasta tenerlo.

    ``procesador`` son los segundos sin contar los que se llevaron otros procesos.
    """

    queda: float
    pico: float
    segundos: float
    procesador: float


def variados() -> list[str]:
    """De todas las clases e idiomas; uno de cada veinte, de unas 60 palabras sin un punto."""
    textos: list[str] = []
    for idioma in IDIOMAS:
        cortos = [uno.texto for clase in CLASES for uno in mensajes(clase, idioma)]
        saltos = range(0, len(cortos) - DICTADO, CADA)
        textos += cortos
        textos += [" ".join(cortos[i : i + DICTADO]) for i in saltos]
    return textos


def el_mas_largo() -> str:
    """Unas 700 palabras: lo más que cabe en un mensaje de WhatsApp."""
    return " ".join(uno.texto for clase in CLASES for uno in mensajes(clase, "es"))[:4096]


def medir_tiempo(saber: Saber, frases: Sequence[str], textos: Sequence[str]) -> Tiempo:
    """Cada mensaje y cada pasada, seguidos: lo que frene a uno frena al otro."""
    comprender(textos[0], saber)
    de_mensaje, de_vara = [], []
    for texto in textos:
        normal = normalizar(texto)
        de_mensaje.append(_menor(lambda texto=texto: comprender(texto, saber)))
        de_vara.append(
            _menor(lambda normal=normal: process.cdist([normal], frases, scorer=fuzz.ratio))
        )
    p99 = sorted(de_mensaje)[len(de_mensaje) * 99 // 100]
    mas_largo = el_mas_largo()
    return Tiempo(
        mensajes=len(textos),
        frases=len(frases),
        mediana=statistics.median(de_mensaje),
        p99=p99,
        maximo=_menor(lambda: comprender(mas_largo, saber)),
        vara=statistics.median(de_vara),
    )


def _menor(hacer: Callable[[], object]) -> float:
    """En tiempo de procesador: lo que otros procesos interrumpan no cuenta."""
    tiempos = []
    for _ in range(VECES):
        antes = thread_time()
        hacer()
        tiempos.append(thread_time() - antes)
    return 1000 * min(tiempos)


def medir_peso(carpeta: Path) -> Peso:
    """En este proceso, que no ha leído nada todavía: lo aprende o lo recuerda."""
    gc.collect()
    base, antes, usado = _megas(), perf_counter(), process_time()
    libro, problemas = Memoria(carpeta, LLAVE).leer(RAIZ)
    assert libro is not None, "\n".join(map(str, problemas))
    segundos, procesador = perf_counter() - antes, process_time() - usado
    gc.collect()
    pico = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Peso(_megas() - base, pico - base, segundos, procesador)


def _megas() -> float:
    paginas = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return paginas * resource.getpagesize() / 1e6


def _en_otro_proceso(carpeta: Path) -> Peso:
    orden = [sys.executable, "-m", "tests.banco.comprension", str(carpeta)]
    salida = subprocess.run(orden, cwd=RAIZ, check=True, capture_output=True, text=True).stdout
    return Peso(**json.loads(salida))


def tabla(tiempo: Tiempo, aprende: Peso, recuerda: Peso, banco: int) -> Iterator[str]:
    """Las cifras, en Markdown."""
    yield f"Banco de {banco} frases; {tiempo.mensajes} mensajes; vara de {tiempo.frases} frases.\n"
    yield "| medida | cifra | vara | máximo |"
    yield "|---|---|---|---|"
    yield _fila("entender, mediana", tiempo.mediana, tiempo.veces_mediana, MEDIANA)
    yield _fila("entender, p99", tiempo.p99, tiempo.veces_p99, P99)
    yield f"| entender 4 096 letras | {tiempo.maximo:.0f} ms | | |"
    yield f"| una pasada de `ratio` | {tiempo.vara:.2f} ms | 1 × | |"
    yield f"| memoria, al recordar | {recuerda.queda:.0f} MB | | {MEGAS:.0f} MB |"
    yield f"| memoria, al aprender | {aprende.queda:.0f} MB | | {MEGAS:.0f} MB |"
    yield f"| pico mientras aprende | {aprende.pico:.0f} MB | | |"
    for que, peso in (("recuerda", recuerda), ("aprende", aprende)):
        yield f"| tener el libro, si {que} | {peso.segundos:.1f} s | | |"
        yield f"| lo mismo, de procesador | {peso.procesador:.1f} s | | |"


def _fila(que: str, cifra: float, veces: float, maximo: float) -> str:
    return f"| {que} | {cifra:.2f} ms | {veces:.1f} × | {maximo:.0f} × |"


def excesos(tiempo: Tiempo, pesos: Iterable[Peso]) -> Iterator[str]:
    """Lo que pasa de su máximo."""
    if tiempo.veces_mediana > MEDIANA:
        yield f"La mediana es {tiempo.veces_mediana:.1f} veces la vara: el máximo es {MEDIANA:.0f}."
    if tiempo.veces_p99 > P99:
        yield f"El p99 es {tiempo.veces_p99:.1f} veces la vara: el máximo es {P99:.0f}."
    for peso in pesos:
        if peso.queda > MEGAS:
            yield f"El libro ocupa {peso.queda:.0f} MB: el máximo es {MEGAS:.0f}."


def main(carpeta: Path) -> None:
    aprende, recuerda = _en_otro_proceso(carpeta), _en_otro_proceso(carpeta)
    libro, _ = Memoria(carpeta, LLAVE).leer(RAIZ)
    assert libro is not None
    banco = [normalizar(frase.texto) for frase in leer_banco(RAIZ, (), [])]
    frases = banco[:: max(1, len(banco) // FRASES)][:FRASES]
    tiempo = medir_tiempo(libro.saber, frases, variados())
    for linea in tabla(tiempo, aprende, recuerda, len(banco)):
        click.echo(linea)
    malos = list(excesos(tiempo, (aprende, recuerda)))
    for malo in malos:
        click.echo(malo, err=True)
    if malos:
        raise SystemExit(1)


if __name__ == "__main__":
    if sys.argv[1:]:
        peso = medir_peso(Path(sys.argv[1]))
        click.echo(json.dumps({campo: getattr(peso, campo) for campo in Peso.__slots__}))
    else:
        with tempfile.TemporaryDirectory() as temporal:
            main(Path(temporal))

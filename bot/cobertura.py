"""Por dónde llega una persona a cada cosa que se sabe: menú, palabras y charla.

Cruza las fuentes de los flujos con el libro y con los pasos que visitan las
charlas. No comprueba si lo que se dice es cierto: eso es de quien lo revisa.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from bot.comprension import comprender
from bot.contenido.obra import Fuente
from bot.contenido.respaldo import Respaldo
from bot.modelo import Escribe, Estado
from bot.motor.avanzar import avanzar
from bot.motor.contacto import FLUJO_DE_ACUERDO
from bot.motor.libro import Libro
from bot.motor.pasos import Decidir, Derivar, Llamar, Menu, Mostrar, Paso, Preguntar, separar
from bot.motor.temas import TEMA

AHORA = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
"""Un lunes con la oficina abierta: la tabla no cambia con el día en que se hace."""

CHARLAS = 3
"""Las que se nombran en una fila; de las demás se dice cuántas."""


@dataclass(frozen=True, slots=True)
class Fila:
    """Un hecho y cómo se llega al paso que lo dice.

    ``camino`` son las etiquetas que se tocan desde el menú principal, o
    ``None`` si no se llega tocando. ``frase`` lleva al flujo escribiéndola; con
    ``ofrecida``, es uno de los tres temas que el bot ofrece.
    """

    fuente: Fuente
    flujo: str
    paso: str
    camino: tuple[str, ...] | None
    frase: str
    ofrecida: bool
    charlas: tuple[str, ...]

    @property
    def completa(self) -> bool:
        return self.camino is not None and bool(self.frase) and bool(self.charlas)


def buscar(
    libro: Libro, respaldo: Respaldo, visitas: Mapping[str, Sequence[str]]
) -> dict[str, list[Fila]]:
    """Las filas de cada sección, también de las que no tienen ninguna."""
    filas: dict[str, list[Fila]] = {seccion: [] for seccion in respaldo.secciones}
    caminos = caminos_por_menu(libro)
    for flujo, fuentes in respaldo.fuentes.items():
        frase, ofrecida = frase_que_llega(libro, flujo, respaldo.entra_con[flujo])
        for fuente in fuentes:
            if fuente.seccion is None or fuente.paso is None:
                continue
            paso = f"{flujo}.{fuente.paso.valor}"
            charlas = tuple(visitas.get(paso, ()))
            fila = Fila(
                fuente, flujo, fuente.paso.valor, caminos.get(paso), frase, ofrecida, charlas
            )
            filas[fuente.seccion.valor].append(fila)
    return {seccion: sorted(unas, key=_orden) for seccion, unas in filas.items()}


def _orden(fila: Fila) -> tuple[bool, int]:
    """Primero lo que se alcanza de todas las maneras, y lo que está más a mano."""
    return not fila.completa, len(fila.camino or ())


def faltas(respaldo: Respaldo, filas: Mapping[str, Sequence[Fila]]) -> list[str]:
    """Las secciones de las que nada se alcanza por menú, por palabras y en una charla."""
    return [
        f"{nombre}: «{titulo}» no tiene ningún hecho al que se llegue por menú, con palabras "
        "y en una charla."
        for nombre, titulo in respaldo.secciones.items()
        if not any(fila.completa for fila in filas[nombre])
    ]


def caminos_por_menu(libro: Libro) -> dict[str, tuple[str, ...]]:
    """Lo que hay que tocar desde el menú principal para llegar a cada paso; lo más corto."""
    caminos: dict[str, tuple[str, ...]] = {}
    cola = deque([(libro.ficha.menu, tuple[str, ...]())])
    while cola:
        destino, camino = cola.popleft()
        paso = libro.paso(separar(destino))
        if paso is None or destino in caminos:
            continue
        caminos[destino] = camino
        for etiqueta, siguiente in _salidas(libro, paso):
            if etiqueta:
                cola.append((siguiente, (*camino, etiqueta)))
            else:
                cola.appendleft((siguiente, camino))
    return caminos


def _salidas(libro: Libro, paso: Paso) -> Iterator[tuple[str, str]]:
    """Adónde se va desde el paso; sin etiqueta, si se va sin tocar nada."""
    match paso.accion:
        case Menu(_, opciones):
            for opcion in opciones:
                yield opcion.etiqueta.es, _sin_reserva(libro, opcion.destino)
        case Decidir(ramas, sino):
            for destino in (*(rama.destino for rama in ramas), sino):
                yield "", _sin_reserva(libro, destino)
        case Llamar(flujo):
            yield "", f"{flujo}.{libro.flujos[flujo].primero}"
            yield "", _sin_reserva(libro, paso.sigue)
        case Derivar(contacto=contacto) if contacto != "no":
            yield "", f"{FLUJO_DE_ACUERDO}.{libro.flujos[FLUJO_DE_ACUERDO].primero}"
            yield "", _sin_reserva(libro, paso.sigue)
        case Preguntar() | Mostrar() | Derivar() | None:
            yield "", _sin_reserva(libro, paso.sigue)
        case otra:
            assert_never(otra)


def _sin_reserva(libro: Libro, destino: str) -> str:
    """El paso al que lleva «persona»; lo demás, como está."""
    if destino != "persona":
        return destino
    flujo = next(palabra.flujo for palabra in libro.ficha.siempre if palabra.nombre == "persona")
    return f"{flujo}.{libro.flujos[flujo].primero}"


def frase_que_llega(libro: Libro, flujo: str, frases: Sequence[str]) -> tuple[str, bool]:
    """La primera frase que entra en el flujo, o la primera con que se ofrece (``True``)."""
    ofrecida = ""
    for frase in frases:
        evento = Escribe(frase, comprender(frase, libro.saber))
        turno = avanzar(libro, Estado(canal="web"), evento, AHORA)
        if any(separar(paso).flujo == flujo for paso in turno.camino):
            return frase, False
        temas = {f"{TEMA}{tema}" for tema in libro.flujos[flujo].temas}
        if not ofrecida and temas & {una.destino for una in turno.estado.oferta}:
            ofrecida = frase
    return ofrecida, bool(ofrecida)


# ---- la página ---------------------------------------------------------------

ENTRADA = """\
# Lo que se sabe y por dónde se llega

Esta página la escribe `bot cobertura > docs/cobertura.md`: no se edita a mano.
Dice qué sabemos, de dónde sale, en qué paso se dice, cómo se llega ahí y qué charla lo prueba.
«(elige)»: con esa frase el bot pregunta entre varios temas. «—»: por ahí no se llega."""

COLUMNAS = ("hecho", "fuente", "paso", "por menú", "escribiendo", "charlas")


def pintar(respaldo: Respaldo, filas: Mapping[str, Sequence[Fila]]) -> str:
    """La página entera, en Markdown."""
    partes = [ENTRADA]
    for nombre, titulo in respaldo.secciones.items():
        partes.append(f"\n## {titulo}\n")
        partes.append(_fila(COLUMNAS))
        partes.append("|" + "---|" * len(COLUMNAS))
        partes += [_fila(_celdas(fila)) for fila in filas[nombre]]
    return "\n".join(partes) + "\n"


def _celdas(fila: Fila) -> tuple[str, ...]:
    fuente, paso = fila.fuente, f"{fila.flujo}.{fila.paso}"
    frase = f"«{fila.frase}»" + (" (elige)" if fila.ofrecida else "") if fila.frase else "—"
    nombradas = [f"[{una}](../tests/charlas/{una}.yaml)" for una in fila.charlas[:CHARLAS]]
    if len(fila.charlas) > CHARLAS:
        nombradas.append(f"y {len(fila.charlas) - CHARLAS} más")
    return (
        fuente.hecho,
        f"{fuente.fecha}, {fuente.confianza}",
        paso,
        "—" if fila.camino is None else " › ".join(fila.camino) or "menú principal",
        frase,
        ", ".join(nombradas) or "—",
    )


def _fila(celdas: Sequence[str]) -> str:
    return "| " + " | ".join(celda.replace("|", "\\|") for celda in celdas) + " |"

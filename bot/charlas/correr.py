"""Correr una charla escrita y exigirle lo que se le exige a todas.

Todo lo que el bot dice tiene que estar escrito: el silencio y lo que sobra fallan
igual. Cada burbuja pasa por los límites reales de los canales y por las reglas de
lo que puede leerse en una pantalla bloqueada.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.canales import telegram, whatsapp
from bot.canales.base import NoCabe
from bot.charlas.conversacion import Contenido, Conversacion
from bot.charlas.oficina import Hace
from bot.modelo import Avisa, Burbuja, Deriva, Di, NombreCanal, Releva, Turno
from bot.motor.libro import Libro
from bot.motor.textos import LARGO_DE_BURBUJA
from bot.proteccion.primera_linea import palabras_reservadas, primera_linea

MAXIMO_DE_BURBUJAS = 2


def burbujas_de(turno: Turno) -> tuple[Burbuja, ...]:
    """Lo que el bot dijo en ese turno."""
    return tuple(efecto.burbuja for efecto in turno.efectos if isinstance(efecto, Di))


@dataclass(frozen=True, slots=True)
class DeOficina:
    """Lo que hace la oficina entre dos mensajes."""

    hace: Hace


@dataclass(frozen=True, slots=True)
class Intercambio:
    """Lo que hace la persona (o el tiempo) y lo que se espera.

    ``bot`` son las burbujas esperadas, ya en la forma de ``escribir_burbuja``;
    una que termina en «…» solo dice cómo empieza. ``caso`` es lo que se deriva: equipo,
    urgencia y, si aceptó, con qué versión y qué eligió; ``aviso``, el tema de un aviso;
    ``releva``, lo que va a quien la atiende.
    """

    linea: int
    hace: Contenido | timedelta | DeOficina | None
    pulsa: str = ""
    bot: tuple[str, ...] = ()
    caso: str = ""
    aviso: str = ""
    releva: str = ""


@dataclass(frozen=True, slots=True)
class Charla:
    archivo: str
    titulo: str
    empieza: datetime
    canal: NombreCanal
    idioma: str
    turnos: tuple[Intercambio, ...]
    guardia: tuple[str, ...] = ()


@dataclass(slots=True)
class Resultado:
    """Cómo fue una charla. ``dichas`` son las burbujas reales de cada turno."""

    charla: Charla
    fallos: list[str] = field(default_factory=list)
    pasos: set[str] = field(default_factory=set)
    dichas: list[Intercambio] = field(default_factory=list)


def escribir_burbuja(burbuja: Burbuja) -> str:
    """La burbuja en una charla: el texto y, en la última línea, ``[Sí | No]``."""
    if not burbuja.opciones:
        return burbuja.texto
    opciones = " | ".join(opcion.etiqueta for opcion in burbuja.opciones)
    return f"{burbuja.texto}\n[{opciones}]"


def coincide(esperada: str, dicha: str) -> bool:
    """¿La burbuja dicha es la esperada? «…» al final vale por lo que siga."""
    esperada, dicha = " ".join(esperada.split()), " ".join(dicha.split())
    if esperada.endswith("…") and not dicha.endswith("…"):
        return dicha.startswith(esperada[:-1].rstrip())
    if esperada.endswith("…]"):
        return dicha.startswith(esperada[:-2].rstrip(" |"))
    return esperada == dicha


def correr(libro: Libro, charla: Charla) -> Resultado:
    """Corre la charla de principio a fin y junta todo lo que no coincide."""
    resultado = Resultado(charla)
    guardia = frozenset(charla.guardia)
    conversacion = Conversacion(libro, charla.canal, charla.empieza, charla.idioma, guardia)
    for intercambio in charla.turnos:
        donde = f"{charla.archivo}:{intercambio.linea}"
        try:
            turnos = _hacer(conversacion, intercambio)
        except LookupError as error:
            resultado.fallos.append(f"{donde}: {error.args[0]}.")
            break
        burbujas = [burbuja for turno in turnos for burbuja in burbujas_de(turno)]
        for turno in turnos:
            resultado.pasos.update(turno.camino)
        real = Intercambio(
            intercambio.linea,
            intercambio.hace,
            intercambio.pulsa,
            tuple(escribir_burbuja(burbuja) for burbuja in burbujas),
            *derivado(turnos),
        )
        resultado.dichas.append(real)
        resultado.fallos += [f"{donde}: {f}" for f in _comparar(intercambio, real)]
        resultado.fallos += [f"{donde}: {f}" for f in revisar(libro, burbujas)]
    return resultado


def _hacer(conversacion: Conversacion, intercambio: Intercambio) -> list[Turno]:
    match intercambio.hace:
        case None:
            return [conversacion.pulsar(intercambio.pulsa)]
        case timedelta() as cuanto:
            return conversacion.pasar(cuanto)
        case DeOficina(que):
            conversacion.oficina.hacer(que)
            return []
        case contenido:
            return [conversacion.recibir(contenido)]


def derivado(turnos: Iterable[Turno]) -> tuple[str, str, str]:
    """El caso, el aviso y lo que se releva en esos turnos, como se escriben en una charla."""
    caso = aviso = releva = ""
    for turno in turnos:
        for efecto in turno.efectos:
            match efecto:
                case Deriva(equipo, urgencia, consentimiento=version, acuerdo=acuerdo):
                    elegido = [f"{dato} {valor}" for dato, valor in acuerdo]
                    caso = ", ".join([equipo, urgencia, *([version] if version else []), *elegido])
                case Avisa(tema):
                    aviso = tema
                case Releva(texto):
                    releva = texto
                case _:
                    pass
    return caso, aviso, releva


def _comparar(esperado: Intercambio, real: Intercambio) -> Iterator[str]:
    if len(esperado.bot) != len(real.bot):
        yield (
            f"se esperaban {len(esperado.bot)} mensajes y hubo {len(real.bot)}: "
            + " ⏎ ".join(real.bot)
        )
    for esperada, dicha in zip(esperado.bot, real.bot, strict=False):
        if not coincide(esperada, dicha):
            yield f"se esperaba «{esperada}» y dijo «{dicha}»"
    for nombre in ("caso", "aviso", "releva"):
        esperada, dicha = getattr(esperado, nombre), getattr(real, nombre)
        if esperada != dicha:
            yield f"{nombre}: se esperaba «{esperada}» y fue «{dicha}»"


def revisar(libro: Libro, burbujas: Sequence[Burbuja]) -> Iterator[str]:
    """Lo que ninguna respuesta puede tener, diga lo que diga la charla."""
    if len(burbujas) > MAXIMO_DE_BURBUJAS:
        yield f"son {len(burbujas)} mensajes en un turno; el máximo es {MAXIMO_DE_BURBUJAS}"
    for burbuja in burbujas:
        if len(burbuja.texto) > LARGO_DE_BURBUJA:
            yield (
                f"un mensaje tiene {len(burbuja.texto)} caracteres; "
                f"el máximo es {LARGO_DE_BURBUJA}: «{burbuja.texto[:60]}…»"
            )
        if "{" in burbuja.texto or "}" in burbuja.texto:
            yield f"quedó un hueco sin llenar: «{burbuja.texto}»"
        vistas = palabras_reservadas(primera_linea(burbuja.texto), libro.reservado)
        if vistas:
            yield (
                f"la primera línea de «{burbuja.texto[:60]}…» se ve en la pantalla "
                f"bloqueada y dice {', '.join(vistas)}"
            )
        for pintar in (whatsapp.pintar, telegram.pintar):
            try:
                pintar(burbuja)
            except NoCabe as error:
                yield f"no cabe: {error}"


def pasos_publicados(libro: Libro) -> set[str]:
    """Todos los pasos de todos los flujos, como ``flujo.paso``."""
    return {f"{flujo.nombre}.{paso}" for flujo in libro.flujos.values() for paso in flujo.pasos}

"""Lo urgente de un turno: entrar en el flujo de una alarma, preguntar ante una sospecha
y juntar lo que llega partido en varios mensajes. Cuándo se mira lo decide ``avanzar``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.modelo import Alarma, Avisa, Escribe, Estado, Ofrecida, Reciente, Sospecha
from bot.motor.libro import Libro
from bot.motor.pasos import separar
from bot.motor.recorrido import Recorrido
from bot.motor.temas import con_flujo, ofrecidos, parecidos

URGENTE = "urgente:"
SIGUE = "sigue:"
"""Destinos de la pregunta: es urgente (y de qué tema), o se sigue con lo que escribió."""

LARGO_DE_RECIENTE = 200
LARGO_DE_PENDIENTE = 500
PARTIDO = timedelta(seconds=60)


def alarmar(libro: Libro, estado: Estado, recorrido: Recorrido, alarma: Alarma) -> bool:
    """Entra por el paso urgente del tema de la alarma. Falso si su flujo no lo tiene."""
    nombre = libro.flujo_de_tema(alarma.tema)
    flujo = libro.flujos.get(nombre) if nombre else None
    destino = flujo.urgente.get(alarma.nivel) if flujo else None
    if flujo is None or destino is None:
        return False
    recorrido.urgente = True
    pila, marco = estado.pila, separar(destino)
    dentro = any(uno.flujo == marco.flujo for uno in pila)
    if alarma.nivel == "critica" and not (dentro and estado.urgencia == "critica"):
        recorrido.urgencia = alarma.nivel
        recorrido.efectos.append(Avisa(alarma.tema))
    if dentro and (pila[-1] == marco or alarma.nivel == "alta"):
        recorrido.frase("sigo_aqui")
        recorrido.mostrar_de_nuevo()
        return True
    recorrido.urgencia = alarma.nivel
    recorrido.cuentas.entrar(libro, flujo, alarma.tema)
    if dentro and pila[-1].flujo == marco.flujo:
        _agravar(recorrido, destino)
    else:
        recorrido.interrumpir(destino)
    return True


def _agravar(recorrido: Recorrido, destino: str) -> None:
    """Dentro de su flujo, lo grave va encima del paso que esperaba: «era otra cosa» vuelve a él."""
    aqui = recorrido.pila[-1]
    otros = [marco for marco in recorrido.pila if marco.flujo != aqui.flujo]
    recorrido.pila = [*otros, aqui, separar(destino)]
    recorrido.correr()


def confirmar(libro: Libro, estado: Estado, recorrido: Recorrido, tema: str) -> bool:
    """«Sí, es urgente»: lo dice ella, así que es de lo más grave que atiende su tema."""
    return alarmar(libro, estado, recorrido, Alarma("critica", tema))


def preguntar(libro: Libro, recorrido: Recorrido, sospecha: Sospecha, evento: Escribe) -> bool:
    """Pregunta si es una emergencia, con los números. El paso que espera no se mueve.

    Lo que escribió se recuerda un turno, por si era otra cosa; si no está claro de qué
    trata, los dos temas más probables van en la misma pregunta. Falso si no hay a dónde
    llevarla, o si ya está en un flujo sensible.
    """
    nombre = libro.flujo_de_tema(sospecha.tema)
    if recorrido.sensible or not nombre or "critica" not in libro.flujos[nombre].urgente:
        return False
    temas, idioma = evento.lectura.temas, recorrido.idioma
    recorrido.pendiente = evento.texto[:LARGO_DE_PENDIENTE]
    recorrido.fallos = recorrido.antes.fallos
    si, no = (
        Ofrecida(libro.traducir(libro.frases[frase], idioma), destino)
        for frase, destino in (
            ("sospecha_si", f"{URGENTE}{sospecha.tema}"),
            ("sospecha_no", SIGUE),
        )
    )
    claro = con_flujo(libro, temas[:1], libro.ficha.seguro)
    dudosos = [] if claro else ofrecidos(libro, idioma, parecidos(libro, temas, 2))
    if recorrido.antes.turno == 0:
        recorrido.frase("saludo_breve")
    recorrido.ofrecer(libro.frases["sospecha"], [si, *dudosos, no])
    return True


def de_antes(estado: Estado, ahora: datetime) -> str:
    """El final de lo que escribió hace un momento, si no es ya otro asunto."""
    reciente = estado.reciente
    if reciente is None or ahora - datetime.fromisoformat(reciente.cuando) > PARTIDO:
        return ""
    return reciente.normal


def recordar(antes: str, normal: str, ahora: datetime) -> Reciente:
    """Lo que hace falta recordar, un turno, por si el mensaje sigue en otro."""
    return Reciente(f"{antes} {normal}".strip()[-LARGO_DE_RECIENTE:], ahora.isoformat())

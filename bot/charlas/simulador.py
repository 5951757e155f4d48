"""Conversar con el bot en la terminal, y grabarlo como charla.

Usa la misma ``Conversacion`` que las charlas, así que no guarda nada ni sale a
la red. Cómo se ve cada burbuja lo dice el canal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from bot.canales import consola, telegram, whatsapp
from bot.charlas.archivo import guardar as guardar_charla
from bot.charlas.conversacion import Conversacion
from bot.charlas.correr import (
    Charla,
    DeOficina,
    Intercambio,
    burbujas_de,
    derivado,
    escribir_burbuja,
)
from bot.charlas.oficina import HACE, leer_hace
from bot.contenido.nodo import leer_duracion
from bot.modelo import Burbuja, Manda, Medio, NombreCanal, Turno
from bot.motor.libro import Libro

PREGUNTA = "tú> "


def simular(
    libro: Libro,
    *,
    canal: str | None,
    idioma: str,
    guardia: tuple[str, ...],
    ahora: datetime,
    guardar: Path | None,
    lineas: Iterable[str],
    terminal: bool,
    decir: Callable[..., None],
) -> None:
    """Lee mensajes de ``lineas`` y dice las respuestas, hasta que se acaben."""
    nombre: NombreCanal = canal if canal in ("whatsapp", "telegram", "web") else "consola"  # type: ignore[assignment]
    conversacion = Conversacion(libro, nombre, ahora, idioma, frozenset(guardia))
    grabados: list[Intercambio] = []
    if terminal:
        decir(PREGUNTA, nl=False)
    for linea in lineas:
        dicho = linea.rstrip("\r\n")
        if not terminal:
            decir(f"{PREGUNTA}{dicho}")
        try:
            hace, turnos = _hacer(conversacion, dicho)
        except ValueError as error:
            decir(str(error))
        else:
            grabados.append(_grabar(len(grabados), hace, turnos))
            for turno in turnos:
                for burbuja in burbujas_de(turno):
                    decir(f"\n{_pintar(nombre, burbuja)}\n")
                if any(derivado([turno])):
                    decir(f"  → {' · '.join(filter(None, derivado([turno])))}")
        if terminal:
            decir(PREGUNTA, nl=False)
    if guardar is not None:
        charla = Charla(guardar.name, guardar.stem, ahora, nombre, idioma, tuple(grabados), guardia)
        guardar_charla(guardar, charla)
        decir(f"\nCharla escrita en {guardar}.")


def _hacer(
    conversacion: Conversacion, dicho: str
) -> tuple[str | Manda | timedelta | DeOficina, list[Turno]]:
    orden, _, resto = dicho.partition(" ")
    match orden:
        case ":pasan":
            cuanto = leer_duracion(resto)
            if cuanto is None:
                raise ValueError("Escribe cuánto tiempo pasa: «:pasan 2 h», «:pasan 30 min».")
            return cuanto, conversacion.pasar(cuanto)
        case ":manda":
            for medio in get_args(Medio):
                if medio == resto:
                    return Manda(medio), [conversacion.recibir(Manda(medio))]
            raise ValueError(f"Escribe qué manda: «:manda audio» ({', '.join(get_args(Medio))}).")
        case ":oficina":
            que = leer_hace(resto)
            if que is None:
                raise ValueError(f"Escribe qué hace la oficina: {', '.join(HACE)}.")
            conversacion.oficina.hacer(que)
            return DeOficina(que), []
        case _:
            return dicho, [conversacion.recibir(dicho)]


def _grabar(
    linea: int, hace: str | Manda | timedelta | DeOficina, turnos: list[Turno]
) -> Intercambio:
    burbujas = [burbuja for turno in turnos for burbuja in burbujas_de(turno)]
    dichas = tuple(escribir_burbuja(burbuja) for burbuja in burbujas)
    return Intercambio(linea, hace, "", dichas, *derivado(turnos))


def _pintar(canal: NombreCanal, burbuja: Burbuja) -> str:
    """La burbuja como se vería en ese canal, en letras."""
    match canal:
        case "whatsapp":
            mensaje = whatsapp.pintar(burbuja)
            titulos = [boton.titulo for boton in mensaje.botones]
            return _con_botones(mensaje.cuerpo, titulos)
        case "telegram":
            pintado = telegram.pintar(burbuja)
            return _con_botones(pintado.texto, [boton.texto for boton in pintado.botones])
        case _:
            return consola.pintar(burbuja)


def _con_botones(cuerpo: str, titulos: list[str]) -> str:
    return cuerpo + "".join(f"\n  [ {titulo} ]" for titulo in titulos)

"""Mover un caso: el mismo camino para el panel, el botón de Telegram, los plazos y el turno.

De un evento al caso guardado, con sus alertas, sus plazos, su auditoría y lo que haya que
decirle a ella, todo en la transacción de quien llama. Qué toca hacer lo decide ``bot/casos``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from sqlalchemy import Connection, delete, insert, select, update

from bot import casos
from bot.almacen import alertas, auditoria, bandeja, enlaces, piezas, tablon
from bot.almacen import casos as guardados
from bot.almacen.bandeja import ESPERA, Sobre
from bot.almacen.casos import Cambio, Guardado
from bot.almacen.cifrado import Cifrado
from bot.almacen.sentencias_de_salida import TOMADA
from bot.almacen.tablas import salientes
from bot.modelo import Burbuja
from bot.proteccion.acuerdo import Concedido, puede_escribir
from bot.turno.canario import oficina_de_prueba

FRASE: Final = {"sin_respuesta": "caso_sin_respuesta", "vuelve_el_bot": "caso_vuelve_el_bot"}

Frase = Callable[[str, bytes], tuple[str, str]]
"""El texto de una frase nuestra para ese chat, y su idioma."""


@dataclass(frozen=True, slots=True)
class Mostrador:
    """Lo que hace falta para mover un caso: la base, la oficina y la hora."""

    conexion: Connection
    cifrado: Cifrado
    oficina: casos.Oficina
    ahora: datetime
    frase: Frase


def mover(
    en: Mostrador, id: str, evento: casos.Evento, version: int | None = None
) -> casos.Movimiento | casos.Rechazo:
    """El caso, movido y guardado. ``version`` es la que vio quien lo pide.

    Levanta ``LookupError`` si ya no está, y ``Cambio`` si otro lo movió antes.
    """
    guardado = guardados.leer(en.conexion, en.cifrado, id, bloquear=True)
    if guardado is None:
        raise LookupError("Ese caso ya no está.")
    if version is not None and guardado.caso.version != version:
        raise Cambio("Alguien lo movió antes.")
    hecho = casos.mover(guardado.caso, evento, _de(en, guardado), en.ahora)
    if isinstance(hecho, casos.Movimiento):
        aplicar(en, guardado, hecho)
    return hecho


def vencer(en: Mostrador, id: str, plazo: casos.NombreDePlazo) -> bool:
    """Vence ese plazo. Falso si el caso ya no está, o si el plazo se movió."""
    enlace = enlaces.de_caso(en.conexion, en.cifrado, id)
    oye = enlace is not None and isinstance(
        puede_escribir(enlace.acuerdo, "chat", en.ahora, enlace.ultimo), Concedido
    )
    try:
        hecho = mover(en, id, casos.Vence(plazo, oye))
    except LookupError:
        return False
    return isinstance(hecho, casos.Movimiento) and bool(hecho.efectos)


def abrir(
    en: Mostrador, evento: casos.Abre, conversacion: bytes | None = None, *, prueba: bool = False
) -> Guardado:
    """Un caso nuevo, con sus avisos en la misma transacción."""
    oficina = oficina_de_prueba(en.oficina.equipos) if prueba else en.oficina
    hecho = casos.abrir(evento, oficina, en.ahora)
    id = guardados.nuevo(
        en.conexion, en.cifrado, hecho.caso, oficina.cuadro, conversacion, prueba=prueba
    )
    guardado = guardados.leer(en.conexion, en.cifrado, id)
    assert guardado is not None
    _hacer(en, guardado, hecho)
    return guardado


def aplicar(en: Mostrador, guardado: Guardado, hecho: casos.Movimiento) -> None:
    """Guarda el movimiento de un caso que se leyó bloqueado, y hace lo que pide."""
    guardados.guardar(en.conexion, en.cifrado, guardado.id, guardado.caso, hecho.caso)
    _hacer(en, guardado, hecho)
    if hecho.efectos:
        tablon.manchar(en.conexion, guardado.id)


def cancelar(en: Mostrador, id: str) -> None:
    """Lo que la oficina le iba a decir y no ha salido, ya no sale."""
    s = salientes.c
    suyas = (s.caso == id, s.pieza.is_not(None))
    for (pieza,) in en.conexion.execute(select(s.pieza).where(*suyas, s.estado == ESPERA)).all():
        piezas.marcar(en.conexion, id, pieza, "cancelada")
    en.conexion.execute(delete(salientes).where(*suyas, s.estado == ESPERA))
    # Lo que se está mandando ahora no se puede parar; si no llegó, no se vuelve a probar.
    en.conexion.execute(update(salientes).where(*suyas, s.estado == TOMADA).values(vigente_hasta=0))


def _de(en: Mostrador, guardado: Guardado) -> casos.Oficina:
    return oficina_de_prueba(en.oficina.equipos) if guardado.prueba else en.oficina


def _hacer(en: Mostrador, guardado: Guardado, hecho: casos.Movimiento) -> None:
    conexion, id = en.conexion, guardado.id
    avisos = [efecto for efecto in hecho.efectos if isinstance(efecto, casos.Alerta)]
    alertas.sumar(conexion, id, avisos, en.ahora)
    for efecto in hecho.efectos:
        match efecto:
            case casos.Anota():
                if not guardado.prueba:
                    _anotar(en, guardado, efecto)
            case casos.DiAElla(frase):
                _decir(en, id, hecho.caso.version, frase)
            case casos.SueltaChat():
                cancelar(en, id)
                enlaces.soltar_caso(conexion, id)
            case casos.OlvidaContacto():
                enlaces.olvidar_contacto(conexion, id)
            case casos.Destruye():
                guardados.destruir(conexion, id)
            case casos.Alerta() | casos.SinGuardia() | casos.Programa() | casos.Cancela():
                # Las alertas ya están; los plazos van con el caso; la guardia la dice el motor.
                pass
            case _:
                assert_never(efecto)


def _anotar(en: Mostrador, guardado: Guardado, anota: casos.Anota) -> None:
    """En la auditoría y, mientras el caso esté, en su línea de tiempo."""
    accion, quien, referencia = f"caso_{anota.accion}", anota.quien, guardado.caso.referencia
    auditoria.anotar(en.conexion, en.cifrado, accion, quien, referencia, anota.dato, ahora=en.ahora)
    if anota.accion != "destruye":
        piezas.sumar(en.conexion, guardado.id, "hecho", quien or "bot", anota.accion, en.ahora)


def _decir(en: Mostrador, id: str, version: int, frase: str) -> None:
    """Una frase nuestra a su chat, si ahora se le puede escribir."""
    enlace = enlaces.de_caso(en.conexion, en.cifrado, id)
    if enlace is None or not enlace.direccion:
        return
    permiso = puede_escribir(enlace.acuerdo, "chat", en.ahora, enlace.ultimo)
    if not isinstance(permiso, Concedido):
        return
    texto, idioma = en.frase(FRASE[frase], enlace.conversacion)
    fila = bandeja.poner(
        en.cifrado,
        enlace.conversacion,
        en.cifrado.huella("caso dice", id, str(version), frase),
        enlace.canal,
        Sobre(enlace.direccion, Burbuja(texto, sensible=True), idioma),
        enlace.ultimo or en.ahora,
        hasta=permiso.hasta,
        caso=id,
    )
    en.conexion.execute(insert(salientes).values(**fila))

"""Lo que se manda por un canal: tomarlo en préstamo y anotar cómo acabó.

Una fila ``espera``, alguien la ``tomada`` y, si el proveedor la aceptó pero aún
puede fallar, queda ``aceptada``; lo que llegó se borra. Lo que no llegará queda a
la vista, sin contenido y sin decir de quién era: ``muerta`` (nunca pudo),
``vencida`` (ya era tarde), ``incierta`` (nadie sabe si llegó) o ``bloqueada``.

De cada persona sale una cosa a la vez, de la más vieja a la más nueva. Un préstamo
que se pasa de su hora es incierto: repetirlo sería decir dos veces lo mismo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, case, delete, select, update

from bot.almacen import bandeja, piezas, rastro
from bot.almacen.bandeja import ESPERA, Sobre
from bot.almacen.cifrado import Cifrado, NoDescifra
from bot.almacen.sentencias import Fila, Tarea, escribir, preguntar
from bot.almacen.sentencias_de_salida import ACEPTADA, TOMADA
from bot.almacen.sql import Almacen
from bot.almacen.tablas import a_ms, de_ms, salientes
from bot.modelo import Burbuja, NombreCanal
from bot.proteccion.vigencia import RESPUESTA, vigente_hasta

SIN_SALIR = ("muerta", "vencida", "incierta", "bloqueada")
PRESTAMO = timedelta(seconds=60)

Final = Literal["enviada", "aceptada", "reintentar", "muerta", "incierta", "bloqueada"]
_S = salientes.c
ENTREGA: dict[str, piezas.Entrega] = {
    "enviada": "mandada",
    "aceptada": "mandada",
    "muerta": "no_llego",
    "bloqueada": "no_llego",
    "incierta": "no_llego",
    "vencida": "vencida",
}
YA_NO: dict[str, object] = {"carga": b"", "conversacion": b"", "prestada_hasta": 0}
"""Lo que se quita a una fila que no saldrá: ni qué decía, ni a quién."""


@dataclass(frozen=True, slots=True)
class Tomada:
    """Una fila en préstamo, por ``intento``-ésima vez; ``motivo``: por qué no salió antes.

    ``borra``: los mensajes que pide quitar, si pide eso. Con ``pieza``, contesta la oficina.
    """

    id: int
    conversacion: bytes
    canal: NombreCanal
    intento: int
    motivo: str
    recibido: datetime
    caduca: datetime
    sobre: Sobre
    borra: tuple[str, ...] = ()
    caso: str | None = None
    pieza: int | None = None


@dataclass(frozen=True, slots=True)
class Hecho:
    """Cómo acabó una ``Tomada``. ``proximo``: cuándo volver a probar, o a mandarle algo."""

    tomada: Tomada
    final: Final
    motivo: str = ""
    remoto: str = ""
    proximo: datetime | None = None
    borrar_desde: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pasada:
    """Lo tomado; ``quedan``: vale la pena volver enseguida."""

    tomadas: tuple[Tomada, ...]
    quedan: bool


def pasar(
    conexion: Connection,
    almacen: Almacen,
    hechos: Sequence[Hecho],
    canales: tuple[NombreCanal, ...],
    cuantas: int,
    ahora: datetime,
    neutral: Callable[[str], Burbuja],
) -> Pasada:
    """Anota lo hecho y toma hasta ``cuantas`` filas de esos canales.

    ``neutral`` da, en un idioma, lo que ocupa el lugar de una respuesta sensible
    que ya es tarde para dar, si la persona escribió hace poco.
    """
    cifrado, sql, ms = almacen.cifrado, almacen.de_salida, a_ms(ahora)
    perdidas: Fila = {**YA_NO, "estado": "incierta", "motivo": "corte", "ahora": ms}
    escribir(conexion, [*_anotadas(conexion, almacen, hechos, ahora), (sql.perder, [perdidas])])
    if not cuantas:
        return Pasada((), quedan=False)
    pedido: Fila = {"ahora": ms, "hasta": a_ms(ahora + PRESTAMO), "cuantas": cuantas}
    filas = [_Fila(*una) for una in preguntar(conexion, sql.tomar(canales), [pedido])]
    # Lo que devuelve un UPDATE no tiene orden.
    filas.sort(key=lambda fila: (not fila.sensible, fila.id))
    tomadas = []
    for fila in filas:
        sobre = _vigente(conexion, cifrado, fila, ahora, neutral)
        if sobre is not None:
            borra: tuple[str, ...] = ()
            burbuja = sobre.burbuja
            if burbuja is None:
                borra = rastro.de(conexion, cifrado, fila.conversacion, ahora)
            tomadas.append(
                Tomada(
                    fila.id,
                    fila.conversacion,
                    fila.canal,
                    fila.intento,
                    fila.motivo,
                    de_ms(fila.recibido),
                    _hasta(fila, ahora),
                    sobre,
                    borra,
                    fila.caso,
                    fila.pieza,
                )
            )
    return Pasada(tuple(tomadas), quedan=len(filas) == cuantas)


class _Fila(NamedTuple):
    """Una fila recién tomada: las columnas de ``sentencias_de_salida.DEVUELVE``."""

    id: int
    clave: bytes
    conversacion: bytes
    canal: NombreCanal
    carga: bytes
    sensible: bool
    recibido: int
    vigente_hasta: int
    intento: int
    motivo: str
    caso: str | None
    pieza: int | None


def _vigente(
    conexion: Connection,
    cifrado: Cifrado,
    fila: _Fila,
    ahora: datetime,
    neutral: Callable[[str], Burbuja],
) -> Sobre | None:
    """Lo que se puede mandar de esa fila; si nada, la fila queda como lo que es."""
    try:
        sobre = bandeja.abrir(cifrado, fila.carga, fila.clave)
    except NoDescifra:
        _acabar(conexion, fila, "muerta", "llave")
        return None
    if sobre.burbuja is None or fila.vigente_hasta >= a_ms(ahora):
        return sobre
    de_la_oficina = fila.caso is not None
    tarde = fila.recibido < a_ms(ahora - RESPUESTA)
    if de_la_oficina or not fila.sensible or tarde or _sigue(conexion, fila):
        _acabar(conexion, fila, "vencida", "tarde")
        return None
    return Sobre(sobre.direccion, neutral(sobre.idioma), sobre.idioma)


def _hasta(fila: _Fila, ahora: datetime) -> datetime:
    """Hasta cuándo vale lo que se manda: lo suyo o, si ya pasó, la línea neutral."""
    if fila.vigente_hasta >= a_ms(ahora):
        return de_ms(fila.vigente_hasta)
    return vigente_hasta(False, de_ms(fila.recibido))


def _sigue(conexion: Connection, fila: _Fila) -> bool:
    """¿Hay algo más, detrás de esa fila, para la misma persona?"""
    detras = select(_S.id).where(
        _S.conversacion == fila.conversacion, _S.id > fila.id, _S.estado == ESPERA
    )
    return conexion.execute(detras.limit(1)).first() is not None


def _acabar(conexion: Connection, fila: _Fila, estado: str, motivo: str) -> None:
    conexion.execute(
        update(salientes).where(_S.id == fila.id).values(estado=estado, motivo=motivo, **YA_NO)
    )
    _contar(conexion, fila.caso, fila.pieza, estado)


def _contar(conexion: Connection, caso: str | None, pieza: int | None, estado: str) -> None:
    """A quien contestó desde la oficina, hasta dónde llegó."""
    entrega = ENTREGA.get(estado)
    if caso is not None and pieza is not None and entrega is not None:
        piezas.marcar(conexion, caso, pieza, entrega)


def _anotadas(
    conexion: Connection, almacen: Almacen, hechos: Sequence[Hecho], ahora: datetime
) -> list[Tarea]:
    """Lo que hay que escribir de lo hecho."""
    cifrado, sql = almacen.cifrado, almacen.de_salida
    quitadas: list[Fila] = []
    aceptadas: list[Fila] = []
    devueltas: list[Fila] = []
    enterradas: list[Fila] = []
    espaciadas: list[Fila] = []
    remotos: list[Fila] = []
    for hecho in hechos:
        tomada = hecho.tomada
        _contar(conexion, tomada.caso, tomada.pieza, hecho.final)
        suya: dict[str, object] = {"numero": tomada.id, "vez": tomada.intento}
        match hecho.final:
            case "enviada":
                quitadas.append(suya)
            case "aceptada":
                aceptadas.append(suya)
            case "reintentar":
                luego = a_ms(hecho.proximo or ahora)
                suya |= {"estado": ESPERA, "motivo": hecho.motivo, "proximo": luego}
                devueltas.append(suya)
            case final:
                enterradas.append({**YA_NO, **suya, "estado": final, "motivo": hecho.motivo})
        if hecho.proximo is not None and hecho.final in ("enviada", "aceptada"):
            espaciadas.append({"de": tomada.conversacion, "hasta": a_ms(hecho.proximo)})
        if tomada.borra:
            rastro.olvidar(conexion, cifrado, tomada.conversacion, tomada.borra)
        if hecho.remoto:
            remotos.append(
                rastro.fila(
                    cifrado,
                    tomada.conversacion,
                    tomada.canal,
                    hecho.remoto,
                    ahora,
                    hecho.borrar_desde,
                )
            )
    return [
        (sql.espaciar, espaciadas),
        (sql.quitar, quitadas),
        (sql.aceptar, aceptadas),
        (sql.devolver, devueltas),
        (sql.enterrar, enterradas),
        (almacen.sentencias.apuntar_remoto, remotos),
    ]


# ---- lo que el proveedor cuenta después --------------------------------------


@dataclass(frozen=True, slots=True)
class Noticia:
    """Lo que el proveedor dice del ``intento`` de la fila ``numero``: hasta dónde llegó.

    ``rango`` crece con cada paso de la entrega; ``suelta``: desde él, el contenido no
    hace falta. Con ``final`` ya no llegará más, o hay que volver a mandarlo en ``proximo``.
    """

    numero: int
    intento: int
    canal: NombreCanal
    rango: int
    suelta: bool = True
    llego: bool = False
    final: Final | None = None
    motivo: str = ""
    proximo: datetime | None = None


def enterarse(conexion: Connection, noticia: Noticia) -> bool:
    """Anota la noticia si dice algo nuevo: una entrega no va hacia atrás."""
    suya: tuple[ColumnElement[bool], ...] = (
        _S.id == noticia.numero,
        _S.canal == noticia.canal,
        _S.rango < noticia.rango,
        _S.estado.in_((TOMADA, ACEPTADA, "incierta")),
    )
    caso, pieza = (conexion.execute(select(_S.caso, _S.pieza).where(*suya)).first()) or (None, None)
    if noticia.llego:
        if caso is not None and pieza is not None:
            piezas.marcar(conexion, caso, pieza, "entregada")
        return _cambio(conexion, delete(salientes).where(*suya))
    # De un intento anterior solo importa que llegara: un fallo repetido no repite el envío.
    suya = (*suya, _S.intento == noticia.intento)
    cambios: dict[str, object] = {"rango": noticia.rango}
    final = noticia.final
    if final is None:
        cambios |= {"estado": _si_era_incierta()} | ({"carga": b""} if noticia.suelta else {})
        return _cambio(conexion, update(salientes).where(*suya).values(**cambios))
    if final == "reintentar":
        otra_vez = {
            "estado": ESPERA,
            "motivo": noticia.motivo,
            "proximo": a_ms(noticia.proximo or de_ms(0)),
            "rango": 0,
        }
        # También lo que aún se está mandando: el fallo puede llegar antes que la respuesta.
        puede = (*suya, _S.estado.in_((TOMADA, ACEPTADA)), _S.carga != b"")
        if _cambio(conexion, update(salientes).where(*puede).values(**otra_vez)):
            return True
        # Ya no queda qué mandar: que se vea.
        suya, final = (*suya, _S.estado == ACEPTADA), "muerta"
    cambios |= {"estado": final, "motivo": noticia.motivo, **YA_NO}
    _contar(conexion, caso, pieza, final)
    return _cambio(conexion, update(salientes).where(*suya).values(**cambios))


def _si_era_incierta() -> ColumnElement[str]:
    return case((_S.estado == "incierta", ACEPTADA), else_=_S.estado)


def _cambio(conexion: Connection, sentencia: object) -> bool:
    return conexion.execute(sentencia).rowcount > 0  # type: ignore[call-overload,no-any-return]

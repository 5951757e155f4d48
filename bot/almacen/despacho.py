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
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    delete,
    exists,
    select,
    update,
)

from bot.almacen import bandeja, rastro
from bot.almacen.bandeja import ESPERA, Sobre
from bot.almacen.cifrado import Cifrado, NoDescifra
from bot.almacen.tablas import a_ms, de_ms, salientes
from bot.modelo import Burbuja, NombreCanal
from bot.proteccion.vigencia import RESPUESTA, vigente_hasta

TOMADA = "tomada"
ACEPTADA = "aceptada"
SIN_SALIR = ("muerta", "vencida", "incierta", "bloqueada")
PRESTAMO = timedelta(seconds=60)

Final = Literal["enviada", "aceptada", "reintentar", "muerta", "incierta", "bloqueada"]
_Columnas = tuple[int, bytes, bytes, NombreCanal, bytes, bool, int, int, int, str]
_S = salientes.c
YA_NO: dict[str, object] = {"carga": b"", "conversacion": b"", "prestada_hasta": 0}
"""Lo que se quita a una fila que no saldrá: ni qué decía, ni a quién."""


@dataclass(frozen=True, slots=True)
class Tomada:
    """Una fila en préstamo, por ``intento``-ésima vez; ``motivo``: por qué no salió antes.

    ``borra``: los mensajes que pide quitar, si pide eso.
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
    cifrado: Cifrado,
    hechos: Sequence[Hecho],
    canales: Sequence[NombreCanal],
    cuantas: int,
    ahora: datetime,
    neutral: Callable[[str], Burbuja],
) -> Pasada:
    """Anota lo hecho y toma hasta ``cuantas`` filas de esos canales.

    ``neutral`` da, en un idioma, lo que ocupa el lugar de una respuesta sensible
    que ya es tarde para dar, si la persona escribió hace poco.
    """
    _anotar(conexion, cifrado, hechos, ahora)
    conexion.execute(
        update(salientes)
        .where(_S.estado == TOMADA, _S.prestada_hasta < a_ms(ahora))
        .values(estado="incierta", motivo="corte", **YA_NO)
    )
    filas = conexion.execute(_por_mandar(canales, cuantas, ahora)).all() if cuantas else []
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
                    fila.intento + 1,
                    fila.motivo,
                    de_ms(fila.recibido),
                    vigente_hasta(bool(burbuja and burbuja.sensible), de_ms(fila.recibido)),
                    sobre,
                    borra,
                )
            )
    if tomadas:
        conexion.execute(
            update(salientes)
            .where(_S.id.in_([tomada.id for tomada in tomadas]))
            .values(estado=TOMADA, intento=_S.intento + 1, prestada_hasta=a_ms(ahora + PRESTAMO))
        )
    return Pasada(tuple(tomadas), quedan=bool(filas) and len(filas) == cuantas)


def _por_mandar(canales: Sequence[NombreCanal], cuantas: int, ahora: datetime) -> Select[_Columnas]:
    """La más vieja de cada persona, lo sensible primero: vive menos."""
    antes = salientes.alias()
    return (
        select(
            _S.id,
            _S.clave,
            _S.conversacion,
            _S.canal,
            _S.carga,
            _S.sensible,
            _S.recibido,
            _S.vigente_hasta,
            _S.intento,
            _S.motivo,
        )
        .where(
            _S.estado == ESPERA,
            _S.proximo <= a_ms(ahora),
            _S.canal.in_(canales),
            ~exists().where(
                antes.c.conversacion == _S.conversacion,
                antes.c.id < _S.id,
                antes.c.estado.in_((ESPERA, TOMADA)),
            ),
        )
        .order_by(_S.sensible.desc(), _S.id)
        .limit(cuantas)
        .with_for_update(skip_locked=True)
    )


def _vigente(
    conexion: Connection,
    cifrado: Cifrado,
    fila: Row[_Columnas],
    ahora: datetime,
    neutral: Callable[[str], Burbuja],
) -> Sobre | None:
    """Lo que se puede mandar de esa fila; si nada, la fila queda como lo que es."""
    try:
        sobre = bandeja.abrir(cifrado, fila.carga, fila.clave)
    except NoDescifra:
        _acabar(conexion, fila.id, "muerta", "llave")
        return None
    if sobre.burbuja is None or fila.vigente_hasta >= a_ms(ahora):
        return sobre
    if not fila.sensible or fila.recibido < a_ms(ahora - RESPUESTA) or _sigue(conexion, fila):
        _acabar(conexion, fila.id, "vencida", "tarde")
        return None
    return Sobre(sobre.direccion, neutral(sobre.idioma), sobre.idioma)


def _sigue(conexion: Connection, fila: Row[_Columnas]) -> bool:
    """¿Hay algo más, detrás de esa fila, para la misma persona?"""
    detras = select(_S.id).where(
        _S.conversacion == fila.conversacion, _S.id > fila.id, _S.estado == ESPERA
    )
    return conexion.execute(detras.limit(1)).first() is not None


def _acabar(conexion: Connection, numero: int, estado: str, motivo: str) -> None:
    conexion.execute(
        update(salientes).where(_S.id == numero).values(estado=estado, motivo=motivo, **YA_NO)
    )


def _anotar(
    conexion: Connection, cifrado: Cifrado, hechos: Sequence[Hecho], ahora: datetime
) -> None:
    por_final: dict[str, list[dict[str, object]]] = {}
    for hecho in hechos:
        fila = {
            "numero": hecho.tomada.id,
            "vez": hecho.tomada.intento,
            "por": hecho.motivo,
            "luego": a_ms(hecho.proximo or ahora),
            "como": hecho.final,
        }
        por_final.setdefault(hecho.final, []).append(fila)
        if hecho.tomada.borra:
            rastro.olvidar(conexion, cifrado, hecho.tomada.conversacion, hecho.tomada.borra)
        if hecho.proximo is not None and hecho.final in ("enviada", "aceptada"):
            _espaciar(conexion, hecho.tomada.conversacion, hecho.proximo)
    # Si el préstamo ya se dio por perdido, o se calló a quien escribe, no hay nada que anotar.
    mia = (_S.id == bindparam("numero"), _S.estado == TOMADA, _S.intento == bindparam("vez"))
    for final, filas in por_final.items():
        match final:
            case "enviada":
                conexion.execute(delete(salientes).where(*mia), filas)
            case "aceptada":
                conexion.execute(update(salientes).where(*mia).values(estado=ACEPTADA), filas)
            case "reintentar":
                conexion.execute(
                    update(salientes)
                    .where(*mia)
                    .values(estado=ESPERA, proximo=bindparam("luego"), motivo=bindparam("por")),
                    filas,
                )
            case _:
                conexion.execute(
                    update(salientes)
                    .where(*mia)
                    .values(estado=bindparam("como"), motivo=bindparam("por"), **YA_NO),
                    filas,
                )
    rastro.apuntar(
        conexion,
        [
            rastro.fila(
                cifrado,
                hecho.tomada.conversacion,
                hecho.tomada.canal,
                hecho.remoto,
                ahora,
                hecho.borrar_desde,
            )
            for hecho in hechos
            if hecho.remoto
        ],
    )


def _espaciar(conexion: Connection, conversacion: bytes, proximo: datetime) -> None:
    """Lo que espera esa persona no sale antes de ``proximo``."""
    hasta = a_ms(proximo)
    conexion.execute(
        update(salientes)
        .where(_S.conversacion == conversacion, _S.estado == ESPERA, _S.proximo < hasta)
        .values(proximo=hasta)
    )


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
    if noticia.llego:
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
        puede = (*suya, _S.estado == ACEPTADA, _S.carga != b"")
        if _cambio(conexion, update(salientes).where(*puede).values(**otra_vez)):
            return True
        # Ya no queda qué mandar: que se vea.
        suya, final = (*suya, _S.estado == ACEPTADA), "muerta"
    cambios |= {"estado": final, "motivo": noticia.motivo, **YA_NO}
    return _cambio(conexion, update(salientes).where(*suya).values(**cambios))


def _si_era_incierta() -> ColumnElement[str]:
    return case((_S.estado == "incierta", ACEPTADA), else_=_S.estado)


def _cambio(conexion: Connection, sentencia: object) -> bool:
    return conexion.execute(sentencia).rowcount > 0  # type: ignore[call-overload,no-any-return]

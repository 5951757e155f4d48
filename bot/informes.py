"""Las cuentas para el grupo de trabajo: cuántas, nunca quién.

Ningún número es exacto. Se publica el múltiplo de cinco que no pasa de la
cuenta, y de 0 a 4 solo «<5»: cada casilla tiene siempre cinco valores posibles,
dentro de un informe y al restar dos. Los totales se publican por lo bajo, con
sitio para que cualquier casilla oculta valga de 0 a 4. Un informe sale de las
tablas y no lleva personas; qué se cuenta lo decide el motor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from sqlalchemy import ColumnElement, Connection, func, select

from bot.almacen.sql import Almacen
from bot.almacen.tablas import cuentas
from bot.modelo import Desenlace

PASO = 5
OCULTO = 0
DESENLACES: tuple[str, ...] = get_args(Desenlace)

Rango = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FilaDeTema:
    """``celdas``: una por desenlace. ``al_menos``: lo que se puede decir de la suma."""

    tema: str
    celdas: tuple[int, ...]
    al_menos: int


@dataclass(frozen=True, slots=True)
class Informe:
    """Lo publicable. Una celda ``n`` vale de ``n`` a ``n + 4``; ``OCULTO`` es «<5».

    ``distritos`` o ``idiomas`` son ``None`` si, al cruzarlos con los temas, una
    casilla oculta dejaría de estarlo.
    """

    desde: date
    hasta: date
    desenlaces: tuple[str, ...]
    temas: tuple[FilaDeTema, ...]
    distritos: Mapping[str, int] | None
    idiomas: Mapping[str, int] | None

    @property
    def al_menos(self) -> int:
        """Sale de lo ya publicado: no dice nada nuevo."""
        return sum(fila.al_menos for fila in self.temas)


def informe(almacen: Almacen, desde: date, hasta: date) -> Informe:
    """El de esos días, los dos incluidos. Levanta ``AlmacenCaido``."""
    if desde > hasta:
        raise ValueError("«desde» tiene que ser anterior a «hasta».")
    with almacen.leer() as conexion:
        return resumir(
            desde,
            hasta,
            DESENLACES,
            _sumar(conexion, desde, hasta, cuentas.c.tema, cuentas.c.desenlace),
            _por_uno(_sumar(conexion, desde, hasta, cuentas.c.distrito)),
            _por_uno(_sumar(conexion, desde, hasta, cuentas.c.idioma)),
        )


def resumir(
    desde: date,
    hasta: date,
    desenlaces: tuple[str, ...],
    por_tema: Mapping[tuple[str, ...], int],
    por_distrito: Mapping[str, int],
    por_idioma: Mapping[str, int],
) -> Informe:
    """El informe de esas cuentas exactas, que no salen de aquí."""
    temas = sorted({clave[0] for clave in por_tema})
    completo = Informe(
        desde,
        hasta,
        desenlaces,
        tuple(_fila(t, [por_tema.get((t, d), 0) for d in desenlaces]) for t in temas),
        {nombre: _bajar(n) for nombre, n in sorted(por_distrito.items())},
        {nombre: _bajar(n) for nombre, n in sorted(por_idioma.items())},
    )
    sin_idiomas = replace(completo, idiomas=None)
    for publicable in (completo, sin_idiomas):
        if _oculta_bien(publicable):
            return publicable
    return replace(sin_idiomas, distritos=None)


def pintar(un_informe: Informe) -> str:
    """El informe en texto, para la terminal o un correo."""
    titulo = f"Del {un_informe.desde:%d/%m/%Y} al {un_informe.hasta:%d/%m/%Y}"
    nota = (
        "Para que nadie pueda ser reconocido, ningún número es exacto: 15 es «de 15 a 19»,\n"
        "<5 es «de 0 a 4» y cada total es «al menos»."
    )
    if not un_informe.temas:
        return f"{titulo}\n\nTodavía no hay nada contado."
    filas = [
        [fila.tema, *map(_celda, fila.celdas), _total(fila.al_menos)] for fila in un_informe.temas
    ]
    filas.append(["todos", *[""] * len(un_informe.desenlaces), _total(un_informe.al_menos)])
    partes = [titulo, nota, _tabla(["tema", *un_informe.desenlaces, "al menos"], filas)]
    for nombre, cuantas in (("distrito", un_informe.distritos), ("idioma", un_informe.idiomas)):
        if cuantas is None:
            partes.append(
                f"Por {nombre} no se muestra: con tan pocas consultas se sabría de quién son."
            )
        else:
            renglones = [[n or "sin dato", _celda(valor)] for n, valor in cuantas.items()]
            partes.append(_tabla([nombre, "consultas"], renglones))
    return "\n\n".join(partes)


# ---- qué se puede publicar --------------------------------------------------


def _bajar(cuenta: int) -> int:
    return max(cuenta, 0) // PASO * PASO


def _fila(tema: str, exactas: Sequence[int]) -> FilaDeTema:
    celdas = tuple(_bajar(n) for n in exactas)
    # El total nunca aprieta: cabe aunque una casilla oculta valga 0 y las demás lo máximo.
    return FilaDeTema(tema, celdas, min(_bajar(sum(exactas)), _tope(celdas)))


def _tope(celdas: Sequence[int]) -> int:
    return max(sum(celdas), _bajar(_maximo(celdas) - (PASO - 1)))


def _maximo(celdas: Sequence[int]) -> int:
    return sum(celdas) + (PASO - 1) * len(celdas)


def _rango_de_fila(fila: FilaDeTema, fija: int | None = None) -> Rango:
    """Entre qué valores está la suma, si una casilla oculta vale ``fija``."""
    menos = 0 if fija is None else PASO - 1 - fija
    bajo, alto = sum(fila.celdas) + (fija or 0), _maximo(fila.celdas) - menos
    if fila.al_menos < _tope(fila.celdas):
        alto = min(alto, fila.al_menos + PASO - 1)
    return max(bajo, fila.al_menos), alto


def _rango_de_lista(celdas: Sequence[int], fija: int | None = None) -> Rango:
    menos = 0 if fija is None else PASO - 1 - fija
    return sum(celdas) + (fija or 0), _maximo(celdas) - menos


def _oculta_bien(un_informe: Informe) -> bool:
    """¿Cada casilla oculta puede valer 0 y puede valer 4, vistas todas las tablas?

    Todas las tablas suman lo mismo, así que una puede apretar a otra.
    """
    rangos = [_rango_de_fila(fila) for fila in un_informe.temas]
    de_temas = _sumar_rangos(rangos)
    listas = [list(lista.values()) for lista in (un_informe.distritos, un_informe.idiomas) if lista]
    de_listas = [_rango_de_lista(lista) for lista in listas]
    for fija in (0, PASO - 1):
        for puesto, fila in enumerate(un_informe.temas):
            if OCULTO in fila.celdas:
                otros = [*rangos[:puesto], *rangos[puesto + 1 :], _rango_de_fila(fila, fija)]
                if not _coinciden([_sumar_rangos(otros), *de_listas]):
                    return False
        for puesto, lista in enumerate(listas):
            if OCULTO in lista:
                ajenas = [*de_listas[:puesto], *de_listas[puesto + 1 :]]
                if not _coinciden([de_temas, *ajenas, _rango_de_lista(lista, fija)]):
                    return False
    return True


def _sumar_rangos(rangos: Sequence[Rango]) -> Rango:
    return sum(bajo for bajo, _ in rangos), sum(alto for _, alto in rangos)


def _coinciden(rangos: Sequence[Rango]) -> bool:
    return max(bajo for bajo, _ in rangos) <= min(alto for _, alto in rangos)


# ---- leer y pintar ----------------------------------------------------------


def _sumar(
    conexion: Connection, desde: date, hasta: date, *por: ColumnElement[str]
) -> dict[tuple[str, ...], int]:
    """Las sumas de esos días. Lo que se contó otros días sale con cero.

    Así, que una fila aparezca no dice que ese día hubo alguien.
    """
    dentro = cuentas.c.dia.between(desde.isoformat(), hasta.isoformat())
    cuantas = func.coalesce(func.sum(cuentas.c.cuantas).filter(dentro), 0)
    return {
        tuple(fila[:-1]): int(fila[-1])
        for fila in conexion.execute(select(*por, cuantas).group_by(*por))
    }


def _por_uno(sumas: Mapping[tuple[str, ...], int]) -> dict[str, int]:
    return {clave[0]: suma for clave, suma in sumas.items()}


def _celda(valor: int) -> str:
    return f"<{PASO}" if valor == OCULTO else str(valor)


def _total(valor: int) -> str:
    return str(valor) if valor else "-"


def _tabla(cabecera: Sequence[str], filas: Sequence[Sequence[str]]) -> str:
    anchos = [max(map(len, columna)) for columna in zip(cabecera, *filas, strict=True)]

    def renglon(celdas: Sequence[str]) -> str:
        primera, *resto = (
            (celda.ljust if i == 0 else celda.rjust)(ancho)
            for i, (celda, ancho) in enumerate(zip(celdas, anchos, strict=True))
        )
        return "  ".join((primera, *resto)).rstrip()

    raya = "  ".join("-" * ancho for ancho in anchos)
    return "\n".join([renglon(cabecera), raya, *(renglon(fila) for fila in filas)])

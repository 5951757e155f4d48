"""El informe dice lo que sirve y no deja reconstruir lo que calla.

Quien ataca conoce el programa: enumera todos los mundos que darían el mismo
informe (o los mismos dos) y mira si en todos una casilla vale lo mismo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.almacen.sql import Almacen
from bot.almacen.tablas import cuentas
from bot.informes import DESENLACES, OCULTO, Informe, informe, pintar, resumir

LUNES = date(2026, 3, 16)
Celdas = tuple[int, ...]
TODOS = set(range(5))


def publicar(filas: int, temas: Celdas, distritos: Celdas, idiomas: Celdas = ()) -> Informe:
    """El informe de una tabla de ``filas`` temas y otras dos listas."""
    columnas = len(temas) // filas
    return resumir(
        LUNES,
        LUNES,
        tuple(f"d{c}" for c in range(columnas)),
        {(f"t{i // columnas}", f"d{i % columnas}"): n for i, n in enumerate(temas)},
        {f"x{i}": n for i, n in enumerate(distritos)},
        {f"y{i}": n for i, n in enumerate(idiomas)},
    )


def visto(de: Informe) -> tuple[object, ...]:
    """Todo lo que el informe dice, para comparar informes."""
    listas = [
        tuple(lista.values()) if lista is not None else None for lista in (de.distritos, de.idiomas)
    ]
    return (tuple((fila.celdas, fila.al_menos) for fila in de.temas), *listas)


def que_suman(cuantas: int, total: int, tope: int) -> Iterator[Celdas]:
    if cuantas == 1:
        if total <= tope:
            yield (total,)
        return
    for primera in range(min(total, tope) + 1):
        for resto in que_suman(cuantas - 1, total - primera, tope):
            yield (primera, *resto)


def mundos(temas: int, distritos: int, idiomas: int, tope: int) -> Iterator[tuple[Celdas, ...]]:
    """Todas las tablas de ese tamaño que suman lo mismo."""
    for una in product(range(tope + 1), repeat=temas):
        total = sum(una)
        for otra in que_suman(distritos, total, tope) if distritos else [()]:
            for tercera in que_suman(idiomas, total, tope) if idiomas else [()]:
                yield una, otra, tercera


@pytest.mark.parametrize(
    ("filas", "temas", "distritos", "idiomas"),
    [(1, 4, 0, 0), (2, 4, 0, 0), (1, 2, 2, 2), (2, 2, 3, 0), (3, 3, 2, 0), (1, 3, 1, 1)],
)
def test_de_un_informe_no_se_saca_ninguna_casilla_oculta(
    filas: int, temas: int, distritos: int, idiomas: int
) -> None:
    posibles: dict[object, list[set[int]]] = {}
    ocultas: dict[object, list[bool]] = {}
    for mundo in mundos(temas, distritos, idiomas, tope=9):
        de = publicar(filas, *mundo)
        clave = visto(de)
        exactas = [n for lista in mundo for n in lista]
        if clave not in posibles:
            posibles[clave] = [set() for _ in exactas]
            dichas = [c for fila in de.temas for c in fila.celdas]
            for lista, cuantas in ((de.distritos, distritos), (de.idiomas, idiomas)):
                dichas += list(lista.values()) if lista is not None else [-1] * cuantas
            ocultas[clave] = [dicha == OCULTO for dicha in dichas]
        for valores, n in zip(posibles[clave], exactas, strict=True):
            valores.add(n)
    completos = 0
    for clave, casillas in posibles.items():
        cruzado = None not in clave
        for valores, oculta in zip(casillas, ocultas[clave], strict=True):
            if oculta and cruzado:
                assert valores == TODOS, clave
                completos += 1
            assert len(valores) > 1, clave
    assert completos


@pytest.mark.parametrize(
    ("temas", "distritos"), [(2, 0), (1, 2), (2, 2)], ids=["temas", "distritos", "cruzados"]
)
def test_restando_dos_informes_no_se_saca_lo_que_se_sumo(temas: int, distritos: int) -> None:
    """Uno hasta ayer y otro hasta hoy: lo de hoy sigue sin saberse."""
    antes = defaultdict(list)
    for una, otra, _ in mundos(temas, distritos, 0, tope=9):
        antes[visto(publicar(1, una, otra))].append((una, otra))
    posibles: dict[object, list[set[int]]] = {}
    for primero, parejas in antes.items():
        for una, otra in parejas:
            for mas, mas_otra, _ in mundos(temas, distritos, 0, tope=5):
                suma = tuple(a + b for a, b in zip(una, mas, strict=True))
                suma_otra = tuple(a + b for a, b in zip(otra, mas_otra, strict=True))
                if max(*suma, *suma_otra, 0) > 9:
                    continue
                clave = (primero, visto(publicar(1, suma, suma_otra)))
                hoy = [*mas, *mas_otra, *una, *otra]
                guardados = posibles.setdefault(clave, [set() for _ in hoy])
                for valores, n in zip(guardados, hoy, strict=True):
                    valores.add(n)
    assert all(len(valores) > 1 for casillas in posibles.values() for valores in casillas)


@given(st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5), min_size=1, max_size=8))
def test_lo_dicho_es_verdad(tabla: list[list[int]]) -> None:
    exactas = {
        (f"t{i}", d): n
        for i, fila in enumerate(tabla)
        for d, n in zip(DESENLACES, fila, strict=True)
    }
    total = sum(exactas.values())
    de = resumir(LUNES, LUNES, DESENLACES, exactas, {"Tumbes": total}, {"es": total})
    for fila in de.temas:
        reales = [exactas[fila.tema, d] for d in DESENLACES]
        assert all(
            dicha <= real <= dicha + 4 for dicha, real in zip(fila.celdas, reales, strict=True)
        )
        assert sum(fila.celdas) <= fila.al_menos <= sum(reales)
    assert de.al_menos <= total


def guardar(almacen: Almacen, *casillas: tuple[date, str, str, str, str, int]) -> None:
    nombres = ("dia", "tema", "distrito", "idioma", "desenlace", "cuantas")
    filas = [dict(zip(nombres, (c[0].isoformat(), *c[1:]), strict=True)) for c in casillas]
    almacen.hacer(lambda conexion: conexion.execute(insert(cuentas), filas)).result()


def test_de_la_base_al_texto(almacen: Almacen) -> None:
    guardar(
        almacen,
        (LUNES, "salud", "Tumbes", "es", "resuelto", 12),
        (LUNES + timedelta(1), "salud", "Zarumilla", "fr", "resuelto", 7),
        (LUNES, "salud", "Tumbes", "es", "salió", 3),
        (LUNES, "refugio", "Tumbes", "es", "derivado", 30),
        (LUNES - timedelta(1), "refugio", "Papayal", "ht", "derivado", 99),
    )
    texto = pintar(informe(almacen, LUNES, LUNES + timedelta(1)))
    assert texto.startswith("Del 16/03/2026 al 17/03/2026\n\n")
    renglones = [renglon.split() for renglon in texto.splitlines()]
    assert ["refugio", "<5", "30", "<5", "<5", "<5", "30"] in renglones
    assert ["salud", "15", "<5", "<5", "<5", "<5", "20"] in renglones
    assert ["todos", "50"] in renglones
    assert ["Tumbes", "45"] in renglones
    assert ["Zarumilla", "5"] in renglones
    assert ["Papayal", "<5"] in renglones
    assert ["ht", "<5"] in renglones
    assert "99" not in texto


def test_sin_nada_contado_y_al_reves(almacen: Almacen) -> None:
    assert "Todavía no hay nada contado" in pintar(informe(almacen, LUNES, LUNES))
    with pytest.raises(ValueError, match="anterior"):
        informe(almacen, LUNES, LUNES - timedelta(1))


def test_lo_que_no_se_muestra_se_dice() -> None:
    de = publicar(1, (4,), (4,), (4,))
    assert de.distritos is not None
    callado = next(
        de for mundo in mundos(1, 2, 2, tope=9) if (de := publicar(1, *mundo)).idiomas is None
    )
    assert "Por idioma no se muestra" in pintar(callado)

"""La auditoría no se puede cambiar sin que se note."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, update

from bot.almacen import auditoria
from bot.almacen.sql import Almacen
from bot.almacen.tablas_de_equipo import auditoria as tabla
from bot.almacen.tablas_de_equipo import oficina
from tests.almacen.taller import AHORA

NUMERO = tabla.c.n


@pytest.fixture
def escrita(almacen: Almacen) -> Almacen:
    for n in range(5):
        almacen.hacer(
            lambda c, n=n: auditoria.anotar(  # type: ignore[misc]
                c, almacen.cifrado, "toma", f"q{n}", "TUM-0001", ahora=AHORA
            )
        ).result()
    return almacen


def rota(almacen: Almacen) -> int | None:
    with almacen.leer() as conexion:
        return auditoria.verificar(conexion, almacen.cifrado)


def test_entera_cuadra(escrita: Almacen) -> None:
    assert rota(escrita) is None
    with escrita.leer() as conexion:
        assert [r.n for r in auditoria.listar(conexion, tope=2)] == [5, 4]
        assert [r.quien for r in auditoria.listar(conexion, desde=3)] == ["q1", "q0"]


def test_vacia_cuadra(almacen: Almacen) -> None:
    assert rota(almacen) is None


def _mover(c: Connection) -> None:
    for de, a in ((2, 90), (3, 2), (90, 3)):
        c.execute(update(tabla).where(de == NUMERO).values(n=a))


@pytest.mark.parametrize(
    ("que", "donde"),
    [
        (lambda c: c.execute(update(tabla).where(NUMERO == 3).values(quien="otra")), 3),
        (lambda c: c.execute(update(tabla).where(NUMERO == 3).values(cuando=1)), 3),
        (lambda c: c.execute(update(tabla).where(NUMERO == 3).values(sello=b"x")), 3),
        (lambda c: c.execute(delete(tabla).where(NUMERO == 1)), 1),
        (lambda c: c.execute(delete(tabla).where(NUMERO == 3)), 3),
        (lambda c: c.execute(delete(tabla).where(NUMERO == 5)), 5),
        (lambda c: c.execute(delete(tabla)), 1),
        (lambda c: c.execute(delete(oficina)), 5),
        (_mover, 2),
    ],
)
def test_cambiarla_se_nota(escrita: Almacen, que: Callable[[Connection], None], donde: int) -> None:
    escrita.hacer(lambda c: que(c) and None).result()
    assert rota(escrita) == donde


def test_lo_que_se_deshace_no_deja_hueco(escrita: Almacen) -> None:
    def fallar(c: Connection) -> None:
        auditoria.anotar(c, escrita.cifrado, "abre", ahora=AHORA)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        escrita.hacer(fallar).result()
    assert rota(escrita) is None


def test_dos_procesos_la_escriben_en_fila(abrir_almacen: Callable[..., Almacen]) -> None:
    almacenes = [abrir_almacen(20_000) for _ in range(2)]

    def escribir(almacen: Almacen) -> None:
        for _ in range(15):
            almacen.hacer(
                lambda c: auditoria.anotar(c, almacen.cifrado, "toma", ahora=AHORA)
            ).result()

    hilos = [threading.Thread(target=escribir, args=(a,)) for a in almacenes]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert rota(almacenes[0]) is None
    with almacenes[0].leer() as conexion:
        assert len(auditoria.listar(conexion)) == 30

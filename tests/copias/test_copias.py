"""La copia del proveedor se pide borrar a su hora, y se insiste hasta que ya no está."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.almacen.sql import Almacen
from bot.canales.base import Entrante, NoSalio
from bot.copias import borrar_unas
from tests.almacen.taller import AHORA, Reloj, filas, puerta


@dataclass
class ProveedorDePrueba:
    niega: int = 0
    pedidos: list[str] = field(default_factory=list)

    async def borrar(self, remoto: str) -> None:
        self.pedidos.append(remoto)
        if len(self.pedidos) <= self.niega:
            raise NoSalio("reintentar", "20009")


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


def llegan(almacen: Almacen, reloj: Reloj, remotos: Sequence[str]) -> None:
    una = puerta(almacen, reloj)
    for remoto in remotos:
        una.atender(
            Entrante("whatsapp", "whatsapp:+51", remoto, "hola", AHORA, remoto=remoto)
        ).result()


async def test_se_borra_cuando_toca_y_una_vez(almacen: Almacen, reloj: Reloj) -> None:
    proveedor = ProveedorDePrueba()
    llegan(almacen, reloj, ["SM1", "SM2"])
    assert await borrar_unas(almacen, proveedor, reloj) == 0
    reloj.pasan(minutes=2)
    assert await borrar_unas(almacen, proveedor, reloj) == 2
    assert sorted(proveedor.pedidos) == ["SM1", "SM2"]
    assert await borrar_unas(almacen, proveedor, reloj) == 0
    assert not filas(almacen, "remotos")


async def test_si_no_se_deja_se_insiste_cada_vez_mas_tarde(almacen: Almacen, reloj: Reloj) -> None:
    proveedor = ProveedorDePrueba(niega=2)
    llegan(almacen, reloj, ["SM1"])
    for espera, pedidos in ((2, 1), (1, 1), (1, 2), (3, 2), (1, 3)):
        reloj.pasan(minutes=espera)
        await borrar_unas(almacen, proveedor, reloj)
        assert len(proveedor.pedidos) == pedidos, espera
    assert not filas(almacen, "remotos")


async def test_lo_de_telegram_solo_lo_borra_la_persona(almacen: Almacen, reloj: Reloj) -> None:
    una = puerta(almacen, reloj)
    una.atender(Entrante("telegram", "7", "1", "hola", AHORA, remoto="10")).result()
    reloj.ahora += timedelta(days=1)
    assert await borrar_unas(almacen, ProveedorDePrueba(), reloj) == 0

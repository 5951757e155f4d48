"""Lo que llega pasa la puerta o se sabe que no pudo; lo que faltó se recupera."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.almacen.errores import AlmacenCaido
from bot.almacen.sql import Almacen
from bot.canales.base import Entrante, Envio, NoSalio, Recibo
from bot.conciliacion import recuperar
from bot.modelo import Burbuja, NombreCanal
from bot.recepcion import Recepcion
from bot.vigia import cuidar
from tests.almacen.taller import AHORA, EstanteDePrueba, Reloj, filas, puerta


@dataclass
class EmisorDePrueba:
    nombre: NombreCanal = "telegram"
    falla: bool = False
    enviados: list[Envio] = field(default_factory=list)

    async def empezar(self) -> None:
        pass

    async def cerrar(self) -> None:
        pass

    async def enviar(self, envio: Envio) -> Recibo:
        self.enviados.append(envio)
        if self.falla:
            raise NoSalio("reintentar", "429")
        return Recibo()


@dataclass
class Casa:
    almacen: Almacen
    reloj: Reloj = field(default_factory=Reloj)
    emisor: EmisorDePrueba = field(default_factory=EmisorDePrueba)
    toques: int = 0

    def __post_init__(self) -> None:
        self.puerta = puerta(self.almacen, self.reloj)
        self.recepcion = Recepcion(
            self.puerta,
            EstanteDePrueba(),  # type: ignore[arg-type]
            self.reloj,
            self.tocar,
            {"telegram": self.emisor},
        )

    def tocar(self) -> None:
        self.toques += 1

    async def caen(self, quien: str, canal: NombreCanal = "telegram") -> None:
        with pytest.raises(AlmacenCaido):
            await self.recepcion.recibir(llega("hola", quien, canal))
        await asyncio.sleep(0)


def llega(texto: str, quien: str = "7", canal: NombreCanal = "telegram", id: str = "1") -> Entrante:
    return Entrante(canal, quien, id, texto, AHORA)


@pytest.fixture
def casa(almacen: Almacen) -> Casa:
    return Casa(almacen)


async def test_lo_nuevo_se_guarda_y_toca_el_timbre(casa: Casa) -> None:
    assert await casa.recepcion.recibir(llega("hola"))
    assert casa.toques == 1
    assert not await casa.recepcion.recibir(llega("hola"))
    assert len(filas(casa.almacen, "salientes")) == 1


async def test_cien_veces_lo_mismo_a_la_vez_es_una(casa: Casa) -> None:
    hechos = await asyncio.gather(*(casa.recepcion.recibir(llega("hola")) for _ in range(100)))
    assert hechos.count(True) == 1
    assert len(filas(casa.almacen, "salientes")) == 1


async def test_con_la_base_caida_dice_los_numeros_una_vez_cada_diez_minutos(casa: Casa) -> None:
    casa.almacen.cerrar()
    for _ in range(3):
        await casa.caen("7")
    await casa.caen("8")
    assert [e.direccion for e in casa.emisor.enviados] == ["7", "8"]
    carga = casa.emisor.enviados[0].carga
    assert isinstance(carga, Burbuja)
    assert carga.texto == "<fallo>"
    casa.reloj.pasan(minutes=9, seconds=59)
    await casa.caen("7")
    assert len(casa.emisor.enviados) == 2
    casa.reloj.pasan(seconds=1)
    await casa.caen("7")
    assert len(casa.emisor.enviados) == 3


async def test_por_donde_nadie_auxilia_no_se_dice_nada(casa: Casa) -> None:
    casa.almacen.cerrar()
    await casa.caen("7", "whatsapp")
    assert not casa.emisor.enviados


async def test_si_tampoco_salen_los_numeros_no_se_rompe_nada(casa: Casa) -> None:
    casa.emisor.falla = True
    casa.almacen.cerrar()
    await casa.caen("7")
    await casa.caen("8")
    assert len(casa.emisor.enviados) == 2


# ---- lo que el proveedor recibió y aquí no llegó -----------------------------


@dataclass
class ProveedorDePrueba:
    tiene: Sequence[Entrante]
    falla: bool = False
    desde: list[datetime] = field(default_factory=list)

    async def recibidos(self, desde: datetime) -> Sequence[Entrante]:
        self.desde.append(desde)
        if self.falla:
            raise NoSalio("reintentar", "500")
        return self.tiene


async def test_lo_que_falto_entra_una_vez(casa: Casa) -> None:
    await casa.recepcion.recibir(llega("uno", canal="whatsapp", id="SM1"))
    proveedor = ProveedorDePrueba(
        [llega("uno", canal="whatsapp", id="SM1"), llega("dos", canal="whatsapp", id="SM2")]
    )
    desde = AHORA - timedelta(hours=1)
    assert await recuperar(proveedor, casa.recepcion, desde) == 1
    assert await recuperar(proveedor, casa.recepcion, desde) == 0
    assert proveedor.desde == [desde, desde]
    assert len(filas(casa.almacen, "salientes")) == 2


async def test_si_no_se_puede_mirar_se_sabe(casa: Casa) -> None:
    assert await recuperar(ProveedorDePrueba([], falla=True), casa.recepcion, AHORA) is None
    casa.almacen.cerrar()
    assert await recuperar(ProveedorDePrueba([llega("x")]), casa.recepcion, AHORA) is None


# ---- trabajos que no se paran ------------------------------------------------


async def test_un_trabajo_que_se_cae_empieza_otra_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.vigia.REPOSO", 0.0)
    veces = 0

    async def trabajo() -> None:
        nonlocal veces
        veces += 1
        if veces < 3:
            raise LookupError

    await cuidar("prueba", trabajo)
    assert veces == 3


async def test_al_pararlo_se_para_lo_de_dentro() -> None:
    parado = asyncio.Event()
    dentro = asyncio.Event()

    async def trabajo() -> None:
        dentro.set()
        try:
            await asyncio.Event().wait()
        finally:
            parado.set()

    tarea = asyncio.create_task(cuidar("prueba", trabajo))
    await dentro.wait()
    tarea.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tarea
    assert parado.is_set()

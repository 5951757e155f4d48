"""Contactar fuera de lo acordado pide dos personas, y diez minutos después ya no vale."""

from __future__ import annotations

from bot.almacen import tramites
from bot.almacen.retencion import Retencion
from bot.almacen.sql import Almacen
from tests.almacen.oficina import en
from tests.almacen.taller import AHORA, filas


def test_la_autoriza_otra_persona_y_vence(almacen: Almacen) -> None:
    id = almacen.hacer(
        lambda c: tramites.pedir_excepcion(c, "k", "ana", "vida_en_riesgo", "chat", AHORA)
    ).result()

    def autorizar(quien: str, minutos: int = 1) -> bool:
        return almacen.hacer(
            lambda c: tramites.autorizar_excepcion(c, id, quien, en(minutes=minutos))
        ).result()

    def vigente(minutos: int) -> str | None:
        with almacen.leer() as conexion:
            una = tramites.excepcion_vigente(conexion, "k", "chat", en(minutes=minutos))
        return una.autoriza if una else None

    with almacen.leer() as conexion:
        assert [e.id for e in tramites.excepciones_pendientes(conexion, AHORA)] == [id]
    assert not autorizar("ana"), "ella misma no"
    assert vigente(1) is None
    assert not autorizar("bea", 10), "ya venció"
    assert autorizar("bea") and not autorizar("coco"), "una vez"
    assert (vigente(9), vigente(10)) == ("bea", None)
    with almacen.leer() as conexion:
        assert tramites.excepciones_pendientes(conexion, AHORA) == []
        assert tramites.excepcion_vigente(conexion, "k", "llamada", AHORA) is None


def test_una_llamada_es_de_quien_la_lleva(almacen: Almacen) -> None:
    def guardar(quien: str, dato: str, id: str = "") -> str:
        return almacen.hacer(
            lambda c: tramites.guardar_contacto(c, "k", quien, dato, AHORA, id)
        ).result()

    id = guardar("ana", "seguro")
    assert guardar("ana", "palabra", id) == id
    guardar("bea", "otra", id)
    with almacen.leer() as conexion:
        assert tramites.leer_contacto(conexion, id, "ana") == ("k", "palabra")
        assert tramites.leer_contacto(conexion, id, "bea") is None
    Retencion(almacen).podar(en(hours=8))
    assert filas(almacen, "contactos") == []


def test_una_derivacion_cuenta_y_no_dice_de_quien(almacen: Almacen) -> None:
    for _ in range(2):
        almacen.hacer(lambda c: tramites.contar_derivacion(c, "cem-tumbes", AHORA.date())).result()
    cuales = [(f["clase"], f["motivo"]) for f in filas(almacen, "derivaciones")]
    assert cuales == [("servicio", "cem-tumbes")] * 2

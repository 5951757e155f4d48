"""El relevo, en todas direcciones: cuándo calla el bot, cuándo vuelve, y qué se cancela."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot import casos, plazos
from bot.almacen import enlaces
from bot.almacen.casos import Cambio
from bot.almacen.despacho import Hecho, Pasada, pasar
from bot.almacen.sql import Almacen
from bot.canales.base import Entrante
from bot.modelo import Burbuja
from tests.almacen.taller import Reloj, filas
from tests.turno.taller import DIRECCION, Oficina, abrir_puerta, escribe


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def oficina(almacen: Almacen, reloj: Reloj) -> Oficina:
    return Oficina(abrir_puerta(almacen, reloj), reloj)


def recoge(oficina: Oficina) -> list[str]:
    return [b.texto for _, b in oficina.puerta.recoger("web", DIRECCION).result()]


def test_tomarlo_no_calla_al_bot_y_contestar_si(oficina: Oficina) -> None:
    escribe(oficina.puerta, "si")
    oficina.mueve(casos.Toma(oficina.eva.id))
    assert escribe(oficina.puerta, "hola")[0].startswith("hola")
    assert isinstance(oficina.responde(), casos.Movimiento)
    assert recoge(oficina) == ["Hola, te leo."]
    assert oficina.entregas(oficina.caso.id) == ["entregada"]
    assert escribe(oficina.puerta, "me escuchas") == []
    clases = [(c, t) for c, _, t in oficina.piezas(oficina.caso.id, oficina.eva) if c == "ella"]
    assert clases == [("ella", "me escuchas")]
    # Lo urgente lo contesta el bot, y lo lee quien la atiende.
    assert escribe(oficina.puerta, "avisa") == ["105"]
    ultima = oficina.piezas(oficina.caso.id, oficina.eva)
    assert [t for c, _, t in ultima if c == "ella"] == ["me escuchas", "avisa"]


def test_diez_minutos_sin_contestarle_y_el_bot_vuelve(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "si")
    oficina.responde()
    recoge(oficina)
    escribe(oficina.puerta, "sigues ahí")
    reloj.pasan(minutes=9)
    escribe(oficina.puerta, "hola?")
    reloj.pasan(minutes=1)
    assert plazos.revisar(oficina.puerta, reloj.ahora) >= 1
    (dicho,) = recoge(oficina)
    assert dicho == oficina.puerta._estante.libro.frases["caso_vuelve_el_bot"].es
    assert ("sin_contestar", "eva", "espera") in oficina.avisadas()
    assert escribe(oficina.puerta, "hola")[0].startswith("hola")
    # Quien la atendía vuelve, y el bot calla otra vez.
    oficina.responde("Perdona, aquí estoy.")
    recoge(oficina)
    assert escribe(oficina.puerta, "gracias") == []


def test_el_bot_no_dice_que_vuelve_si_ella_ya_no_escribe(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "si")
    oficina.responde()
    recoge(oficina)
    escribe(oficina.puerta, "sigues ahí")
    reloj.pasan(minutes=10, seconds=1)
    plazos.revisar(oficina.puerta, reloj.ahora)
    assert recoge(oficina) == []
    assert ("sin_contestar", "eva", "espera") in oficina.avisadas()


def test_una_respuesta_a_tiempo_no_deja_que_vuelva(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "si")
    oficina.responde()
    escribe(oficina.puerta, "sigues ahí")
    reloj.pasan(minutes=5)
    oficina.responde("Sí.")
    reloj.pasan(minutes=6)
    plazos.revisar(oficina.puerta, reloj.ahora)
    assert "sin_contestar" not in [motivo for motivo, _, _ in oficina.avisadas()]


def test_cerrar_no_dice_nada_y_el_bot_vuelve_a_su_proximo_mensaje(oficina: Oficina) -> None:
    escribe(oficina.puerta, "si")
    oficina.responde()
    recoge(oficina)
    oficina.mueve(casos.Cierra(oficina.eva.id, "resuelto"))
    assert recoge(oficina) == []
    assert escribe(oficina.puerta, "hola")[0].startswith("hola")
    assert not oficina.enlazado(oficina.caso.id)
    assert oficina.responde() in (casos.Rechazo("sin_permiso"), casos.Rechazo("cerrado"))


def test_salir_suelta_el_chat_y_cancela_lo_que_iba_a_salir(oficina: Oficina) -> None:
    escribe(oficina.puerta, "si")
    oficina.responde("Lo que no debe llegar")
    # SALIR llega con la respuesta todavía en la bandeja.
    dichos = escribe(oficina.puerta, "salir")
    assert dichos == ["Listo."]
    caso = oficina.caso
    assert oficina.entregas(caso.id) == ["cancelada"]
    assert caso.caso.vive
    assert caso.caso.relevo is None
    assert not oficina.enlazado(caso.id)
    assert escribe(oficina.puerta, "hola")[0].startswith("hola")
    assert oficina.responde("Otra") == casos.Rechazo("sin_permiso")
    assert recoge(oficina) == []
    # Solo otra alarma la une de nuevo, al mismo caso y con otro código.
    (dicho,) = escribe(oficina.puerta, "si")
    assert len(oficina.casos()) == 1
    codigo = dicho.removeprefix("código ")
    assert escribe(oficina.puerta, codigo, quien="otra") == ["en atención"]
    assert isinstance(oficina.responde("Ahora sí"), casos.Movimiento)


def test_lo_que_estaba_saliendo_cuando_escribio_salir_no_se_repite(
    oficina: Oficina, almacen: Almacen, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si", canal="telegram")
    oficina.hacer(lambda c: pasar(c, almacen, (), ("telegram",), 9, reloj.ahora, Burbuja))
    almacen.hacer(lambda c: c.exec_driver_sql("DELETE FROM salientes")).result()
    oficina.responde("En vuelo", canal="telegram")

    def tomar(hechos: Sequence[Hecho]) -> Pasada:
        hecho: Pasada = oficina.hacer(
            lambda c: pasar(c, almacen, hechos, ("telegram",), 9, reloj.ahora, Burbuja)
        )
        return hecho

    (tomada,) = tomar(()).tomadas
    assert tomada.sobre.burbuja.texto == "En vuelo"
    salir = Entrante("telegram", DIRECCION, "salir-1", "salir", reloj.ahora)
    oficina.puerta.atender(salir).result()
    # Telegram pide calma: en vez de repetirlo, se tira.
    otra = tomar((Hecho(tomada, "reintentar", "429", proximo=reloj.ahora),))
    assert "En vuelo" not in [t.sobre.burbuja.texto for t in otra.tomadas if t.sobre.burbuja]
    assert [f["estado"] for f in filas(almacen, "salientes") if f["caso"]] == ["vencida"]
    assert oficina.entregas(oficina.caso.id) == ["vencida"]


def test_borrar_con_caso_olvida_el_contacto_y_la_oficina_conserva_el_caso(
    oficina: Oficina,
) -> None:
    escribe(oficina.puerta, "chat")
    assert {c for c, _, _ in oficina.piezas(oficina.caso.id, oficina.eva)} >= {
        "acuerdo",
        "direccion",
        "resumen",
    }
    assert escribe(oficina.puerta, "borrar") == ["Listo."]
    caso = oficina.caso
    assert caso.caso.estado == "no_contactar"
    assert caso.caso.consentimiento is None
    clases = {clase for clase, _, _ in oficina.piezas(caso.id, oficina.eva)}
    assert clases == {"resumen", "hecho"}
    assert not oficina.enlazado(caso.id)
    assert isinstance(oficina.responde(por="acuerdo"), casos.Rechazo)


def test_con_la_baja_no_se_le_escribe_primero(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "baja")
    escribe(oficina.puerta, "chat")
    assert oficina.responde(por="acuerdo") == casos.Rechazo("sin_permiso")
    assert isinstance(oficina.responde(por="relevo"), casos.Movimiento)


def test_la_inactividad_borra_la_conversacion_y_no_el_enlace(
    oficina: Oficina, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "chat")
    reloj.pasan(hours=7)
    plazos.revisar(oficina.puerta, reloj.ahora)
    assert oficina.enlazado(oficina.caso.id)
    escribe(oficina.puerta, "hola")
    assert oficina.enlazado(oficina.caso.id)


def test_la_respuesta_vale_lo_acordado_y_despues_no_sale(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "chat")
    recoge(oficina)
    reloj.pasan(hours=3)
    oficina.responde("Dentro", por="acuerdo", hasta=reloj.ahora + timedelta(minutes=30))
    reloj.pasan(minutes=29)
    assert recoge(oficina) == ["Dentro"]
    oficina.responde("Tarde", por="acuerdo", hasta=reloj.ahora + timedelta(minutes=1))
    reloj.pasan(minutes=2)
    assert recoge(oficina) == []
    assert oficina.entregas(oficina.caso.id) == ["entregada", "vencida"]


def test_lo_acordado_por_telefono_no_deja_el_telefono_a_la_vista(
    oficina: Oficina, almacen: Almacen
) -> None:
    escribe(oficina.puerta, "llamada")
    suyas = {c: t for c, _, t in oficina.piezas(oficina.caso.id, oficina.eva)}
    assert '"telefono": "999000111"' in suyas["acuerdo"]
    enlace = oficina.mirar(lambda c: enlaces.de_caso(c, almacen.cifrado, oficina.caso.id))
    assert enlace.acuerdo.telefono == ""


def test_quien_ve_una_version_vieja_no_mueve_el_caso(oficina: Oficina) -> None:
    escribe(oficina.puerta, "si")
    version = oficina.caso.caso.version
    pedir = oficina.puerta.mover
    toma = casos.Toma(oficina.coco.id)
    assert pedir(oficina.caso.id, toma, version=version).result()
    with pytest.raises(Cambio):
        pedir(
            oficina.caso.id, casos.PasaAEquipo(oficina.coco.id, "legal"), version=version
        ).result()
    assert oficina.caso.caso.equipo == "proteccion"
    with pytest.raises(LookupError):
        pedir("0" * 32, toma).result()


def test_a_los_treinta_dias_de_cerrarlo_no_queda_nada(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "chat")
    oficina.mueve(casos.Toma(oficina.eva.id))
    oficina.mueve(casos.Cierra(oficina.eva.id, "resuelto"))
    reloj.pasan(days=29)
    plazos.revisar(oficina.puerta, reloj.ahora)
    assert len(oficina.casos()) == 1
    reloj.pasan(days=2)
    plazos.revisar(oficina.puerta, reloj.ahora)
    assert oficina.casos() == []
    for tabla in ("caso_piezas", "caso_llaves", "enlaces", "alertas", "plazos_de_caso"):
        assert filas(oficina.puerta.almacen, tabla) == []


def test_a_mano_sale_tomado_y_no_lleva_a_nadie(oficina: Oficina) -> None:
    id = oficina.puerta.abrir_a_mano(oficina.eva.id, "alta", "trata").result()
    assert oficina.caso.id == id
    assert (oficina.caso.caso.estado, oficina.caso.caso.por) == ("tomado", oficina.eva.id)
    assert oficina.puerta.ventana(id) is None


def test_la_ventana_cuenta_desde_su_ultimo_mensaje(oficina: Oficina, reloj: Reloj) -> None:
    escribe(oficina.puerta, "si")
    reloj.pasan(minutes=4)
    escribe(oficina.puerta, "hola")
    id, ultimo = oficina.caso.id, reloj.ahora
    assert oficina.puerta.ventana(id) == ultimo + timedelta(minutes=10)
    assert oficina.puerta.ventana_de_whatsapp(id) == ultimo + timedelta(hours=24)

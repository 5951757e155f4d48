"""Cada alerta llega por la primera vía que puede; sin ninguna, el caso llama a otra persona."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import update

from bot import casos, plazos
from bot.almacen import alertas, equipo, pulsos
from bot.almacen.sql import Almacen
from bot.almacen.tablas_de_casos import casos as tabla_de_casos
from bot.avisos.canario import Canario
from bot.avisos.corriente import Corriente
from bot.avisos.reparto import Mandar, Reparto
from bot.avisos.texto import FORMA, FORMA_DE_RESUMEN
from bot.avisos.vias import Via
from bot.canales.base import NoSalio
from bot.canales.correo import Correo
from bot.montaje.avisos import por_correo
from tests.almacen.taller import Reloj, filas
from tests.avisos.conftest import RAIZ, TELEGRAM, Buzon, TelegramDePrueba
from tests.turno.taller import Oficina, escribe

MARCAS = ("+51999000111", "CANARIO-TEXTO-7f3a", "violencia", "proteccion")


def vias(telegram: TelegramDePrueba, buzon: Buzon) -> dict[Via, Mandar]:
    correo = Correo("127.0.0.1", buzon.puerto, "avisos@rumbo.pe", cierre="no")
    return {"telegram": telegram.mandar, "correo": por_correo(correo)}


def repartir(oficina: Oficina, puestas: dict[Via, Mandar]) -> Reparto:
    return Reparto(oficina.puerta, RAIZ, puestas, oficina.reloj)


async def vaciar(reparto: Reparto, reloj: Reloj, segundos: int = 60) -> None:
    """Todo lo que se reparte en ese tiempo, de segundo en segundo."""
    for _ in range(segundos):
        while await reparto.dar_una_vuelta():
            pass
        reloj.pasan(seconds=1)


async def test_llega_por_telegram_con_su_boton_y_sin_nada_de_ella(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si")
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 3)
    ((chat, carta),) = telegram.cartas
    assert chat == TELEGRAM["eva"]
    assert FORMA.fullmatch(carta.texto)
    assert carta.referencia == oficina.caso.caso.referencia
    assert not any(marca in carta.texto + carta.asunto for marca in MARCAS)
    assert buzon.cartas == []
    assert ("abre", "eva", "enviada") in oficina.avisadas()


async def test_telegram_caido_y_llega_por_correo_antes_de_un_minuto(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    telegram.caido = True
    escribe(oficina.puerta, "si")
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 59)
    (carta,) = buzon.cartas
    assert carta["To"] == "eva@rumbo.pe"
    assert FORMA.fullmatch(carta.get_content().strip())
    assert not any(marca in carta.as_string() for marca in MARCAS)
    assert oficina.caso.caso.llamadas == {oficina.eva.id}


async def test_ninguna_via_y_se_llama_a_la_siguiente_persona(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    telegram.fallos = {TELEGRAM["eva"]: [NoSalio("bloqueada", "403")]}
    buzon.niega = "550 no existe"
    escribe(oficina.puerta, "si")
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 10)
    assert [motivo for motivo, _, e in oficina.avisadas() if e == "muerta"] == ["abre"]
    assert telegram.a(TELEGRAM["bea"])
    assert ("caso_no_llega", oficina.eva.id) in [
        (r["accion"], r["quien"]) for r in filas(oficina.puerta.almacen, "auditoria")
    ]


async def test_lo_que_quedo_en_la_mano_de_quien_murio_se_repite(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si")
    # Un trabajador la tomó y murió antes de decir cómo acabó.
    assert oficina.hacer(lambda c: alertas.tomar(c, "persona", reloj.ahora, 9))
    reparto = repartir(oficina, vias(telegram, buzon))
    await vaciar(reparto, reloj, 30)
    assert telegram.cartas == []
    await vaciar(reparto, reloj, 40)
    assert len(telegram.cartas) == 1, "una sola vez"


async def test_tomado_a_tiempo_no_despierta_a_nadie_mas(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si")
    oficina.mueve(casos.Toma(oficina.bea.id))
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 3)
    assert telegram.cartas == []


async def test_la_escalera_con_el_reloj_movido_hasta_su_final_honesto(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si")
    reparto, empezo = repartir(oficina, vias(telegram, buzon)), reloj.ahora
    llegaron: list[tuple[int, str]] = []
    for minuto in range(26):
        reloj.ahora = empezo + timedelta(minutes=minuto, seconds=1)
        antes = len(telegram.cartas)
        plazos.revisar(oficina.puerta, reloj.ahora)
        while await reparto.dar_una_vuelta():
            pass
        de = {chat: nombre for nombre, chat in TELEGRAM.items()}
        llegaron += [(minuto, de[chat]) for chat, _ in telegram.cartas[antes:]]
    assert llegaron == [
        (0, "eva"),
        (5, "bea"),
        (15, "coco"),
        (20, "eva"),
        (20, "bea"),
        (20, "coco"),
    ]
    assert oficina.caso.caso.sin_respuesta
    # Un reintento de los plazos no avisa dos veces.
    plazos.revisar(oficina.puerta, reloj.ahora)
    assert await reparto.dar_una_vuelta() == 0


async def test_trescientos_casos_de_golpe_le_llegan_en_pocos_mensajes(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    with ThreadPoolExecutor(8) as hilos:
        list(hilos.map(lambda n: escribe(oficina.puerta, "avisa", quien=f"persona{n}"), range(300)))
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 30)
    dichos = telegram.a(TELEGRAM["eva"])
    assert len(dichos) <= 15
    halladas = [r for dicho in dichos for r in set(re.findall(r"TUM-\d+", dicho))]
    assert len(halladas) == len(set(halladas)) == 300, "cada caso, una vez"
    assert all(FORMA.fullmatch(d) or FORMA_DE_RESUMEN.fullmatch(d) for d in dichos)


async def test_un_caso_que_no_se_puede_leer_no_detiene_a_los_demas(
    oficina: Oficina, almacen: Almacen, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si")
    escribe(oficina.puerta, "avisa", quien="otra")
    roto, sano = oficina.casos()
    orden = update(tabla_de_casos).where(tabla_de_casos.c.id == roto.id)
    oficina.hacer(lambda c: c.execute(orden.values(estado=b"roto")))
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 2)
    (dicho,) = telegram.a(TELEGRAM["eva"])
    assert sano.caso.referencia in dicho


# ---- el canario --------------------------------------------------------------


async def test_el_canario_llega_y_no_se_ve_en_ninguna_parte(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    puestas = vias(telegram, buzon)
    canario = Canario(oficina.puerta, RAIZ, puestas, reloj)
    reparto, corriente = repartir(oficina, puestas), Corriente(oficina.puerta.almacen)
    antes = corriente.mirar()
    for _ in range(60):
        assert not await canario.mirar()
        while await reparto.dar_una_vuelta():
            pass
        plazos.revisar(oficina.puerta, reloj.ahora)
        reloj.pasan(minutes=1)
    van = oficina.mirar(lambda c: pulsos.estado(c, reloj.ahora))
    assert van.canario_fallos == 0
    assert reloj.ahora - van.canario_visto <= timedelta(minutes=15)
    assert len(filas(oficina.puerta.almacen, "pulsos")) == 4
    for tabla in ("casos", "alertas", "derivaciones", "auditoria", "carteles", "caso_piezas"):
        assert filas(oficina.puerta.almacen, tabla) == [], tabla
    assert telegram.cartas == []
    assert buzon.cartas == []
    assert corriente.mirar() == antes


async def test_con_el_reparto_muerto_se_llama_a_quien_administra_en_veinte_minutos(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    canario = Canario(oficina.puerta, RAIZ, vias(telegram, buzon), reloj)
    telegram.caido = True
    empezo = reloj.ahora
    while not await canario.mirar():
        reloj.pasan(minutes=1)
        assert reloj.ahora - empezo < timedelta(hours=1)
    assert reloj.ahora - empezo == timedelta(minutes=18)
    (carta,) = buzon.cartas
    assert carta["To"] == "ada@rumbo.pe"
    assert "dos pruebas seguidas" in carta.get_content()
    # Mientras siga así, una llamada por hora.
    for _ in range(59):
        reloj.pasan(minutes=1)
        assert not await canario.mirar()
    reloj.pasan(minutes=1)
    assert await canario.mirar()
    # Un canario que no llega no despierta a nadie de la guardia.
    assert not [a for a in oficina.avisadas() if a[1] in ("eva", "bea", "coco")]


async def test_un_aviso_de_prueba_llega_solo_a_quien_lo_pidio(
    oficina: Oficina, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    oficina.puerta.probar_aviso(oficina.ada.id).result()
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 2)
    assert [chat for chat, _ in telegram.cartas] == [TELEGRAM["ada"]]
    assert "Es una prueba" in telegram.cartas[0][1].texto


async def test_quien_se_fue_no_recibe_nada(
    oficina: Oficina, almacen: Almacen, telegram: TelegramDePrueba, buzon: Buzon, reloj: Reloj
) -> None:
    escribe(oficina.puerta, "si")
    oficina.hacer(lambda c: equipo.dar_de_baja(c, oficina.eva.id))
    oficina.puerta.guardias.olvidar()
    await vaciar(repartir(oficina, vias(telegram, buzon)), reloj, 3)
    assert [chat for chat, _ in telegram.cartas] == [TELEGRAM["bea"]]

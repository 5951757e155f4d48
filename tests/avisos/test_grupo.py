"""El tablón del grupo y su portero: un mensaje por caso, quién lo toma y quién está dentro."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from bot import casos, plazos
from bot.almacen import alertas, equipo, tablon
from bot.avisos.grupo import Tablon
from bot.avisos.portero import ES_TUYO, NO_ES_AQUI, YA_ES_DE_OTRA, YA_NO, Portero
from bot.avisos.reparto import Reparto
from bot.avisos.texto import FORMA, FORMA_DE_RESUMEN
from bot.canales.base import NoSalio
from bot.canales.telegram.envio import Migrado
from bot.canales.telegram.equipo import DelEquipo, Entra, Migra, Pertenece, Sale, Toca
from tests.almacen.taller import Reloj, filas
from tests.avisos.conftest import GRUPO, RAIZ, TELEGRAM, TelegramDePrueba
from tests.turno.taller import Oficina, escribe

EXTRANO = "666"


@pytest.fixture
def tabla(oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj) -> Tablon:
    return Tablon(oficina.puerta, RAIZ, telegram, GRUPO, reloj)


@pytest.fixture
def portero(oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj) -> Portero:
    return Portero(oficina.puerta, telegram, GRUPO, reloj)


async def vaciar(tabla: Tablon, reloj: Reloj, segundos: int = 3) -> None:
    for _ in range(segundos):
        await tabla.dar_una_vuelta()
        reloj.pasan(seconds=1)


def toca(quien: str, referencia: str = "TUM-0001", chat: str = GRUPO) -> Toca:
    return Toca(chat, quien, referencia, "toque")


async def test_un_mensaje_por_caso_que_se_repinta_al_tomarlo(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon, portero: Portero
) -> None:
    escribe(oficina.puerta, "si")
    await vaciar(tabla, reloj)
    ((chat, carta),) = telegram.cartas
    assert chat == GRUPO
    assert FORMA.fullmatch(carta.texto)
    assert carta.texto.startswith("🔴 TUM-0001 · nivel 1 · 0 min")
    # Cada peldaño lo repinta en su sitio, con la antigüedad de ahora.
    reloj.pasan(minutes=5)
    plazos.revisar(oficina.puerta, reloj.ahora)
    await vaciar(tabla, reloj)
    assert [c.texto for _, _, c in telegram.repintadas][-1].startswith(
        "🔴 TUM-0001 · nivel 1 · 5 min"
    )
    await portero.atender(toca(TELEGRAM["bea"]))
    assert telegram.dichos == [("toque", ES_TUYO)]
    assert oficina.caso.caso.por == oficina.bea.id
    await vaciar(tabla, reloj)
    chat, mensaje, carta = telegram.repintadas[-1]
    assert (chat, mensaje) == (GRUPO, "1")
    assert carta.texto.startswith("🟢 TUM-0001")
    assert carta.referencia == "", "tomado, ya no tiene botón"
    oficina.mueve(casos.Cierra(oficina.bea.id, "resuelto"))
    await vaciar(tabla, reloj)
    assert telegram.repintadas[-1][2].texto.startswith("⚪ TUM-0001")
    assert len(telegram.cartas) == 1


async def test_al_dia_de_tomado_se_quita_del_grupo(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon
) -> None:
    escribe(oficina.puerta, "si")
    escribe(oficina.puerta, "avisa", quien="otra")
    await vaciar(tabla, reloj)
    oficina.puerta.mover(oficina.casos()[0].id, casos.Toma(oficina.eva.id)).result()
    reloj.pasan(hours=23)
    await vaciar(tabla, reloj)
    assert telegram.quitados == []
    reloj.pasan(hours=1)
    await vaciar(tabla, reloj)
    assert telegram.quitados == [(GRUPO, "1")], "el que nadie tomó se queda"


async def test_cincuenta_toques_a_la_vez_y_una_sola_duena(
    oficina: Oficina, telegram: TelegramDePrueba
) -> None:
    escribe(oficina.puerta, "si")
    colegas = (oficina.eva, oficina.bea, oficina.coco)
    id = oficina.caso.id
    with ThreadPoolExecutor(16) as hilos:
        hechos = list(
            hilos.map(
                lambda n: oficina.puerta.mover(id, casos.Toma(colegas[n % 3].id)).result(),
                range(50),
            )
        )
    duena = oficina.caso.caso.por
    ganan = [n for n, h in enumerate(hechos) if isinstance(h, casos.Movimiento)]
    assert {colegas[n % 3].id for n in ganan} == {duena}
    tomas = [r for r in filas(oficina.puerta.almacen, "auditoria") if r["accion"] == "caso_toma"]
    assert [r["quien"] for r in tomas] == [duena]


async def test_la_primera_gana_y_repetirlo_no_cambia_nada(
    oficina: Oficina, telegram: TelegramDePrueba, portero: Portero
) -> None:
    escribe(oficina.puerta, "si")
    for quien in ("eva", "eva", "bea"):
        await portero.atender(toca(TELEGRAM[quien]))
    assert [dice for _, dice in telegram.dichos] == [ES_TUYO, ES_TUYO, YA_ES_DE_OTRA]
    await portero.atender(toca(TELEGRAM["eva"], "TUM-0999"))
    assert telegram.dichos[-1][1] == YA_NO
    # Desde su propia charla con el bot también vale.
    escribe(oficina.puerta, "avisa", quien="otra")
    await portero.atender(toca(TELEGRAM["eva"], "TUM-0002", TELEGRAM["eva"]))
    assert telegram.dichos[-1][1] == ES_TUYO


@pytest.mark.parametrize(
    ("quien", "chat", "referencia"),
    [
        (EXTRANO, GRUPO, "TUM-0001"),
        (EXTRANO, EXTRANO, "TUM-0001"),
        (TELEGRAM["eva"], "-1009", "TUM-0001"),
        (TELEGRAM["eva"], TELEGRAM["bea"], "TUM-0001"),
        (TELEGRAM["ada"], GRUPO, "TUM-0001"),
        (TELEGRAM["eva"], GRUPO, "'; DROP TABLE"),
        ("", "", "TUM-0001"),
    ],
)
async def test_un_toque_falso_no_cambia_nada_y_queda_anotado(
    oficina: Oficina,
    telegram: TelegramDePrueba,
    portero: Portero,
    quien: str,
    chat: str,
    referencia: str,
) -> None:
    escribe(oficina.puerta, "si")
    antes = oficina.caso.caso
    await portero.atender(toca(quien, referencia, chat))
    assert oficina.caso.caso == antes
    (dicho,) = telegram.dichos
    if quien in TELEGRAM.values() or chat != GRUPO:
        assert dicho[1] == NO_ES_AQUI
    else:
        assert dicho[1] == f"No te conozco. Tu número de Telegram es {quien}."
    acciones = [r["accion"] for r in filas(oficina.puerta.almacen, "auditoria")]
    assert acciones.count("toque_negado") == 1


async def test_trescientos_casos_en_un_minuto_caben_en_el_grupo(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon
) -> None:
    cuando: list[datetime] = []
    vistas: set[str] = set()
    for segundo in range(120):
        if segundo < 60:
            for n in range(5):
                dicho = "avisa" if n == 0 else "alta"
                escribe(oficina.puerta, dicho, quien=f"persona{segundo}-{n}")
        antes = len(telegram.cartas)
        await tabla.dar_una_vuelta()
        cuando += [reloj.ahora] * (len(telegram.cartas) - antes)
        reloj.pasan(seconds=1)
    for desde in cuando:
        assert sum(desde <= c < desde + timedelta(minutes=1) for c in cuando) <= 15
    for texto in telegram.a(GRUPO):
        assert FORMA.fullmatch(texto) or FORMA_DE_RESUMEN.fullmatch(texto)
        vistas |= set(re.findall(r"TUM-\d+", texto))
        niveles = re.findall(r"nivel (\d):", texto)
        assert niveles == sorted(niveles), "lo de nivel 1 va primero"
    assert vistas == {guardado.caso.referencia for guardado in oficina.casos()}
    assert len(vistas) == 300


async def test_telegram_pide_calma_y_no_se_insiste_en_bucle(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon
) -> None:
    telegram.fallos = {GRUPO: [NoSalio("reintentar", "429", 5.0)]}
    escribe(oficina.puerta, "si")
    for _ in range(5):
        await tabla.dar_una_vuelta()
        reloj.pasan(seconds=0.9)
    assert telegram.cartas == []
    await vaciar(tabla, reloj, 2)
    assert len(telegram.cartas) == 1


async def test_el_grupo_caido_y_va_a_cada_una_antes_de_un_minuto(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon
) -> None:
    oficina.de_guardia(oficina.bea)
    telegram.fallos = {GRUPO: [NoSalio("incierta", "timeout")] * 9}
    escribe(oficina.puerta, "si")
    reparto = Reparto(oficina.puerta, RAIZ, {"telegram": telegram.mandar}, reloj)
    for _ in range(59):
        await tabla.dar_una_vuelta()
        await reparto.dar_una_vuelta()
        reloj.pasan(seconds=1)
    # Eva ya tenía la suya; del grupo, solo la de Bea es nueva.
    assert [chat for chat, _ in telegram.cartas] == [TELEGRAM["eva"], TELEGRAM["bea"]]


async def test_si_entra_alguien_de_fuera_el_grupo_calla_y_lo_sabe_quien_administra(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon, portero: Portero
) -> None:
    await portero.atender(Entra(GRUPO, (TELEGRAM["bea"],)))
    assert estado(oficina) == "bien"
    await portero.atender(Entra(GRUPO, (EXTRANO, "667")))
    await portero.atender(Entra(GRUPO, (EXTRANO,)))
    escribe(oficina.puerta, "si")
    await vaciar(tabla, reloj)
    assert telegram.a(GRUPO) == []
    assert oficina.avisadas()[0] == ("grupo_extranos", "ada", "espera")
    assert [m for m, _, _ in oficina.avisadas()].count("grupo_extranos") == 1
    await portero.atender(Sale(GRUPO, EXTRANO))
    assert estado(oficina) == "extranos"
    # Al otro se le da de alta en el panel: pasa a ser del equipo.
    oficina.hacer(
        lambda c: equipo.cambiar(c, oficina.puerta.almacen.cifrado, oficina.bea.id, telegram="667")
    )
    await portero.repasar()
    assert estado(oficina) == "bien"
    assert EXTRANO not in str(filas(oficina.puerta.almacen, "grupos"))


async def test_quien_ya_no_es_del_equipo_y_sigue_dentro_es_de_fuera(
    oficina: Oficina, telegram: TelegramDePrueba, portero: Portero
) -> None:
    telegram.dentro = {TELEGRAM["bea"]}
    await portero.repasar()
    assert estado(oficina) == "bien"
    oficina.hacer(lambda c: equipo.dar_de_baja(c, oficina.bea.id))
    await portero.repasar()
    assert estado(oficina) == "extranos"


@pytest.mark.parametrize(
    ("novedad", "queda", "apuro"),
    [
        (Migra(GRUPO, "-1002"), "migrado", "grupo_migrado"),
        (Pertenece(GRUPO, dentro=False), "fuera", "grupo_fuera"),
    ],
)
async def test_si_el_grupo_cambia_se_pregunta_y_no_se_sigue_solo(
    oficina: Oficina,
    telegram: TelegramDePrueba,
    reloj: Reloj,
    tabla: Tablon,
    portero: Portero,
    novedad: DelEquipo,
    queda: str,
    apuro: str,
) -> None:
    await portero.atender(novedad)
    assert estado(oficina) == queda
    assert oficina.avisadas() == [(apuro, "ada", "espera")]
    escribe(oficina.puerta, "si")
    await vaciar(tabla, reloj)
    assert telegram.cartas == []
    assert alertas_de(oficina, "grupo") == [("abre", "enviada", "personas")]


async def test_lo_mismo_si_se_descubre_al_mandar(
    oficina: Oficina, telegram: TelegramDePrueba, reloj: Reloj, tabla: Tablon
) -> None:
    telegram.fallos = {GRUPO: [Migrado("-1002")]}
    escribe(oficina.puerta, "si")
    await vaciar(tabla, reloj)
    assert estado(oficina) == "migrado"
    assert ("grupo_migrado", "ada", "espera") in oficina.avisadas()


async def test_de_un_grupo_ajeno_se_va_y_no_lee_nada(
    oficina: Oficina, telegram: TelegramDePrueba, portero: Portero, reloj: Reloj
) -> None:
    await portero.atender(Pertenece("-555", dentro=True))
    await portero.atender(Entra("-556", (EXTRANO,)))
    await portero.atender(Pertenece("-557", dentro=False))
    assert telegram.idos == [("-555", ""), ("-556", "")]
    sin_grupo = Portero(oficina.puerta, telegram, "", reloj)
    await sin_grupo.atender(Pertenece("-555", dentro=True))
    assert "El número de este es -555" in telegram.idos[-1][1]


def estado(oficina: Oficina) -> str:
    return str(oficina.mirar(lambda c: tablon.grupo(c, GRUPO))[0])


def alertas_de(oficina: Oficina, clase: str) -> list[tuple[str, str, str]]:
    return [
        (f["motivo"], f["estado"], f["fallo"])
        for f in filas(oficina.puerta.almacen, alertas.alertas.name)
        if f["para_clase"] == clase
    ]

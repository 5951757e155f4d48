"""El emisor y la lectura frente a un Telegram que nadie de esta casa escribió."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.canales.base import Borrado, Envio, NoSalio, Recibo
from bot.canales.telegram import red
from bot.canales.telegram.envio import Telegram
from bot.canales.telegram.lectura import Leido, leer, leer_update, verificar
from bot.modelo import Bloquea, Burbuja, Opcion, Pulsa, Ubica
from tests.canales.telegram.taller import AHORA, telegram
from tests.pares.cable import CORTE, CORTE_DESPUES, PAGINA, SILENCIO, Averia, Cable
from tests.pares.conftest import PUBLICA
from tests.pares.metodos import revisar
from tests.pares.personas import PersonaTelegram

pytestmark = pytest.mark.pares

MENU = Burbuja("¿Qué necesitas?", (Opcion("a1:0", "Salud"), Opcion("a1:1", "Papeles")))
WEBHOOK = f"{PUBLICA}/canales/telegram"


@pytest.fixture
async def rumbo(ana: PersonaTelegram, hacia_telegram: Cable) -> AsyncIterator[Telegram]:
    """El emisor con la llave del bot de Ana. Al final, todo lo que pidió estaba en la tabla."""
    async with telegram(hacia_telegram.url, llave=ana.llave) as emisor:
        yield emisor
    assert revisar(hacia_telegram.pasaron) == []


def envio(ana: PersonaTelegram, carga: Burbuja | Borrado, edita: str = "") -> Envio:
    return Envio(1, str(ana.id), carga, AHORA, edita=edita)


async def sondear(rumbo: Telegram, desde: int = 0) -> tuple[list[Leido], int]:
    novedades = await rumbo.novedades(desde, 20)
    leidos = [leer_update(novedad, rumbo.bot_id, AHORA) for novedad in novedades]
    return leidos, novedades[-1].update_id + 1


async def test_una_charla_sondeando(ana: PersonaTelegram, rumbo: Telegram) -> None:
    ana.escribe("nesesito ayuda 👋")
    [dicho], desde = await sondear(rumbo)
    assert dicho.entrante is not None
    assert dicho.entrante.contenido == "nesesito ayuda 👋"
    assert dicho.entrante.direccion == str(ana.id)

    recibo = await rumbo.enviar(envio(ana, MENU))
    menu = ana.lee("¿Qué necesitas?")
    assert str(menu.id) == recibo.remoto
    assert [boton["text"] for boton in menu.botones] == ["1. Salud", "2. Papeles"]

    ana.toca("Papeles")
    [toque], desde = await sondear(rumbo, desde)
    assert toque.entrante is not None
    assert (toque.entrante.contenido, toque.entrante.edita) == (Pulsa("a1:1"), recibo.remoto)
    await rumbo.contestar_toque(toque.toque)
    en_su_lugar = envio(ana, Burbuja("¿Qué papel?"), toque.entrante.edita)
    assert await rumbo.enviar(en_su_lugar) == recibo
    assert await rumbo.enviar(en_su_lugar) == recibo
    ultimo = ana.lee("¿Qué papel?")
    assert (ultimo.id, ultimo.botones) == (menu.id, ())

    remotos = (dicho.entrante.remoto, recibo.remoto, "999999")
    assert await rumbo.enviar(envio(ana, Borrado(remotos))) == Recibo()
    assert ana.pantalla() == []

    # Lo que ya no está no se puede editar: se manda otro.
    otro = await rumbo.enviar(envio(ana, Burbuja("Listo.", cierra=True), recibo.remoto))
    assert otro.remoto not in ("", recibo.remoto)
    assert [visto.texto for visto in ana.pantalla()] == ["Listo."]


async def test_lo_que_no_es_texto(ana: PersonaTelegram, rumbo: Telegram) -> None:
    ana.escribe("", location={"latitude": -3.57, "longitude": -80.46})
    ana.corrige(1, "mejor así")
    ana.bloquea()
    leidos, _ = await sondear(rumbo)
    contenidos = [leido.entrante.contenido for leido in leidos if leido.entrante]
    assert contenidos[0] == Ubica(-3.57, -80.46)
    assert contenidos[-1] == Bloquea()
    assert len(contenidos) == 3


async def test_el_webhook_trae_lo_mismo_con_su_secreto(
    ana: PersonaTelegram, rumbo: Telegram, fachada: Cable
) -> None:
    assert await rumbo.revisar() == []
    assert len(await rumbo.revisar(WEBHOOK)) == 1
    fachada.averiar("/canales/telegram", Averia(200))
    await rumbo.poner_webhook(WEBHOOK, "s3cr3t_o-")
    assert await rumbo.revisar(WEBHOOK) == []
    with pytest.raises(NoSalio, match="reintentar: 409"):
        await rumbo.novedades(0, 0)

    ana.escribe("Hola.")
    [llamada] = fachada.esperar("/canales/telegram")
    assert verificar("s3cr3t_o-", llamada.cabeceras["x-telegram-bot-api-secret-token"])
    entrante = leer(llamada.cuerpo, rumbo.bot_id, AHORA).entrante
    assert entrante is not None
    assert (entrante.contenido, entrante.direccion) == ("Hola.", str(ana.id))

    await rumbo.quitar_webhook()
    assert await rumbo.revisar() == []


@pytest.mark.parametrize(
    ("averia", "desenlace", "llego"),
    [
        (CORTE, "incierta", False),
        (CORTE_DESPUES, "incierta", True),
        (SILENCIO, "incierta", True),
        (PAGINA, "reintentar", False),
    ],
    ids=["corte", "corte_despues", "silencio", "pagina"],
)
async def test_cuando_el_camino_falla(
    ana: PersonaTelegram,
    hacia_telegram: Cable,
    monkeypatch: pytest.MonkeyPatch,
    averia: Averia,
    desenlace: str,
    llego: bool,
) -> None:
    monkeypatch.setattr(red, "CONEXION", 1.0)
    hacia_telegram.averiar("/sendMessage", averia)
    async with telegram(hacia_telegram.url, plazo=1, llave=ana.llave) as rumbo:
        with pytest.raises(NoSalio) as atrapado:
            await rumbo.enviar(envio(ana, Burbuja("Hola.")))
    assert atrapado.value.desenlace == desenlace
    assert [visto.texto for visto in ana.pantalla()] == (["Hola."] if llego else [])


async def test_lo_que_no_cabe_en_telegram_no_se_intenta_otra_vez(
    ana: PersonaTelegram, rumbo: Telegram, hacia_telegram: Cable
) -> None:
    largo = Burbuja("Hola", (Opcion("a1:0", "x" * 60),))
    assert await rumbo.enviar(envio(ana, largo))
    with pytest.raises(NoSalio, match="muerta: no_cabe"):
        await rumbo.enviar(envio(ana, Burbuja("x" * 4097)))
    assert len(hacia_telegram.contestados("/sendMessage")) == 1

"""El equipo en Telegram, con Rumbo en su propio proceso: llega el aviso, alguien lo toma.

El grupo y las personas son del par; quién es del equipo se escribe en la base de Rumbo, como
haría el panel.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.almacen import equipo, guardias
from bot.almacen.llaves import crear_llaves
from bot.almacen.sql import Almacen, abrir
from bot.avisos.texto import FORMA
from bot.guardia import TurnoSuelto
from tests.almacen.oficina import Colega, sumar
from tests.oficina import INSTALACION, libro_de_la_oficina
from tests.pares.cable import Cable
from tests.pares.personas import PersonaTelegram
from tests.servidor.proceso import Proceso

pytestmark = pytest.mark.pares

GRUPO = -1001234567
PELIGRO = "necesito una ambulancia ya, mi hijo no respira"
EVA, BEA, EXTRANO = 71, 72, 666

Arrancar = Callable[..., Proceso]


@pytest.fixture
def con_grupo(con_telegram: dict[str, str]) -> dict[str, str]:
    return {**con_telegram, "TELEGRAM_GRUPO": str(GRUPO)}


@pytest.fixture
def con_equipo(tmp_path: Path, con_grupo: dict[str, str]) -> dict[str, str]:
    """Los ajustes, con la base ya puesta: si no, el cuadro tardaría un segundo en verse."""
    datos = tmp_path / "datos"
    libro_de_la_oficina()
    shutil.copytree(INSTALACION, datos)
    almacen = abrir(f"sqlite:///{datos / 'rumbo.sqlite'}", crear_llaves(datos))
    contratar(almacen)
    almacen.cerrar()
    return con_grupo


def contratar(almacen: Almacen) -> tuple[Colega, Colega]:
    """Eva está de guardia en orientación; Bea atiende, y no."""
    ahora = datetime.now(UTC)
    eva, bea = (sumar(almacen, quien, ("atiende",), ("orientacion",)) for quien in ("eva", "bea"))

    def escribir(conexion: Connection) -> None:
        for quien, numero in ((eva, EVA), (bea, BEA)):
            equipo.cambiar(conexion, almacen.cifrado, quien.id, telegram=str(numero))
        turno = TurnoSuelto(eva.id, ahora - timedelta(hours=1), ahora + timedelta(hours=8))
        guardias.sumar_suelto(conexion, turno)

    almacen.hacer(escribir).result()
    return eva, bea


class EnElGrupo(PersonaTelegram):
    """Alguien que mira y toca en el grupo del equipo."""

    quien: int = EVA

    @property
    def _yo(self) -> dict[str, Any]:
        return {"id": self.quien, "first_name": "Eva", "is_bot": False}

    @property
    def _chat(self) -> dict[str, Any]:
        return {"id": self.id, "title": "Equipo", "type": "supergroup"}


def test_el_aviso_llega_al_grupo_y_a_quien_esta_de_guardia_y_se_toma(
    ana: PersonaTelegram,
    hacia_telegram: Cable,
    con_equipo: dict[str, str],
    arrancar: Arrancar,
) -> None:
    arrancar(**con_equipo)
    grupo = EnElGrupo(ana.par, ana.llave, GRUPO)
    a_eva = PersonaTelegram(ana.par, ana.llave, EVA)
    ana.escribe(PELIGRO)
    aviso = grupo.lee("· nivel 1 ·")
    assert FORMA.fullmatch(aviso.texto)
    assert [boton["text"] for boton in aviso.botones] == ["Tomo el caso"]
    assert a_eva.lee("· nivel 1 ·").texto == aviso.texto
    mandados = [p.campos for p in hacia_telegram.contestados("/sendMessage$")]
    avisos = [c for c in mandados if c["chat_id"] in (GRUPO, EVA)]
    assert [c["protect_content"] for c in avisos] == [True, True]
    # Alguien de fuera, con el mismo botón: no cambia nada, y el bot le dice su número.
    grupo.quien = EXTRANO
    grupo.toca("Tomo el caso")
    negado = hacia_telegram.esperar("/answerCallbackQuery$")[-1]
    assert str(EXTRANO) in negado.campos["text"]
    assert grupo.lee(aviso.texto).botones
    grupo.quien = BEA
    grupo.toca("Tomo el caso")
    tomado = grupo.lee("🟢")
    assert (tomado.id, tomado.botones) == (aviso.id, ())
    grupo.quien = EVA
    assert [visto for visto in grupo.pantalla() if visto.bot] == [tomado]


def test_con_alguien_de_fuera_el_aviso_va_a_cada_una(
    ana: PersonaTelegram,
    hacia_telegram: Cable,
    con_equipo: dict[str, str],
    arrancar: Arrancar,
) -> None:
    arrancar(**con_equipo)
    grupo = EnElGrupo(ana.par, ana.llave, GRUPO)
    nueva = {"id": EXTRANO, "is_bot": False, "first_name": "CanarioNombre"}
    grupo._novedad("message", grupo._mensaje(message_id=900, new_chat_members=[nueva]))
    ana.escribe(PELIGRO)
    PersonaTelegram(ana.par, ana.llave, EVA).lee("· nivel 1 ·")
    assert [visto for visto in grupo.pantalla() if visto.bot] == []


def test_de_un_grupo_que_no_es_el_suyo_se_va(
    ana: PersonaTelegram, hacia_telegram: Cable, con_telegram: dict[str, str], arrancar: Arrancar
) -> None:
    arrancar(**con_telegram)
    otro = EnElGrupo(ana.par, ana.llave, -555)
    otro._novedad("message", otro._mensaje(message_id=900, text="CANARIO-TEXTO-7f3a"))
    hacia_telegram.esperar("/leaveChat$")
    dicho = otro.lee("No atiendo grupos").texto
    assert "-555" in dicho

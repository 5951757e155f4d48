"""Las plantillas: las que caben, las que se hacen una sola vez y las que esperan a Meta."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.canales.base import NoSalio
from bot.canales.whatsapp import pintar, plantillas
from bot.canales.whatsapp.plantillas import elegir, todas
from bot.modelo import Burbuja, Opcion
from bot.motor import textos
from bot.proteccion.primera_linea import palabras_reservadas
from tests.canales.test_pintar import burbujas
from tests.canales.whatsapp.taller import (
    CUENTA,
    TOKEN,
    Peticion,
    Respuesta,
    Servidor,
    error,
    sirviendo,
)
from tests.oficina import libro_de_la_oficina

RAIZ = Path(__file__).parents[3]
INVITACIONES = {"es": "Hola.\n", "ht": "Bonjou.", "pt": "Olá."}
HUECO = re.compile(r"\{\{(\d+)\}\}")
POR_NOMBRE = {p.nombre: p for p in todas(INVITACIONES)}


def cadenas(valor: object) -> Iterator[str]:
    if isinstance(valor, str):
        yield valor
    elif isinstance(valor, dict):
        for uno in valor.values():
            yield from cadenas(uno)
    elif isinstance(valor, list):
        for uno in valor:
            yield from cadenas(uno)


def llenar(tipos: Any, huecos: dict[str, str]) -> Any:
    """La plantilla como la vería la persona."""
    return json.loads(HUECO.sub(lambda h: json.dumps(huecos[h[1]])[1:-1], json.dumps(tipos)))


def test_hay_una_por_numero_de_opciones_y_de_renglones() -> None:
    assert len(POR_NOMBRE) == 64 + len(INVITACIONES)
    for plantilla in POR_NOMBRE.values():
        usados = [int(n) for texto in cadenas(plantilla.tipos) for n in HUECO.findall(texto)]
        assert usados == list(range(1, len(plantilla.variables) + 1))
        assert all(plantilla.variables.values())
        assert len(plantilla.variables) <= 100
        assert re.fullmatch(r"[a-z0-9_]{1,64}", plantilla.amistoso)


def test_el_nombre_cambia_si_cambia_lo_que_dice() -> None:
    assert [p.amistoso for p in todas({"es": "a"})] == [p.amistoso for p in todas({"es": "a "})]
    uno, otro = (p.amistoso for texto in "ab" for p in todas({"es": texto}) if p.aprobar)
    assert uno != otro


def test_las_invitaciones_no_llevan_huecos_y_las_ve_meta() -> None:
    invitan = [p for p in POR_NOMBRE.values() if p.aprobar]
    assert [(p.nombre, p.idioma) for p in invitan] == [
        ("reabrir_es", "es"),
        ("reabrir_ht", "fr"),
        ("reabrir_pt", "pt_BR"),
    ]
    assert invitan[0].tipos == {"twilio/text": {"body": "Hola."}}


def test_tres_botones_con_dos_renglones() -> None:
    opciones = tuple(Opcion(f"b{n}", f"Opción {n}") for n in range(3))
    elegida = elegir(pintar(Burbuja("Rumbo\n\n\nElige   ya", opciones)), "Ver")
    assert elegida is not None
    nombre, huecos = elegida
    assert llenar(POR_NOMBRE[nombre].tipos, huecos) == {
        "twilio/quick-reply": {
            "body": "Rumbo\n\nElige ya\n\n1. Opción 0\n2. Opción 1\n3. Opción 2",
            "actions": [
                {"type": "QUICK_REPLY", "title": f"Opción {n}", "id": f"b{n}"} for n in range(3)
            ],
        }
    }


def test_una_lista_con_su_rotulo_y_las_etiquetas_enteras_en_el_cuerpo() -> None:
    larga = Opcion("b0", "Me robaron o perdí mi documento", corto="Perdí mi documento")
    opciones = (larga, *(Opcion(f"b{n}", f"Opción {n}") for n in range(1, 4)))
    elegida = elegir(pintar(Burbuja("¿Cuál?", opciones)), "Ver todas las opciones que hay")
    assert elegida is not None
    nombre, huecos = elegida
    assert llenar(POR_NOMBRE[nombre].tipos, huecos) == {
        "twilio/list-picker": {
            "body": "¿Cuál?\n\n1. Me robaron o perdí mi documento"
            "\n2. Opción 1\n3. Opción 2\n4. Opción 3",
            "button": "Ver todas las opcio…",
            "items": [
                {"item": "Perdí mi documento", "id": "b0"},
                *({"item": f"Opción {n}", "id": f"b{n}"} for n in range(1, 4)),
            ],
        }
    }


def test_sin_opciones_con_muchas_o_con_mucho_texto_no_hay_plantilla() -> None:
    dos = (Opcion("a", "Sí"), Opcion("b", "No"))
    assert elegir(pintar(Burbuja("Hola")), "Ver") is None
    nueve = tuple(Opcion(f"b{n}", f"Opción {n}") for n in range(9))
    assert elegir(pintar(Burbuja("Hola", nueve)), "Ver") is None
    renglones = "\n".join(f"Línea {n}." for n in range(8))
    assert elegir(pintar(Burbuja(renglones, dos)), "Ver") is not None
    assert elegir(pintar(Burbuja(renglones + "\nOtra.", dos)), "Ver") is None
    assert elegir(pintar(Burbuja("", dos)), "Ver") is None


@given(burbujas, st.text(min_size=1, max_size=30))
def test_ningun_hueco_es_de_los_que_twilio_rechaza(burbuja: Burbuja, rotulo: str) -> None:
    try:
        mensaje = pintar(burbuja)
    except ValueError:
        return
    elegida = elegir(mensaje, f"Ver {rotulo}")
    if elegida is None:
        return
    nombre, huecos = elegida
    plantilla = POR_NOMBRE[nombre]
    assert huecos.keys() == plantilla.variables.keys()
    for valor in huecos.values():
        assert valor.strip() == valor != ""
        assert not re.search(r"[\n\t\r]| {2}|'", valor)
    for texto in cadenas(llenar(plantilla.tipos, huecos)):
        assert len(texto.encode("utf-16-le")) // 2 <= 1024


def test_lo_que_dicen_los_textos_de_la_oficina_cabe_y_no_cuenta_nada() -> None:
    libro = libro_de_la_oficina()
    for idioma in libro.ficha.idiomas:
        rotulo = textos.fijo(libro, "ver_opciones", idioma)
        assert 0 < len(rotulo) <= 20
        assert "{" not in (invitacion := textos.fijo(libro, "reabrir", idioma))
        assert libro.traducido(libro.frases["reabrir"], idioma)
        assert not palabras_reservadas(invitacion, libro.reservado)
        assert "\n" not in invitacion


# ---- hacerlas ------------------------------------------------------------------------


@dataclass
class Contenidos:
    """La API de contenidos, en memoria: ningún par la tiene."""

    hechos: dict[str, dict[str, Any]] = field(default_factory=dict)
    pedidos: dict[str, dict[str, Any]] = field(default_factory=dict)
    estado: str = "pending"
    serie: Iterator[int] = field(default_factory=count)

    def __call__(self, peticion: Peticion) -> Respuesta:
        partes = peticion.ruta.removeprefix("/v1/Content").strip("/").split("/")
        match peticion.metodo, partes:
            case "GET", [""]:
                desde = int(peticion.consulta.get("Page", "0")) * 50
                todos = list(self.hechos.values())
                otra = f"https://content.twilio.com/v1/Content?Page={desde // 50 + 1}"
                siguiente = otra if desde + 50 < len(todos) else None
                meta = {"key": "contents", "next_page_url": siguiente}
                return _json({"contents": todos[desde : desde + 50], "meta": meta})
            case "POST", [""]:
                sid = f"HX{next(self.serie):032x}"
                self.hechos[sid] = {**peticion.json, "sid": sid}
                return _json(self.hechos[sid], 201)
            case "GET", [sid, "ApprovalRequests"]:
                estado = self.estado if sid in self.pedidos else "unsubmitted"
                return _json({"sid": sid, "whatsapp": {"status": estado}})
            case "POST", [sid, "ApprovalRequests", "whatsapp"]:
                assert sid not in self.pedidos
                self.pedidos[sid] = peticion.json
                return _json({"status": "received"}, 201)
        return error(404, 20404)


def _json(cuerpo: object, estado: int = 200) -> Respuesta:
    return Respuesta(estado, json.dumps(cuerpo))


async def preparar(servidor: Servidor, invitaciones: dict[str, str]) -> dict[str, str]:
    def hacer() -> dict[str, str]:
        cliente = plantillas.crear_cliente(CUENTA, TOKEN, servidor.url, servidor.url)
        try:
            return plantillas.preparar(cliente, todas(invitaciones))
        finally:
            cliente.http_client.session.close()

    return await asyncio.to_thread(hacer)


async def test_repetirla_no_hace_nada_dos_veces() -> None:
    contenidos = Contenidos()
    async with sirviendo() as servidor:
        servidor.siempre = contenidos
        primera = await preparar(servidor, INVITACIONES)
        assert len(contenidos.hechos) == 67
        assert len(contenidos.pedidos) == 3
        assert primera.keys() == {n for n, p in POR_NOMBRE.items() if not p.aprobar}
        servidor.peticiones.clear()

        assert await preparar(servidor, INVITACIONES) == primera
        assert {p.metodo for p in servidor.peticiones} == {"GET"}

        contenidos.estado = "approved"
        aprobadas = await preparar(servidor, INVITACIONES)
        assert aprobadas.keys() == POR_NOMBRE.keys()
        assert aprobadas.items() >= primera.items()
        assert len(contenidos.hechos) == 67

        otra = await preparar(servidor, {**INVITACIONES, "es": "Buenas."})
        assert len(contenidos.hechos) == 68
        assert otra["reabrir_ht"] == aprobadas["reabrir_ht"]
        contenidos.estado = "rejected"
        assert "reabrir_es" not in await preparar(servidor, INVITACIONES)


async def test_lo_que_se_pide_es_lo_que_twilio_documenta() -> None:
    contenidos = Contenidos()
    async with sirviendo() as servidor:
        servidor.siempre = contenidos
        await preparar(servidor, {"pt": "Olá."})
    por_nombre = {h["friendly_name"]: h for h in contenidos.hechos.values()}
    hecho = por_nombre[POR_NOMBRE["botones_1_1"].amistoso]
    assert hecho["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}\n\n{{2}}",
            "actions": [{"type": "QUICK_REPLY", "title": "{{3}}", "id": "{{4}}"}],
        }
    }
    assert hecho["variables"] == {str(n): f"Ejemplo {n}" for n in range(1, 5)}
    assert hecho["language"] == "es"
    [pedido] = contenidos.pedidos.values()
    assert pedido == {"name": POR_NOMBRE["reabrir_pt"].amistoso, "category": "UTILITY"}


@pytest.mark.parametrize(
    ("respuesta", "motivo"),
    [(error(401, 20003), "401"), (error(500, 20500), "500"), (("corta",) * 5, "red")],
    ids=["token", "caido", "red"],
)
async def test_si_twilio_no_quiere_se_dice_por_que(respuesta: Any, motivo: str) -> None:
    guion = respuesta if isinstance(respuesta, tuple) else (respuesta,)
    async with sirviendo(*guion) as servidor:
        with pytest.raises(NoSalio) as visto:
            await preparar(servidor, INVITACIONES)
    assert visto.value.motivo == motivo

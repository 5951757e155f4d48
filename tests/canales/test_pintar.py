"""Lo que cada canal pinta: nada se pierde, nada pasa del límite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.canales import base, consola, telegram, web, whatsapp
from bot.canales.base import Canal, NoCabe
from bot.modelo import Burbuja, Opcion

CANALES: tuple[Canal[object], ...] = (whatsapp, telegram, web, consola)

cualquiera = st.text(st.characters(codec=None, exclude_categories=()), max_size=120)
opciones = st.builds(
    Opcion,
    boton=st.from_regex(r"[a-z0-9:]{1,20}", fullmatch=True),
    etiqueta=cualquiera,
    corto=cualquiera,
)
burbujas = st.builds(
    Burbuja,
    texto=st.one_of(cualquiera, st.text(min_size=900, max_size=1700)),
    opciones=st.lists(opciones, max_size=12).map(tuple),
    sensible=st.booleans(),
    cierra=st.booleans(),
)


def unidades(texto: str) -> int:
    return len(texto.encode("utf-16-le")) // 2  # falla si queda un medio carácter


@given(cualquiera)
def test_sanear_no_deja_medios_caracteres_ni_controles(texto: str) -> None:
    limpio = base.sanear(texto)
    limpio.encode("utf-8")
    assert not any(c < " " and c not in "\n\t" for c in limpio)
    assert base.sanear(limpio) == limpio


@given(cualquiera.map(base.sanear), st.integers(1, 40))
def test_cortar_cabe_y_empieza_igual(texto: str, maximo: int) -> None:
    cortado = base.cortar(texto, maximo)
    assert unidades(cortado) <= maximo
    assert cortado == texto or texto.startswith(cortado[:-1])


def test_cortar_aprovecha_el_espacio() -> None:
    assert base.cortar("Documentos perdidos", 12) == "Documentos…"
    assert base.cortar("🙂🙂🙂", 4) == "🙂…"
    assert base.cortar("🙂🙂", 4) == "🙂🙂"


@given(burbujas)
def test_whatsapp_no_pasa_limites_ni_pierde_opciones(burbuja: Burbuja) -> None:
    try:
        mensaje = whatsapp.pintar(burbuja)
    except NoCabe:
        assert not 0 < unidades(base.numerar(burbuja)) <= whatsapp.CUERPO
        return
    assert 0 < unidades(mensaje.cuerpo) <= whatsapp.CUERPO
    lineas = mensaje.cuerpo.splitlines()
    for n, opcion in enumerate(burbuja.opciones, 1):
        assert f"{n}. {base.etiqueta(opcion)}".strip() in [linea.strip() for linea in lineas]
    if mensaje.forma == "texto":
        assert not mensaje.botones
        return
    assert unidades(mensaje.cuerpo) <= whatsapp.CUERPO_CON_BOTONES
    assert [b.id for b in mensaje.botones] == [o.boton for o in burbuja.opciones]
    titulos = [b.titulo for b in mensaje.botones]
    assert len(set(titulos)) == len(titulos)
    maximo = 20 if mensaje.forma == "botones" else 24
    assert len(titulos) <= (3 if mensaje.forma == "botones" else 10)
    for boton in mensaje.botones:
        assert 0 < unidades(boton.titulo) <= maximo
        assert unidades(boton.descripcion) <= (0 if mensaje.forma == "botones" else 72)


@given(burbujas)
def test_telegram_no_pasa_limites_ni_pierde_opciones(burbuja: Burbuja) -> None:
    try:
        mensaje = telegram.pintar(burbuja)
    except NoCabe:
        return
    assert 0 < unidades(mensaje.texto) <= telegram.TEXTO
    if burbuja.cierra:
        assert not mensaje.botones
        for opcion in burbuja.opciones:
            assert base.etiqueta(opcion) in mensaje.texto
    else:
        assert [b.dato for b in mensaje.botones] == [o.boton for o in burbuja.opciones]
    for boton in mensaje.botones:
        unidades(boton.texto)


@pytest.mark.parametrize("canal", CANALES, ids=lambda canal: canal.nombre)
def test_cada_canal_cumple_el_protocolo(canal: Canal[object]) -> None:
    burbuja = Burbuja("¿Qué necesitas?", (Opcion("1:0", "Salud"), Opcion("1:1", "Documentos")))
    pintado = str(canal.pintar(burbuja))
    assert "¿Qué necesitas?" in pintado
    assert "Salud" in pintado
    assert "Documentos" in pintado


def test_whatsapp_pone_botones_hasta_tres_y_luego_lista() -> None:
    tres = tuple(Opcion(f"1:{n}", f"Opción {n}") for n in range(3))
    assert whatsapp.pintar(Burbuja("Hola", tres)) == whatsapp.Mensaje(
        "Hola\n\n1. Opción 0\n2. Opción 1\n3. Opción 2",
        "botones",
        tuple(whatsapp.Boton(o.boton, o.etiqueta) for o in tres),
    )
    cuatro = (*tres, Opcion("1:3", "Opción 3"))
    assert whatsapp.pintar(Burbuja("Hola", cuatro)).forma == "lista"
    once = tuple(Opcion(f"1:{n}", f"Opción {n}") for n in range(11))
    assert whatsapp.pintar(Burbuja("Hola", once)).forma == "texto"


def test_whatsapp_usa_el_corto_y_guarda_la_etiqueta_entera() -> None:
    larga = Opcion("1:0", "Me robaron o perdí mi documento", corto="Perdí mi documento")
    otras = tuple(Opcion(f"1:{n}", f"Opción {n}") for n in range(1, 4))
    boton = whatsapp.pintar(Burbuja("¿Cuál?", (larga, *otras))).botones[0]
    assert boton == whatsapp.Boton("1:0", "Perdí mi documento", "Me robaron o perdí mi documento")


def test_whatsapp_distingue_dos_etiquetas_que_cortadas_son_iguales() -> None:
    uno = Opcion("1:0", "Quiero renovar mi carné de extranjería")
    dos = Opcion("1:1", "Quiero renovar mi carné de salud")
    titulos = [b.titulo for b in whatsapp.pintar(Burbuja("¿Cuál?", (uno, dos))).botones]
    assert titulos == ["Quiero renovar mi c…", "2. Quiero renovar m…"]


def test_no_cabe_dice_que_cuanto_y_el_maximo() -> None:
    with pytest.raises(NoCabe, match=r"whatsapp: el texto con sus opciones mide 1601 .* 1600"):
        whatsapp.pintar(Burbuja("a" * 1601))
    with pytest.raises(NoCabe, match=r"telegram: el texto mide 4097 y el máximo es 4096"):
        telegram.pintar(Burbuja("a" * 4095 + "🙂"))
    with pytest.raises(NoCabe, match="el dato de un botón mide 66"):
        telegram.pintar(Burbuja("Hola", (Opcion("ñ" * 33, "Sí"),)))
    with pytest.raises(NoCabe, match="mide 0"):
        whatsapp.pintar(Burbuja(" \x00"))


def test_telegram_no_enlaza_y_calla_lo_sensible() -> None:
    sensible = telegram.pintar(Burbuja("Hola", (Opcion("1:0", "Sí"),), sensible=True)).a_api()
    assert sensible == {
        "text": "Hola",
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
        "disable_notification": True,
        "reply_markup": {"inline_keyboard": [[{"text": "1. Sí", "callback_data": "1:0"}]]},
    }
    corriente = telegram.pintar(Burbuja("Hola")).a_api()
    assert corriente["link_preview_options"] == {"is_disabled": True}
    assert corriente["protect_content"] is False
    assert "reply_markup" not in corriente


def test_telegram_quita_el_teclado_al_cerrar() -> None:
    campos = telegram.pintar(Burbuja("Listo.", (Opcion("1:0", "Hola"),), cierra=True)).a_api()
    assert campos["reply_markup"] == {"remove_keyboard": True}
    assert campos["text"] == "Listo.\n\n1. Hola"


def test_consola_no_deja_pasar_controles_de_la_terminal() -> None:
    assert consola.pintar(Burbuja("Hola\x1b[2J", (Opcion("1:0", "S\x1bí"),))) == "Hola[2J\n\n1. Sí"

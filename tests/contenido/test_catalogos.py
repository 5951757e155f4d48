"""Poner al día los catálogos: nada traducido se pierde, y lo dudoso se dice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.contenido.catalogos import poner_al_dia, textos
from bot.contenido.libro import leer_libro
from bot.modelo import Texto
from bot.motor.libro import Libro
from tests.contenido.taller import copiar


def leer(raiz: Path) -> Libro:
    libro, problemas = leer_libro(raiz)
    assert libro is not None, problemas
    return libro


def en_dos_idiomas(raiz: Path) -> Libro:
    """El libro como si ya tuviera francés, para hacer su primer catálogo."""
    libro = leer(raiz)
    return replace(
        libro, ficha=replace(libro.ficha, idiomas={"es": ("Español",), "fr": ("Français",)})
    )


def test_todo_lo_que_se_lee_esta_y_una_sola_vez(tmp_path: Path) -> None:
    libro = leer(copiar(tmp_path))
    todos = list(textos(libro))
    assert len(todos) == len(set(todos))
    assert libro.frases["sigo_aqui"] in todos
    paso = libro.flujos["inicio"].pasos["saludo"]
    assert paso.decir in todos
    assert libro.directorio.servicios["oficina"].para in todos


def test_hacerlo_dos_veces_da_lo_mismo(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    libro = en_dos_idiomas(raiz)
    (avance,) = poner_al_dia(raiz, libro)
    assert avance.textos == len(avance.faltan) == len(list(textos(libro)))
    ruta = raiz / "flujos" / "idiomas" / "fr.po"
    antes = ruta.read_bytes()
    poner_al_dia(raiz, libro)
    assert ruta.read_bytes() == antes


def test_un_cambio_en_espanol_deja_dudosa_la_traduccion(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    libro = en_dos_idiomas(raiz)
    poner_al_dia(raiz, libro)
    ruta = raiz / "flujos" / "idiomas" / "fr.po"
    hecho = ruta.read_text().replace(
        'msgid "Sigo aqui."\nmsgstr ""', 'msgid "Sigo aqui."\nmsgstr "Je suis là."'
    )
    ruta.write_text(hecho)
    frases = raiz / "flujos" / "_frases.yaml"
    frases.write_text(frases.read_text().replace("Sigo aqui.", "Sigo aquí contigo."))
    cambiado = leer(raiz)
    (avance,) = poner_al_dia(raiz, replace(cambiado, ficha=libro.ficha))
    assert avance.dudosos == ("frases.sigo_aqui: Sigo aquí contigo.",)
    texto = Texto("Sigo aquí contigo.", "frases.sigo_aqui")
    assert leer(raiz).traducir(texto, "fr") == "Je suis là.", "lo urgente conserva la anterior"


def test_una_traduccion_dudosa_no_se_dice_en_un_flujo_cualquiera(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    libro = en_dos_idiomas(raiz)
    saludo = libro.flujos["inicio"].pasos["saludo"].decir
    assert saludo is not None
    poner_al_dia(raiz, libro)
    ruta = raiz / "flujos" / "idiomas" / "fr.po"
    hecho = ruta.read_text()
    assert 'msgctxt "inicio.saludo"\n' in hecho
    cabeza, _, cola = hecho.partition('msgctxt "inicio.saludo"\n')
    cola = cola.replace('msgstr ""', 'msgstr "Bonjour. SORTIR."', 1)
    for marca, dice in (("", "Bonjour. SORTIR."), ("#, fuzzy\n", saludo.es)):
        ruta.write_text(f'{cabeza}{marca}msgctxt "inicio.saludo"\n{cola}')
        assert leer(raiz).traducir(saludo, "fr") == dice

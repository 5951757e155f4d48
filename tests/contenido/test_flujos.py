"""Cada verbo se lee en su forma corta y en la larga, y llega entero al libro."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.contenido import claves
from bot.modelo import Texto
from bot.motor.condiciones import DatoEs, EnCanal, EnIdioma, HayUrgencia, Horario, Tiene, Todas
from bot.motor.pasos import (
    Accion,
    Decidir,
    Derivar,
    Flujo,
    Llamar,
    Menu,
    Mostrar,
    Paso,
    Preguntar,
    Rama,
    Salida,
)
from tests.contenido.taller import VERBOS, con_flujo, copiar, decir, libro

CABECERA = "flujo: ejemplo\ntitulo: Ejemplo\nrevisado: pendiente\ntemas: [escuela]\n"


def leer(raiz: Path, texto: str) -> Flujo:
    return libro(con_flujo(raiz, "ejemplo", texto)).flujos["ejemplo"]


def verbo(tmp_path: Path, nombre: str) -> dict[str, Paso]:
    texto = (VERBOS / f"{nombre}.yaml").read_text(encoding="utf-8")
    return dict(leer(copiar(tmp_path), texto).pasos)


@pytest.mark.parametrize("nombre", ["decir", *claves.DE_VERBO])
def test_cada_verbo_tiene_su_ejemplo_y_se_lee_sin_problemas(nombre: str, tmp_path: Path) -> None:
    texto = (VERBOS / f"{nombre}.yaml").read_text(encoding="utf-8")
    assert f"    {nombre}:" in texto
    assert decir(con_flujo(copiar(tmp_path), "ejemplo", texto)) == []


def test_no_sobra_ningun_ejemplo_ni_falta_ningun_verbo_del_motor() -> None:
    assert {ruta.stem for ruta in VERBOS.iterdir()} == {"decir", *claves.DE_VERBO}
    assert {clase.__name__.lower() for clase in get_args(Accion)} == set(claves.DE_VERBO)


def en(paso: str, es: str) -> Texto:
    return Texto(es, f"ejemplo.{paso}")


def test_decir(tmp_path: Path) -> None:
    assert verbo(tmp_path, "decir") == {
        "corto": Paso("corto", en("corto", "Puedes ir hoy."), None, "ejemplo.largo"),
        "largo": Paso(
            "largo",
            en("largo", "Lleva un documento si lo tienes.\n\nSi no lo tienes, pregunta igual."),
            None,
            "menu",
        ),
    }


def test_menu(tmp_path: Path) -> None:
    pasos = verbo(tmp_path, "menu")
    assert pasos["que"].decir == en("que", "Te ayudo con eso.")
    assert pasos["que"].accion == Menu(
        en("que", "¿Qué necesitas?"),
        (
            Salida(en("que", "Matrícula"), "ejemplo.matricula"),
            Salida(
                en("que", "Un certificado de estudios"),
                "ejemplo.certificado",
                en("que", "Un certificado"),
                ("notas", "boleta"),
            ),
            Salida(en("que", "Terminar"), "salir"),
        ),
    )
    assert pasos["certificado"].sigue == "fin"


def test_preguntar(tmp_path: Path) -> None:
    paso = verbo(tmp_path, "preguntar")["cual"]
    assert paso.sigue == "ejemplo.listo"
    assert paso.accion == Preguntar(
        en("cual", "¿Qué documento es?"),
        "documento",
        ("no", "prefiero no"),
        (en("cual", "Cédula"), en("cual", "Pasaporte")),
    )


def test_decidir(tmp_path: Path) -> None:
    listo = "ejemplo.listo"
    assert verbo(tmp_path, "decidir")["segun"].accion == Decidir(
        (
            Rama(Todas((Horario("abierto"), EnCanal("web"))), listo),
            Rama(HayUrgencia("alta"), "persona"),
            Rama(EnIdioma("fr"), "inicio.saludo"),
            Rama(Tiene("distrito"), listo),
            Rama(DatoEs("documento", ("cédula", "pasaporte")), "inicio.menu"),
        ),
        listo,
    )


def test_mostrar(tmp_path: Path) -> None:
    pasos = verbo(tmp_path, "mostrar")
    nada = "No tengo un lugar confirmado."
    assert pasos["cerca"].accion == Mostrar("tramite", (), 2, en("cerca", nada))
    assert pasos["oficina"].accion == Mostrar("", ("oficina",), 3, en("oficina", nada))


def test_derivar(tmp_path: Path) -> None:
    assert verbo(tmp_path, "derivar")["pedir"].accion == Derivar(
        "orientacion", "normal", "escuela", timedelta(hours=4), ("documento",)
    )


def test_llamar(tmp_path: Path) -> None:
    paso = verbo(tmp_path, "llamar")["donde"]
    assert (paso.accion, paso.sigue) == (Llamar("distrito"), "ejemplo.listo")


def test_la_cabecera_de_un_flujo_delicado(tmp_path: Path) -> None:
    flujo = leer(
        copiar(tmp_path),
        "flujo: ejemplo\ntitulo: Ejemplo\nrevisado: pendiente\ntemas: [violencia, escuela]\n"
        "sensible: si\nurgente: {critica: uno, alta: ejemplo.uno}\n"
        "pasos:\n  uno:\n    menu: ¿Puedes leer?\n    opciones:\n"
        "      Sí: {ir: salir}\n      Era otra cosa: fin\n",
    )
    assert flujo.sensible
    assert flujo.temas == ("violencia", "escuela")
    assert flujo.urgente == {"critica": "ejemplo.uno", "alta": "ejemplo.uno"}


def test_un_paso_de_aqui_gana_a_un_flujo_y_el_nombre_entero_los_distingue(tmp_path: Path) -> None:
    flujo = leer(
        copiar(tmp_path),
        CABECERA + "pasos:\n  uno:\n    menu: ¿Qué?\n    opciones:\n"
        "      Aquí: ejemplo.tramite\n      Allí: tramite.lugar\n  tramite:\n    decir: Aquí.\n",
    )
    accion = flujo.pasos["uno"].accion
    assert isinstance(accion, Menu)
    assert [salida.destino for salida in accion.opciones] == ["ejemplo.tramite", "tramite.lugar"]


@pytest.mark.parametrize(
    ("tabla", "plantilla"),
    [
        (claves.DE_FLUJO, "{clave}: x\n"),
        *(
            (claves_de_verbo, f"pasos:\n  uno:\n    {nombre}: x\n    {{clave}}: x\n")
            for nombre, claves_de_verbo in claves.DE_VERBO.items()
        ),
        (
            claves.DE_OPCION,
            "pasos:\n  uno:\n    menu: x\n    opciones: {{x: {{{clave}: x}}}}\n",
        ),
        (
            claves.DE_RAMA,
            "pasos:\n  uno:\n    decidir: [{{{clave}: {{}}}}, {{sino: fin}}]\n",
        ),
        (
            claves.DE_CONDICION,
            "pasos:\n  uno:\n    decidir: [{{si: {{{clave}: x}}, ir: fin}}, {{sino: fin}}]\n",
        ),
        (claves.DE_MOSTRAR, "pasos:\n  uno:\n    mostrar: {{{clave}: x}}\n"),
        (claves.DE_DERIVAR, "pasos:\n  uno:\n    derivar: {{{clave}: x}}\n"),
        (claves.DE_REVISADO, "revisado: {{{clave}: x}}\n"),
        (claves.DE_FUENTE, "fuentes: [{{{clave}: x}}]\n"),
    ],
)
def test_el_lector_y_las_tablas_conocen_las_mismas_claves(
    tabla: dict[str, claves.Clave], plantilla: str, tmp_path: Path
) -> None:
    raiz = copiar(tmp_path)
    ajenas = []
    for clave in (*tabla, "ajena"):
        dichos = decir(con_flujo(raiz, "ejemplo", plantilla.format(clave=clave)))
        if any(f"«{clave}» no existe" in dicho for dicho in dichos):
            ajenas.append(clave)
    assert ajenas == ["ajena"]
    con_otra = decir(con_flujo(raiz, "ejemplo", plantilla.format(clave="ajena")))
    for clave, ficha in tabla.items():
        falta = any(f"Falta «{clave}» en" in dicho for dicho in con_otra)
        ya_esta = f" {clave}:" in plantilla
        assert falta == (ficha.obligatoria and not ya_esta), clave

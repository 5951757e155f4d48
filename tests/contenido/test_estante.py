"""El libro se lee entero, se relee cuando cambia y nunca se pierde el último bueno."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.contenido.estante import ContenidoMalo, Estante
from bot.contenido.libro import leer_libro
from bot.modelo import Texto
from bot.motor.textos import FRASES
from tests.contenido.taller import con_flujo, copiar, libro

BUENO = (
    "flujo: {0}\ntitulo: Uno\nrevisado: pendiente\ntemas: [escuela]\n"
    "pasos:\n  uno:\n    decir: {1}\n"
)


def test_el_libro_trae_la_ficha_las_frases_y_lo_reservado() -> None:
    leido = libro()
    ficha = leido.ficha
    assert (ficha.inicio, ficha.menu, ficha.oficina) == ("inicio", "inicio.menu", "oficina")
    assert ficha.temas["tramite"] == Texto("Un trámite", "temas.tramite")
    assert ficha.datos["distrito"].vacio == Texto("tu distrito", "datos.distrito")
    assert ficha.datos["historia"].sensible
    assert (ficha.seguro, ficha.dudoso) == (0.8, 0.45)
    assert ficha.caduca.total_seconds() == 6 * 3600
    siempre = {una.nombre: una for una in ficha.siempre}
    assert siempre["salir"].palabras == {"es": ("salir", "chau"), "fr": ("sortir",)}
    assert siempre["persona"].flujo == "_persona"
    assert set(leido.frases) == set(FRASES)
    assert leido.reservado == ("violen*", "golpe*", "policia*", "viol*")
    assert leido.prohibido == ("es anónimo", "puedes pedir refugio … internet")
    assert leido.flujo_de_tema("tramite") == "tramite"


def test_los_problemas_salen_todos_y_en_orden(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    con_flujo(raiz, "zeta", "flujo: zeta\n")
    con_flujo(raiz, "alfa", BUENO.format("alfa", "Llama al 100.\n    ir: nada"))
    leido, problemas = leer_libro(raiz)
    assert leido is None
    assert problemas == sorted(problemas)
    assert {problema.lugar.archivo for problema in problemas} == {
        "flujos/alfa.yaml",
        "flujos/zeta.yaml",
    }


def test_un_aviso_no_impide_el_libro(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    (raiz / "flujos" / "notas.txt").write_text("x")
    leido, problemas = leer_libro(raiz)
    assert leido is not None
    assert [problema.grave for problema in problemas] == [False]


def test_las_traducciones_aprobadas_llegan_y_las_dudosas_no(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    (raiz / "flujos" / "idiomas").mkdir()
    (raiz / "flujos" / "idiomas" / "fr.po").write_text(
        'msgid ""\nmsgstr ""\n\nmsgctxt "inicio.menu"\nmsgid "¿Qué necesitas?"\n'
        'msgstr "De quoi as-tu besoin ?"\n\n#, fuzzy\nmsgctxt "inicio.menu"\n'
        'msgid "Un trámite"\nmsgstr "Une démarche"\n'
    )
    leido = libro(raiz)
    assert leido.traducir(Texto("¿Qué necesitas?", "inicio.menu"), "fr") == "De quoi as-tu besoin ?"
    assert leido.traducir(Texto("Un trámite", "inicio.menu"), "fr") == "Un trámite"


def test_las_reglas_miran_tambien_las_traducciones(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    (raiz / "flujos" / "idiomas").mkdir()
    (raiz / "flujos" / "idiomas" / "fr.po").write_text(
        'msgid ""\nmsgstr ""\n\nmsgctxt "inicio.menu"\nmsgid "Un trámite"\n'
        'msgstr "Faire une démarche administrative"\n\nmsgctxt "_salir.listo"\n'
        'msgid "Listo, terminamos. Escribe HOLA cuando quieras."\nmsgstr "Violence: 100."\n'
    )
    problemas = {(p.lugar.archivo, p.lugar.linea, p.regla) for p in leer_libro(raiz)[1]}
    assert problemas == {
        ("flujos/idiomas/fr.po", 5, "etiqueta_cabe"),
        ("flujos/idiomas/fr.po", 9, "telefono_en_texto"),
        ("flujos/idiomas/fr.po", 9, "ultima_neutral"),
        ("flujos/idiomas/fr.po", 9, "primera_linea"),
    }


def test_sin_ningun_libro_bueno_no_se_empieza(tmp_path: Path) -> None:
    raiz = con_flujo(copiar(tmp_path), "malo", "flujo: malo\n")
    with pytest.raises(ContenidoMalo, match=r"malo\.yaml:1:1: \[error\] Falta «titulo»"):
        Estante(raiz)


def test_relee_lo_editado_y_calla_si_nada_cambia(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    estante = Estante(raiz)
    antes = estante.libro
    assert not estante.refrescar()
    con_flujo(raiz, "nuevo", BUENO.format("nuevo", "Hola."))
    assert estante.refrescar()
    assert "nuevo" in estante.libro.flujos
    assert "nuevo" not in antes.flujos
    assert estante.libro.version != antes.version
    assert not estante.refrescar()


@pytest.mark.parametrize(
    "crudo",
    [
        b"flujo: nuevo\n",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbfflujo: nuevo\n",
        b"[" * 9999,
        b"\x7fELF\x00",
    ],
)
def test_una_mala_edicion_deja_el_libro_anterior_y_se_recupera(
    tmp_path: Path, crudo: bytes
) -> None:
    raiz = con_flujo(copiar(tmp_path), "nuevo", BUENO.format("nuevo", "Hola."))
    estante = Estante(raiz)
    antes = estante.libro
    (raiz / "flujos" / "nuevo.yaml").write_bytes(crudo)
    assert not estante.refrescar()
    assert estante.libro is antes
    assert any(problema.grave for problema in estante.problemas)
    con_flujo(raiz, "nuevo", BUENO.format("nuevo", "Hola otra vez."))
    assert estante.refrescar()
    assert estante.problemas == []
    decir = estante.libro.flujos["nuevo"].pasos["uno"].decir
    assert decir is not None
    assert decir.es == "Hola otra vez."


def test_si_la_carpeta_desaparece_sigue_el_libro(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    estante = Estante(raiz)
    antes = estante.libro
    raiz.rename(tmp_path / "otra")
    assert not estante.refrescar()
    assert estante.libro is antes

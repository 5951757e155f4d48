"""El corredor de charlas: qué exige, cómo lee y cómo escribe."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.charlas.archivo import guardar, leer_charla, probar
from bot.charlas.conversacion import Conversacion
from bot.charlas.correr import Charla, Intercambio, coincide, correr, revisar
from bot.contenido.arbol import Problema
from bot.directorio import LIMA
from bot.modelo import Burbuja, Manda, Opcion
from bot.motor.libro import Libro
from tests.ordenes.conftest import RAIZ

LUNES = datetime(2026, 3, 16, 10, 0, tzinfo=LIMA)


def charla(*turnos: Intercambio) -> Charla:
    return Charla("c.yaml", "Prueba", LUNES, "whatsapp", "", turnos)


def test_todas_las_charlas_pasan_y_no_falta_ningun_paso(libro: Libro) -> None:
    dicho: list[str] = []
    bien = probar(libro, [RAIZ / "tests" / "charlas"], actualizar=False, decir=dicho.append)
    assert bien, "\n".join(dicho)


def test_callar_y_sobrar_fallan_igual(libro: Libro) -> None:
    callada = correr(libro, charla(Intercambio(5, "SALIR")))
    assert callada.fallos[0].startswith("c.yaml:5: se esperaban 0 mensajes y hubo 1")
    despedida = callada.dichas[0].bot[0]
    assert correr(libro, charla(Intercambio(5, "SALIR", bot=(despedida,)))).fallos == []
    sobra = correr(libro, charla(Intercambio(5, "SALIR", bot=(despedida, "Más."))))
    assert sobra.fallos[0].startswith("c.yaml:5: se esperaban 2 mensajes y hubo 1")


def test_un_boton_que_no_esta_detiene_la_charla(libro: Libro) -> None:
    resultado = correr(libro, charla(Intercambio(7, None, "No existe"), Intercambio(8, "hola")))
    assert resultado.fallos == ["c.yaml:7: no hay un botón «No existe»."]
    assert resultado.dichas == []


def test_lo_que_se_deriva_tiene_que_estar_escrito(libro: Libro) -> None:
    turnos = [
        Intercambio(3, "quiero hablar con una persona", bot=("…", "…")),
        Intercambio(4, "acepto", bot=("…",)),
        Intercambio(5, "yo llamo", bot=("…",)),
    ]
    assert any("caso: se esperaba «»" in fallo for fallo in correr(libro, charla(*turnos)).fallos)


@pytest.mark.parametrize(
    ("esperada", "dicha", "igual"),
    [
        ("Hola. Soy…", "Hola. Soy un programa.\n[Sí | No]", True),
        ("Hola. Soy", "Hola. Soy un programa.", False),
        ("¿Qué?\n[Uno | …]", "¿Qué?\n\n[Uno | Dos]", True),
        ("¿Qué?\n[Dos | …]", "¿Qué?\n[Uno | Dos]", False),
        ("Uno\n  dos", "Uno dos", True),
        ("Sigue…", "Sigue…", True),
        ("Otra…", "Sigue…", False),
    ],
)
def test_cuando_coincide(esperada: str, dicha: str, igual: bool) -> None:
    assert coincide(esperada, dicha) is igual


def test_lo_que_ninguna_respuesta_puede_tener(libro: Libro) -> None:
    bien = Burbuja("Hola.")
    assert list(revisar(libro, [bien])) == []
    assert "3 mensajes" in next(revisar(libro, [bien] * 3))
    assert "601 caracteres" in next(revisar(libro, [Burbuja("a" * 601)]))
    assert "sin llenar" in next(revisar(libro, [Burbuja("Llama al {oficina.telefono}")]))
    assert "pantalla bloqueada" in next(revisar(libro, [Burbuja("Sobre la violencia")]))
    assert list(revisar(libro, [Burbuja("Hola.\n\nSobre la violencia")])) == []
    largo = Burbuja("Hola.", (Opcion("b" * 65, "Sí"),))
    assert any(fallo.startswith("no cabe: telegram") for fallo in revisar(libro, [largo]))


def test_escribir_y_leer_una_charla_da_la_misma(tmp_path: Path) -> None:
    ruta = tmp_path / "ida.yaml"
    ida = Charla(
        "ida.yaml",
        "Ida y vuelta: con dos puntos",
        LUNES,
        "telegram",
        "fr",
        (
            Intercambio(0, "hola #1: «sí»", bot=("Uno\n\ndos\n[Sí | No]", "- tres")),
            Intercambio(0, None, "Sí", bot=("…",), caso="orientacion, normal", aviso="trata"),
            Intercambio(0, Manda("audio"), bot=("no",)),
            Intercambio(0, timedelta(hours=2)),
        ),
    )
    guardar(ruta, ida)
    problemas: list[Problema] = []
    vuelta = leer_charla(ruta, tmp_path, problemas)
    assert problemas == []
    assert vuelta is not None
    sin_lineas = tuple(replace(turno, linea=0) for turno in vuelta.turnos)
    assert replace(vuelta, turnos=sin_lineas) == ida


def test_una_charla_mal_escrita_dice_donde(tmp_path: Path) -> None:
    ruta = tmp_path / "mala.yaml"
    ruta.write_text(
        "charla: Mala\nempieza: ayer\nturnos:\n- persona: a\n  pulsa: b\n- manda: paloma\n"
        "- persona: c\n  bott: d\n",
        encoding="utf-8",
    )
    problemas: list[Problema] = []
    assert leer_charla(ruta, tmp_path, problemas) is None
    dichos = [str(problema) for problema in sorted(problemas)]
    assert [dicho.split(" ")[0] for dicho in dichos] == [
        "mala.yaml:2:10:",
        "mala.yaml:4:3:",
        "mala.yaml:6:10:",
        "mala.yaml:8:3:",
    ]
    assert "¿Quisiste decir «bot»?" in dichos[-1]


def test_actualizar_escribe_lo_de_hoy_y_respeta_el_comentario(libro: Libro, tmp_path: Path) -> None:
    ruta = tmp_path / "vieja.yaml"
    ruta.write_text(
        "# La revisó la oficina.\ncharla: Vieja\nempieza: 2026-03-16 10:00\n"
        "turnos:\n- persona: SALIR\n  bot: Adiós.\n",
        encoding="utf-8",
    )
    dicho: list[str] = []
    assert not probar(libro, [ruta], actualizar=True, decir=dicho.append)
    assert ruta.read_text(encoding="utf-8").startswith("# La revisó la oficina.\ncharla: Vieja\n")
    assert "Listo, terminamos." in ruta.read_text(encoding="utf-8")
    dicho.clear()
    probar(libro, [ruta], actualizar=False, decir=dicho.append)
    assert "0 fallos" in dicho[-1]


def test_sin_charlas_no_esta_bien(libro: Libro, tmp_path: Path) -> None:
    assert not probar(libro, [tmp_path], actualizar=False, decir=lambda _: None)


def test_lo_que_caduca_se_olvida_callando(libro: Libro) -> None:
    conversacion = Conversacion(libro, "web", LUNES)
    conversacion.recibir("hola")
    assert conversacion.estado.turno == 1
    turnos = conversacion.pasar(libro.ficha.caduca)
    assert [turno.efectos for turno in turnos if turno.efectos]
    assert conversacion.estado.turno == 0

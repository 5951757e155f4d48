"""El caso: se acepta antes de derivar, la persona la atiende y el código dice una palabra."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.modelo import (
    Alarma,
    Avisa,
    Circunstancias,
    Consultado,
    Deriva,
    Di,
    Estado,
    Manda,
    Olvida,
    Pulsa,
    Releva,
    Ubica,
)
from bot.motor.consultas import codigo_preguntado
from bot.motor.libro import Libro, Siempre
from bot.motor.respuestas import telefono_de
from tests.motor.taller import Charla, dicho, escribe, libro, opciones

CODIGO = "YT6XP-C6YC6"
HORA = timedelta(hours=1)
RESUMEN = (("documento", "la partida"),)
ATENDIDA = Circunstancias(con_caso=True, atendida=True)


def en_ayuda() -> Charla:
    charla = Charla()
    charla.circunstancias = Circunstancias(codigo=CODIGO)
    charla.di("x", ("documentos", 0.9))
    charla.di("la partida")
    charla.di("x", ("asilo", 0.9))
    return charla


def derivadas(charla: Charla) -> list[Deriva]:
    return [efecto for efecto in charla.turno.efectos if isinstance(efecto, Deriva)]


def relevadas(charla: Charla) -> list[str]:
    return [efecto.texto for efecto in charla.turno.efectos if isinstance(efecto, Releva)]


# ---- acepta antes de derivar -------------------------------------------------


def test_derivar_pregunta_antes_y_lleva_lo_que_eligio() -> None:
    charla = en_ayuda()
    assert charla.di("Oficina") == "¿Aceptas?"
    assert derivadas(charla) == []
    charla.di("Acepto")
    assert derivadas(charla) == []
    assert charla.di("Escribo yo") == f"Número {CODIGO}.\n\n¿Qué?"
    assert derivadas(charla) == [
        Deriva(
            "legal",
            "alta",
            "asilo",
            HORA,
            (("documento", "la partida"),),
            "v1",
            (("como", "ella"),),
        )
    ]
    assert charla.estado.datos == {"documento": "la partida"}


def test_sin_consentimiento_no_se_deriva_nada() -> None:
    charla = en_ayuda()
    charla.di("Oficina")
    assert charla.di("No acepto") == "¿Qué?"
    assert derivadas(charla) == []


def test_un_aviso_no_lleva_nada_suyo() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    charla.di("la partida")
    [aviso] = derivadas(charla)
    assert (aviso.consentimiento, aviso.resumen, aviso.acuerdo) == ("", (), ())


def test_el_si_a_avisar_es_el_consentimiento_sin_mas_preguntas() -> None:
    charla = en_ayuda()
    charla.di("Aqui")
    assert charla.di("Avisen") == f"Número {CODIGO}.\n\n¿Qué?"
    assert derivadas(charla) == [
        Deriva("legal", "critica", "asilo", timedelta(), consentimiento="v2")
    ]


def test_un_acuerdo_a_medias_no_se_cuela_en_el_si_a_avisar() -> None:
    charla = en_ayuda()
    charla.di("Oficina")
    charla.di("Acepto")
    charla.di("Que me llamen")
    assert charla.estado.datos["como"] == "llamada"
    charla.di("menu")
    charla.di("x", ("asilo", 0.9))
    charla.di("Aqui")
    charla.di("Avisen")
    assert [una.acuerdo for una in derivadas(charla)] == [()]


def test_dejar_el_acuerdo_a_medias_no_vale_para_despues() -> None:
    charla = en_ayuda()
    charla.di("Oficina")
    charla.di("Acepto")
    charla.di("menu")
    charla.di("x", ("asilo", 0.9))
    assert charla.di("Oficina") == "¿Aceptas?"
    charla.di("No acepto")
    assert derivadas(charla) == []


@pytest.mark.parametrize("palabra", ["repetir", "volver"])
def test_el_numero_se_dice_una_vez(palabra: str) -> None:
    charla = en_ayuda()
    charla.di("Oficina")
    charla.di("Acepto")
    assert CODIGO in charla.di("Escribo yo")
    charla.circunstancias = Circunstancias(codigo="OTRO", con_caso=True)
    assert "Número" not in charla.di(palabra)
    assert derivadas(charla) == []


def test_el_telefono_se_pide_a_quien_quiere_que_la_llamen() -> None:
    charla = en_ayuda()
    charla.di("Oficina")
    charla.di("Acepto")
    assert charla.di("Que me llamen") == "¿Cuál?"
    assert "¿Cuál?" in charla.di("no sé cuál es")
    charla.di("mi celular es 945 083 692")
    [deriva] = derivadas(charla)
    assert deriva.acuerdo == (("como", "llamada"), ("telefono", "945083692"))


@pytest.mark.parametrize(
    ("dicho", "telefono"),
    [
        ("+51 945-083-692", "+51945083692"),
        ("(072) 52 1234", "072521234"),
        ("el 12345", None),
        ("uno 945083692 y otro 945083693", None),
        ("llámame", None),
        ("9" * 20, None),
    ],
)
def test_un_telefono_son_de_6_a_15_cifras(dicho: str, telefono: str | None) -> None:
    assert telefono_de(dicho) == telefono


# ---- la atiende una persona --------------------------------------------------


def test_atendida_lo_que_escribe_va_a_su_caso_y_el_bot_calla() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    for escrito in ("Oficina", "1", "gracias", "hola", "no entiendo nada"):
        assert charla.di(escrito) == ""
        assert relevadas(charla) == [escrito]
    assert charla.estado.atendida


def test_atendida_lo_urgente_contesta_y_lo_lee_tambien_la_persona() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    charla.di("estoy bien")
    contesta = charla.di("está aquí", alarma=Alarma("critica", "violencia"))
    assert contesta == "Línea 100.\n\n¿Estás bien?"
    assert relevadas(charla) == ["está aquí"]
    assert Avisa("violencia") in charla.turno.efectos
    assert charla.di("no sé qué hacer") == ""
    assert relevadas(charla) == ["no sé qué hacer"]


def test_atendida_lo_que_lo_urgente_pregunta_se_puede_contestar() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    charla.di("estoy bien")
    charla.di("está aquí", alarma=Alarma("critica", "violencia"))
    assert charla.di("No") == "Listo."
    assert relevadas(charla) == []


def test_atendida_el_boton_de_lo_urgente_se_contesta() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    charla.di("está aquí", alarma=Alarma("alta", "violencia"))
    boton = next(e for e in charla.turno.efectos if isinstance(e, Di)).burbuja.opciones[0].boton
    assert dicho(charla.da(Pulsa(boton))) == "Sigo.\n\n¿Qué quieres?"


@pytest.mark.parametrize("palabra", ["salir", "persona", "menu", "9"])
def test_atendida_las_palabras_de_siempre_contestan(palabra: str) -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    charla.di("aquí estoy")
    assert charla.di(palabra)
    assert relevadas(charla) == []


def test_atendida_salir_limpia_el_telefono_aunque_no_haya_nada_a_medias() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    charla.di("aquí estoy")
    charla.di("salir")
    assert charla.turno.efectos[-1] == Olvida(rastro=True)


def test_atendida_un_audio_no_vuelve_a_las_preguntas_del_bot() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    for evento in (Manda("audio"), Ubica(-3.5, -80.4), Pulsa("b00000000")):
        charla.da(evento)
        assert len([e for e in charla.turno.efectos if isinstance(e, Di)]) == 1
        assert opciones(charla.turno) == []


def test_el_bot_vuelve_al_mensaje_siguiente_sin_lo_de_antes() -> None:
    charla = en_ayuda()
    charla.circunstancias = ATENDIDA
    charla.di("gracias")
    charla.circunstancias = Circunstancias()
    assert charla.di("Oficina") != "¿Aceptas?"
    assert relevadas(charla) == []
    assert not charla.estado.atendida


# ---- cómo va ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consultado", "frase"),
    [
        ("recibido", "<caso_recibido>"),
        ("en atención", "<caso_en_atencion>"),
        ("cerrado", "<caso_cerrado>"),
        ("desconocido", "<caso_desconocido>"),
        ("demasiadas", "<caso_desconocido>"),
    ],
)
def test_el_codigo_dice_una_palabra_y_no_mueve_nada(consultado: Consultado, frase: str) -> None:
    charla = en_ayuda()
    antes = charla.estado
    charla.circunstancias = Circunstancias(consultado=consultado)
    assert charla.di("mi caso " + CODIGO) == frase
    assert charla.estado == antes
    assert len(charla.turno.efectos) == 1


def test_preguntar_por_un_codigo_no_empieza_una_conversacion() -> None:
    charla = Charla()
    charla.circunstancias = Circunstancias(consultado="desconocido")
    charla.di(CODIGO)
    assert charla.estado == Estado(canal="web")


def test_lo_urgente_gana_a_un_codigo() -> None:
    charla = Charla()
    charla.circunstancias = Circunstancias(consultado="recibido")
    assert charla.da(escribe(CODIGO, alarma=Alarma("critica", "violencia"))).urgente


@pytest.mark.parametrize("mal", ["YT6XP-C6YC7", "mi caso YT6XP-C6YC7"])
def test_un_codigo_mal_escrito_se_contesta_como_uno_que_no_es(mal: str) -> None:
    charla = Charla(con_palabra())
    assert charla.di(mal) == "<caso_desconocido>"


@pytest.mark.parametrize("mal", ["hola a todos", "mi caso es largo", "tengo 2 hijos", "2023-12-01"])
def test_lo_que_no_parece_un_codigo_sigue_su_camino(mal: str) -> None:
    charla = Charla(con_palabra())
    assert charla.di(mal) != "<caso_desconocido>"


def con_palabra() -> Libro:
    antes = libro()
    siempre = (*antes.ficha.siempre, Siempre("caso", {"es": ("mi caso",), "fr": ("mon dossier",)}))
    return replace(antes, ficha=replace(antes.ficha, siempre=siempre))


@pytest.mark.parametrize(
    "dicho",
    [CODIGO, "yt6xp c6yc6", f"mi caso {CODIGO}", f"Mi caso: {CODIGO}", f"MON DOSSIER {CODIGO}"],
)
def test_que_mensajes_preguntan_por_un_codigo(dicho: str) -> None:
    assert codigo_preguntado(con_palabra(), dicho) == CODIGO


@pytest.mark.parametrize("dicho", ["mi caso", "hola", "YT6XP-C6YC7", f"dame {CODIGO} ya"])
def test_los_demas_no(dicho: str) -> None:
    assert codigo_preguntado(con_palabra(), dicho) is None

"""Las reglas de ``avanzar``, una por una, en el orden en que están escritas."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.modelo import (
    Alarma,
    Avisa,
    Cuenta,
    Deriva,
    Estado,
    Manda,
    Marco,
    Olvida,
    Programa,
    Pulsa,
    Ubica,
    Vence,
)
from bot.motor.avanzar import avanzar
from bot.motor.pasos import RESERVADOS
from bot.motor.recorrido import MAXIMO_DE_PASOS, DemasiadosPasos
from tests.motor.taller import (
    LUNES,
    Charla,
    burbujas,
    dicho,
    escribe,
    flujo,
    hecho,
    libro,
    menu,
    opciones,
    paso,
    servicio,
)

CRITICA = Alarma("critica", "violencia", ("pega",))
ALTA = Alarma("alta", "violencia", ("grita",))


def cuentas(charla: Charla) -> list[tuple[str, str, int]]:
    return [(e.tema, e.desenlace, e.suma) for e in charla.turno.efectos if isinstance(e, Cuenta)]


# ---- llegar ------------------------------------------------------------------


def test_a_quien_llega_se_le_saluda_y_se_le_da_el_menu() -> None:
    charla = Charla()
    assert charla.di("hola") == "Hola, soy un programa. SALIR termina.\n\n¿Qué necesitas?"
    assert opciones(charla.turno) == ["Salud", "Papeles"]


def test_quien_llega_con_un_tema_va_directo_con_un_saludo_breve() -> None:
    charla = Charla()
    assert charla.di("médico", ("salud", 0.9)) == "<saludo_breve>\n\n¿Qué pasa?"


def test_quien_llega_con_una_urgencia_no_espera_el_saludo() -> None:
    charla = Charla()
    assert charla.di("me pega", alarma=CRITICA) == "Línea 100.\n\n¿Estás bien?"


@pytest.mark.parametrize("palabra", ["menu", "hola", "zzz"])
def test_el_saludo_completo_no_depende_de_la_palabra(palabra: str) -> None:
    assert Charla().di(palabra).startswith("Hola, soy un programa.")


def test_quien_llega_pidiendo_una_persona_sabe_con_que_habla() -> None:
    assert Charla().di("persona").startswith("<saludo_breve>\n\nLlama al 945.")


def test_el_idioma_del_primer_mensaje_queda() -> None:
    charla = Charla()
    assert "De quoi as-tu besoin ?" in charla.di("bonjour", idioma="fr")
    assert charla.di("menu") == "De quoi as-tu besoin ?"
    assert charla.di("papeles") == "<solo_espanol>\n\n¿Qué documento?"
    charla.di("hello", idioma="en")
    assert charla.estado.idioma == "fr"


def test_quien_saluda_en_espanol_y_sigue_en_otro_idioma_habla_el_otro() -> None:
    charla = Charla()
    charla.di("hola", ("saludo", 0.9), idioma="es")
    charla.di("aide moi", idioma="fr")
    assert charla.estado.idioma == "es", "con dos palabras no basta"
    assert "De quoi as-tu besoin ?" in charla.di("je ne sais pas", idioma="fr")


def test_quien_empieza_en_el_idioma_de_su_telefono_tambien() -> None:
    charla = Charla()
    charla.di("bonjour", ("saludo", 0.9), idioma="fr")
    charla.di("necesito un papel", idioma="es")
    assert charla.estado.idioma == "es"


def test_dentro_de_un_tema_el_idioma_ya_no_cambia_solo() -> None:
    charla = Charla()
    charla.di("hola", ("saludo", 0.9), idioma="es")
    charla.di("me siento mal", ("salud", 0.9), idioma="es")
    charla.di("je ne sais pas", idioma="fr")
    assert charla.estado.idioma == "es"


def test_se_elige_el_idioma_y_se_vuelve_al_mismo_paso() -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di("idioma") == "¿Idioma?"
    assert opciones(charla.turno) == ["Español", "Français"]
    assert charla.di("2") == "De quoi as-tu besoin ?"
    assert charla.estado.idioma == "fr"
    assert charla.estado.datos == {}
    charla.di("idioma")
    assert "<no_entendi>" in charla.di("no sé")


def test_decir_el_nombre_de_un_idioma_basta() -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di("francais") == "De quoi as-tu besoin ?"
    assert "Hola, soy un programa." in Charla().di("espanol")


def test_un_idioma_que_no_tenemos_no_cambia_nada() -> None:
    charla = Charla()
    charla.di("hello", idioma="en")
    assert charla.estado.idioma == "es"


# ---- urgencias ---------------------------------------------------------------


def test_una_urgencia_critica_avisa_sin_contacto_y_da_numeros() -> None:
    charla = Charla()
    charla.di("hola")
    assert "Línea 100." in charla.di("me pega", alarma=CRITICA)
    assert [e for e in charla.turno.efectos if isinstance(e, Avisa)] == [Avisa("violencia")]


def test_una_urgencia_alta_no_avisa() -> None:
    charla = Charla()
    assert "¿Puedes leer?" in charla.di("me grita", alarma=ALTA)
    assert not [e for e in charla.turno.efectos if isinstance(e, Avisa)]


@pytest.mark.parametrize("alarma", [CRITICA, ALTA])
def test_era_otra_cosa_devuelve_al_mismo_paso(alarma: Alarma) -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("papeles")
    antes = charla.estado.pila
    charla.di("me pega", alarma=alarma)
    assert charla.di("Otra") == "¿Qué documento?"
    assert charla.estado.pila == antes


def test_ok_y_gracias_no_sacan_de_un_flujo_sensible() -> None:
    charla = Charla()
    charla.di("me grita", alarma=ALTA)
    for respuesta in ("ok", "ya", "gracias", "tengo miedo", "no sé", "qué hago", "ajá") * 2:
        temas = (("gracias_despedida", 0.95), ("salud", 0.9))
        assert charla.di(respuesta, *temas).startswith("<sigo_aqui>\n\nLínea 100.")


def test_una_palabra_de_siempre_no_saca_de_lo_sensible() -> None:
    charla = Charla()
    charla.di("me grita", alarma=ALTA)
    charla.di("idioma")
    assert charla.estado.pila[-1].flujo == "_idioma"
    assert burbujas(charla.turno)[0].sensible
    assert Programa("inactividad", LUNES + timedelta(minutes=20)) in charla.turno.efectos
    assert charla.di("qué hago", ("salud", 0.9)).startswith("<sigo_aqui>")


def test_otra_senal_dentro_repite_la_pregunta_y_no_avisa_otra_vez() -> None:
    charla = Charla()
    charla.di("me pega", alarma=CRITICA)
    assert charla.di("me pega mucho", alarma=CRITICA).startswith("<sigo_aqui>\n\nLínea 100.")


def test_en_lo_sensible_quien_dice_algo_que_no_se_entiende_lo_sabe() -> None:
    charla = Charla()
    charla.di("me pega", alarma=CRITICA)
    antes = charla.estado.pila
    assert charla.di("el perro de mi tía ladra").startswith("<sigo_sin_entender>\n\nLínea 100.")
    gracias = ("gracias_despedida", 0.9)
    assert charla.di("está bien muchas gracias", gracias).startswith("<sigo_aqui>")
    assert charla.di("no sé qué hacer").startswith("<sigo_aqui>")
    assert charla.estado.pila == antes


def test_un_no_a_los_tres_temas_es_otra_cosa() -> None:
    charla = Charla(replace(libro(), respuestas={"<otra_cosa>": ("no", "ninguno")}))
    charla.di("papel", ("documentos", 0.6), ("salud", 0.5))
    assert charla.di("ninguno") == "¿Qué necesitas?"
    assert not [e for e in charla.turno.efectos if isinstance(e, Avisa)]


def test_lo_grave_dentro_de_lo_alto_sube_y_avisa() -> None:
    charla = Charla()
    charla.di("me grita", alarma=ALTA)
    charla.di("Si")
    assert charla.di("me pega", alarma=CRITICA) == "Línea 100.\n\n¿Estás bien?"
    assert [e for e in charla.turno.efectos if isinstance(e, Avisa)]


def test_dentro_de_una_urgencia_otra_de_otro_tema_tambien_cuenta() -> None:
    charla = Charla()
    charla.di("me grita", alarma=ALTA)
    charla.di("quiero morir", alarma=Alarma("critica", "salud_mental"))
    assert charla.estado.pila[-1] == Marco("animo", "ahora")
    assert charla.di("Otra").endswith("¿Puedes leer?")


def test_una_urgencia_sin_flujo_que_la_atienda_no_rompe_nada() -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di("x", alarma=Alarma("alta", "trata")) == "<no_entendi>\n\n¿Qué necesitas?"


# ---- palabras de siempre -----------------------------------------------------


def test_salir_dice_una_sola_cosa_y_olvida() -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di("SALIR") == "Listo."
    assert charla.turno.efectos[-1] == Olvida()
    assert charla.turno.estado == Estado(canal="web")
    assert burbujas(charla.turno)[0].cierra


@pytest.mark.parametrize("palabra", ["salir", "salr", "slair", "sortir"])
def test_salir_admite_una_errata_y_otro_idioma(palabra: str) -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di(palabra) == "Listo."


@pytest.mark.parametrize("frase", ["no puedo salir", "salida", "quiero salir del país"])
def test_otras_frases_no_son_salir(frase: str) -> None:
    charla = Charla()
    charla.di("hola")
    assert charla.di(frase) != "Listo."


def test_despues_de_salir_se_saluda_como_a_cualquiera() -> None:
    nueva, vuelve = Charla(), Charla()
    vuelve.di("me pega", alarma=CRITICA)
    vuelve.di("salir")
    assert vuelve.da(escribe("hola")) == nueva.da(escribe("hola"))


def test_salir_gana_a_la_respuesta_del_paso() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    assert charla.di("salir") == "Listo."


def test_persona_vuelve_al_paso_que_esperaba() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    assert charla.di("9") == "Llama al 945.\n\n¿Qué documento?"


def test_persona_desde_un_menu_no_deja_rastro_en_la_pila() -> None:
    charla = Charla()
    charla.di("x", ("salud", 0.9))
    assert charla.di("Alguien") == "Llama al 945.\n\n¿Qué necesitas?"


def test_volver_desanda_y_acaba_en_el_menu() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("salud")
    charla.di("cita")
    assert charla.di("0") == "¿Qué pasa?"
    assert charla.di("volver") == "¿Qué necesitas?"
    assert charla.di("volver") == "¿Qué necesitas?"


def test_volver_tambien_puede_ser_una_opcion() -> None:
    charla = Charla(
        libro(
            flujo(
                "x",
                paso("a", "A", menu("¿A?", Otra="x.b")),
                paso("b", "", menu("¿B?", Atras="volver")),
            )
        )
    )
    charla.di("hola")
    charla.estado = replace(charla.estado, pila=(Marco("x", "a"),), inicio=(Marco("x", "a"),))
    charla.di("repetir")
    assert charla.di("Otra") == "¿B?"
    assert charla.di("Atras") == "A\n\n¿A?"


def test_repetir_dice_lo_mismo_sin_pedirlo_otra_vez() -> None:
    con_derivar = libro(
        flujo(
            "papeles",
            paso("hoy", "Listo ya.", libro().flujos["papeles"].pasos["hoy"].accion, "papeles.mas"),
            paso("mas", "", menu("¿Más?", No="salir")),
            temas=("documentos",),
        )
    )
    charla = Charla(con_derivar)
    charla.di("hola")
    primero = charla.di("x", ("documentos", 0.9))
    assert [e for e in charla.turno.efectos if isinstance(e, Deriva)]
    assert charla.di("repetir") == primero
    assert not [e for e in charla.turno.efectos if isinstance(e, Deriva)]


def test_menu_desde_cualquier_paso() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    assert charla.di("menu") == "¿Qué necesitas?"


def test_la_misma_interrupcion_no_se_apila() -> None:
    charla = Charla()
    charla.di("hola")
    for _ in range(20):
        charla.di("idioma")
    assert len(charla.estado.pila) == 2


# ---- respuesta a este paso ---------------------------------------------------


def test_una_pregunta_guarda_decide_y_deriva() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("papeles")
    assert charla.di("la partida") == "Pregunta: 945.\n\n¿Qué necesitas?"
    assert [e for e in charla.turno.efectos if isinstance(e, Deriva)] == [
        Deriva("orientacion", "normal", "documentos", timedelta(hours=4))
    ]


def test_decidir_por_dato_y_omitir() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    assert charla.di("pasaporte").startswith("Consulado.")
    charla.di("papeles")
    charla.di("ninguno")
    assert charla.estado.datos == {"documento": "pasaporte"}


def test_fuera_de_horario_se_dice_cuando_abre() -> None:
    charla = Charla(ahora=LUNES + timedelta(hours=10))
    charla.di("x", ("documentos", 0.9))
    assert charla.di("la partida").startswith("Cerrado. Abre <manana> <a_las> 8:00.")


def test_llamar_vuelve_y_el_distrito_se_pregunta_una_vez() -> None:
    charla = Charla()
    charla.di("x", ("salud", 0.9))
    assert charla.di("cita") == "¿En qué distrito?"
    assert "No tengo un lugar." in charla.di("tumbes")
    assert charla.estado.datos == {"distrito": "Tumbes"}
    charla.di("Si")
    charla.di("salud")
    assert "No tengo un lugar." in charla.di("cita")


def test_lo_que_no_es_un_distrito_no_se_guarda() -> None:
    charla = Charla()
    charla.di("x", ("salud", 0.9))
    charla.di("cita")
    assert charla.di("qwertyuiop") == "<no_entendi>\n\n¿En qué distrito?"
    assert charla.estado.datos == {}


def test_mostrar_da_el_contacto_confirmado() -> None:
    charla = Charla(libro(posta=servicio("posta", temas=("salud",), telefono=hecho("072"))))
    charla.di("x", ("salud", 0.9))
    charla.di("cita")
    respuesta = charla.di("1")
    assert "<tarjetas>\n\nPosta: ayuda\n<rotulo_telefono>: 072" in respuesta
    assert "No tengo un lugar." not in respuesta


def test_una_opcion_se_dice_de_otras_maneras_en_cualquier_idioma() -> None:
    charla = Charla(replace(libro(), respuestas={"Papeles": ("papye", "documents")}))
    charla.di("hola")
    assert charla.di("papye") == "¿Qué documento?"


@pytest.mark.parametrize(("donde", "dice"), [("Zarumilla", True), ("Tumbes", False)])
def test_la_tarjeta_dice_si_no_queda_en_su_distrito(donde: str, dice: bool) -> None:
    posta = servicio("posta", temas=("salud",), telefono=hecho("072"), distrito="Tumbes")
    charla = Charla(libro(posta=replace(posta, cobertura="region")))
    charla.di("x", ("salud", 0.9))
    charla.di("cita")
    assert ("<otro_distrito> Tumbes." in charla.di(donde.lower())) is dice


def test_un_boton_vale_por_su_opcion() -> None:
    charla = Charla()
    charla.di("hola")
    boton = burbujas(charla.turno)[-1].opciones[1].boton
    assert dicho(charla.da(Pulsa(boton))) == "¿Qué documento?"


def test_un_boton_viejo_o_inventado_repite_la_pregunta() -> None:
    charla = Charla()
    charla.di("hola")
    viejo = burbujas(charla.turno)[-1].opciones[0].boton
    charla.di("papeles")
    for boton in (viejo, "b00000000", "", "x" * 9000):
        assert dicho(charla.da(Pulsa(boton))) == "<boton_viejo>\n\n¿Qué documento?"


def test_un_menu_editado_mientras_la_persona_lo_mira() -> None:
    charla = Charla()
    charla.di("hola")
    botones = [opcion.boton for opcion in burbujas(charla.turno)[-1].opciones]
    inicio = charla.libro.flujos["inicio"]
    otro_orden = flujo(
        "inicio",
        inicio.pasos["saludo"],
        paso("menu", "", menu("¿Qué necesitas?", Papeles="papeles.cual", Salud="salud.que")),
        temas=("saludo",),
    )
    charla.libro = libro(otro_orden)
    assert dicho(charla.da(Pulsa(botones[0]))) == "¿Qué pasa?"


def test_un_paso_borrado_por_una_edicion_lleva_al_menu() -> None:
    charla = Charla()
    charla.di("x", ("salud", 0.9))
    charla.libro = libro(quita=("salud",))
    assert charla.di("no sé") == "<no_entendi_menu>\n\n¿Qué necesitas?"


def test_una_opcion_cuyo_destino_se_borro_lleva_al_menu() -> None:
    charla = Charla()
    charla.di("hola")
    charla.libro = libro(quita=("salud",))
    assert charla.di("salud") == "¿Qué necesitas?"


# ---- otro tema, o nada -------------------------------------------------------


def test_con_certeza_se_cambia_de_tema_y_se_puede_volver() -> None:
    charla = Charla()
    charla.di("x", ("salud", 0.9))
    assert charla.di("perdí mi cédula", ("documentos", 0.9)) == "¿Qué documento?"
    assert charla.di("0") == "¿Qué pasa?"


def test_con_duda_se_pregunta_entre_tres() -> None:
    charla = Charla()
    charla.di("hola")
    temas = (("salud", 0.6), ("documentos", 0.55), ("embarazo", 0.5), ("violencia", 0.46))
    assert charla.di("eso", *temas) == "<te_refieres>"
    assert opciones(charla.turno) == ["Salud", "Documentos", "Embarazo", "<otra_cosa>"]
    assert charla.di("2") == "¿Qué documento?"


def test_ninguno_de_los_tres_lleva_al_menu() -> None:
    charla = Charla()
    charla.di("eso", ("salud", 0.6))
    assert charla.di("<otra_cosa>") == "¿Qué necesitas?"


def test_no_entender_sube_de_pregunta_a_menu_a_persona() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    charla.di("hola", ("saludo", 0.9))
    charla.di("salud")
    assert charla.di("zzz") == "<no_entendi>\n\n¿Qué pasa?"
    assert charla.di("zzz") == "<no_entendi_menu>\n\n¿Qué necesitas?"
    assert charla.di("zzz").startswith("<no_entendi_persona>\n\nLlama al 945.")
    assert charla.di("zzz").startswith("<no_entendi>")


def test_entender_vuelve_a_empezar_la_cuenta() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("zzz")
    charla.di("salud")
    assert charla.di("zzz").startswith("<no_entendi>\n")


# ---- lo que no es texto ------------------------------------------------------


@pytest.mark.parametrize(
    ("medio", "frase"),
    [
        ("audio", "no_audio"),
        ("imagen", "no_imagen"),
        ("sticker", "no_sticker"),
        ("contacto", "no_contacto"),
        ("video", "no_archivo"),
        ("documento", "no_archivo"),
        ("otro", "no_archivo"),
    ],
)
def test_un_medio_recibe_una_linea_y_la_misma_pregunta(medio: str, frase: str) -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    assert dicho(charla.da(Manda(medio))) == f"<{frase}>\n\n¿Qué documento?"  # type: ignore[arg-type]


def test_un_medio_de_primero_recibe_el_saludo() -> None:
    assert "Hola, soy un programa." in dicho(Charla().da(Manda("audio")))


def test_una_ubicacion_sin_coordenadas_en_el_directorio_no_se_usa() -> None:
    charla = Charla()
    charla.di("hola")
    assert dicho(charla.da(Ubica(-3.57, -80.45))).startswith("<ubicacion_sin_uso>")


def test_una_ubicacion_contesta_la_pregunta_del_distrito() -> None:
    posta = servicio("posta", distrito="Zarumilla", coordenadas=(-3.5, -80.27))
    charla = Charla(libro(posta=posta))
    charla.di("x", ("salud", 0.9))
    charla.di("cita")
    charla.da(Ubica(-3.51, -80.28))
    assert charla.estado.datos == {"distrito": "Zarumilla"}
    assert charla.estado.pila[-1] == Marco("salud", "mas")
    assert "-3.5" not in repr(charla.estado)


# ---- plazos ------------------------------------------------------------------


def test_un_plazo_olvida_en_silencio() -> None:
    charla = Charla()
    charla.di("hola")
    turno = charla.da(Vence("inactividad", charla.estado.turno))
    assert turno.efectos == (Olvida(),)


def test_un_plazo_de_un_turno_anterior_no_hace_nada() -> None:
    charla = Charla()
    charla.di("hola")
    charla.di("salud")
    antes = charla.estado
    assert charla.da(Vence("inactividad", 1)).efectos == ()
    assert charla.estado == antes


def test_lo_sensible_caduca_antes() -> None:
    charla = Charla()
    charla.di("hola")
    assert Programa("inactividad", LUNES + timedelta(hours=6)) in charla.turno.efectos
    charla.di("me pega", alarma=CRITICA)
    assert Programa("inactividad", LUNES + timedelta(minutes=20)) in charla.turno.efectos
    assert burbujas(charla.turno)[0].sensible


# ---- cuentas -----------------------------------------------------------------


def test_un_tema_tiene_un_solo_desenlace_y_el_ultimo_vale() -> None:
    charla = Charla(libro(posta=servicio("posta", temas=("salud",), telefono=hecho("072"))))
    charla.di("x", ("salud", 0.9))
    assert cuentas(charla) == [("salud", "salió", 1)]
    charla.di("cita")
    charla.di("tumbes")
    assert cuentas(charla) == [("salud", "salió", -1), ("salud", "resuelto", 1)]
    charla.di("salir")
    assert cuentas(charla) == [("salud", "resuelto", -1), ("salud", "salió", 1)]


def test_terminar_desde_un_menu_no_es_irse() -> None:
    charla = Charla(libro(posta=servicio("posta", temas=("salud",), telefono=hecho("072"))))
    charla.di("x", ("salud", 0.9))
    charla.di("cita")
    charla.di("tumbes")
    charla.di("No")
    assert cuentas(charla) == []


def test_sin_contacto_confirmado_es_sin_servicio() -> None:
    charla = Charla(libro(posta=servicio("posta", temas=("salud",))))
    charla.di("x", ("embarazo", 0.9))
    charla.di("cita")
    charla.di("tumbes")
    assert ("embarazo", "sin servicio", 1) in cuentas(charla)


def test_lo_que_no_se_entiende_se_cuenta_una_vez() -> None:
    charla = Charla()
    charla.di("zzz")
    assert cuentas(charla) == [("otro", "no entendido", 1)]
    charla.di("zzz")
    assert cuentas(charla) == []


# ---- límites -----------------------------------------------------------------


def test_cincuenta_pasos_sin_esperar_es_un_error() -> None:
    vueltas = flujo("vueltas", paso("a", "a", None, "vueltas.a"), temas=("refugio",))
    charla = Charla(libro(vueltas))
    with pytest.raises(DemasiadosPasos, match=str(MAXIMO_DE_PASOS)):
        charla.di("x", ("refugio", 0.9))


def test_un_texto_enorme_se_guarda_recortado() -> None:
    charla = Charla()
    charla.di("x", ("documentos", 0.9))
    charla.di("a" * 10_000)
    assert len(charla.estado.datos["documento"]) == 500


def test_los_destinos_reservados_son_los_que_el_motor_atiende() -> None:
    for destino in RESERVADOS:
        charla = Charla(
            libro(flujo("x", paso("a", "A", menu("¿?", Ir=destino)), temas=("refugio",)))
        )
        charla.di("hola")
        charla.di("x", ("refugio", 0.9))
        assert charla.di("Ir")


FRASES_SUELTAS = st.sampled_from(
    [
        "hola",
        "1",
        "2",
        "0",
        "9",
        "salud",
        "papeles",
        "otra",
        "no",
        "si",
        "menu",
        "repetir",
        "zzz",
        "",
    ]
)
EVENTOS = st.one_of(
    st.builds(lambda t: escribe(t), FRASES_SUELTAS | st.text(max_size=50)),
    st.builds(lambda: escribe("me pega", alarma=CRITICA)),
    st.builds(lambda: escribe("me grita", alarma=ALTA)),
    st.builds(lambda: escribe("x", ("salud", 0.9))),
    st.builds(Pulsa, st.text(max_size=12)),
    st.just(Manda("audio")),
    st.builds(Ubica, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(Vence, st.just("inactividad"), st.integers(0, 20)),
)


@given(st.lists(EVENTOS, max_size=25))
def test_pase_lo_que_pase_se_contesta_y_se_puede_salir(eventos: list[object]) -> None:
    charla = Charla()
    for evento in eventos:
        antes = charla.estado
        turno = charla.da(evento)  # type: ignore[arg-type]
        assert turno == avanzar(charla.libro, antes, evento, charla.ahora)  # type: ignore[arg-type]
        if not isinstance(evento, Vence):
            assert dicho(turno)
        assert len(charla.estado.pila) <= 6
        assert len(charla.estado.anteriores) <= 8
    assert charla.di("salir") == "Listo."


def test_lo_contado_nunca_baja_de_cero() -> None:
    charla = Charla()
    saldo: dict[tuple[str, str, str], int] = {}
    for texto_dicho in ("zzz", "salud", "cita", "tumbes", "menu", "papeles", "x", "9", "salir"):
        charla.di(texto_dicho)
        for efecto in charla.turno.efectos:
            if isinstance(efecto, Cuenta):
                casilla = (efecto.tema, efecto.distrito, efecto.desenlace)
                saldo[casilla] = saldo.get(casilla, 0) + efecto.suma
    assert all(cuantas >= 0 for cuantas in saldo.values())
    temas = [tema for (tema, _, _), cuantas in saldo.items() for _ in range(cuantas)]
    assert len(temas) == len(set(temas)), "un solo desenlace por tema"


def test_un_estado_de_otra_version_con_pila_perdida_no_falla() -> None:
    charla = Charla()
    charla.estado = replace(charla.estado, turno=4, pila=(Marco("nada", "x"), Marco("salud", "y")))
    assert charla.di("hola").endswith("¿Qué necesitas?")

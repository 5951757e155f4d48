"""Lo que el equipo manda ya escrito: está, en los cinco idiomas, y no delata a nadie."""

from __future__ import annotations

from pathlib import Path

from bot.contenido.libro import leer_libro
from bot.motor.libro import ES_SEGURO, DeEquipo
from bot.proteccion.acuerdo import Acuerdo, Consentimiento, delatan
from tests.almacen.taller import AHORA
from tests.contenido.taller import copiar, decir

RAIZ = Path(__file__).parent.parent.parent


def test_las_de_la_oficina_estan_en_los_cinco_idiomas_y_se_pueden_mandar_a_cualquiera() -> None:
    libro, problemas = leer_libro(RAIZ)
    assert libro is not None, problemas
    assert next(iter(libro.de_equipo)) == ES_SEGURO
    discreta = Acuerdo(Consentimiento("1", AHORA), presentacion="tramite")
    for respuesta in libro.de_equipo.values():
        assert set(respuesta.textos) == set(libro.ficha.idiomas)
        for texto in respuesta.textos.values():
            assert delatan(discreta, texto, libro.reservado) == ()
            assert len(texto) <= 200


def test_sin_traduccion_va_el_espanol() -> None:
    respuesta = DeEquipo("x", "X", {"es": "Hola.", "fr": "Bonjour."})
    assert [respuesta.en(idioma) for idioma in ("es", "fr", "ht")] == ["Hola.", "Bonjour.", "Hola."]


def test_la_pregunta_de_si_es_seguro_no_puede_faltar(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    ruta = raiz / "flujos" / "_respuestas_equipo.yaml"
    ruta.write_text("respuestas:\n  otra: {titulo: Otra, es: Hola.}\n", encoding="utf-8")
    assert decir(raiz) == [
        "flujos/_respuestas_equipo.yaml:2:3: [error] Falta «es_seguro»: es lo primero que se "
        "pregunta en todo contacto. (falta_clave)"
    ]

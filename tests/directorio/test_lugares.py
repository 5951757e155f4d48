from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directorio import distrito, distrito_cercano


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("tumbes", "Tumbes"),
        ("vivo en tumbes", "Tumbes"),
        ("estoy en la cruz ahora", "La Cruz"),
        ("distrito corrales", "Corrales"),
        ("aguas verde", "Aguas Verdes"),
        ("aguas verdes tumbes", "Aguas Verdes"),
        ("aguas verdes zarumilla tumbes", "Aguas Verdes"),
        ("zarumilla tumbes", "Zarumilla"),
        ("san juan", "San Juan de la Virgen"),
        ("soy de san juan de la virgen", "San Juan de la Virgen"),
        ("mwen rete nan zarumilla", "Zarumilla"),
    ],
)
def test_reconoce_el_distrito(directorio, texto, esperado):
    assert distrito(directorio(), texto) == esperado


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("tumves", "Tumbes"),
        ("en tunbes", "Tumbes"),
        ("zarumiya", "Zarumilla"),
        ("agua verdes", "Aguas Verdes"),
        ("aguas berdes", "Aguas Verdes"),
        ("corralez", "Corrales"),
        ("san jasinto", "San Jacinto"),
        ("la crus", "La Cruz"),
    ],
)
def test_perdona_erratas_si_el_mensaje_es_el_nombre(directorio, texto, esperado):
    assert distrito(directorio(), texto) == esperado


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "   ",
        "piura",
        "lima",
        "caracas",
        "no se",
        "unas casitas",
        "tengo dos corrales",
        "busco la cruz roja",
        "en la cruz roja",
        "la cruz roja",
        "san juan de lurigancho",
        "vivo en san juan de lurigancho",
        "san jose",
        "fui a las tumbas con mi familia hoy",
        "la luz",
        "morrales",
        "entre zarumilla y corrales",
    ],
)
def test_ante_la_duda_no_adivina(directorio, texto):
    assert distrito(directorio(), texto) is None


@given(texto=st.text(max_size=300))
def test_ningun_texto_lo_rompe(directorio, texto):
    casa = directorio()
    assert distrito(casa, texto) in (None, *casa.distritos)


_PALABRAS = st.sampled_from(["en", "la", "cruz", "roja", "san", "juan", "de", "aguas", "verdes"])


@given(
    palabras=st.lists(
        st.sampled_from(
            ["en", "la", "cruz", "roja", "san", "juan", "de", "tumbes", "aguas", "verdes"]
        )
    )
)
def test_las_palabras_en_cualquier_orden_no_lo_rompen(directorio, palabras):
    casa = directorio()
    assert distrito(casa, " ".join(palabras)) in (None, *casa.distritos)


def test_la_ubicacion_da_el_distrito_del_servicio_mas_cercano(directorio, servicio):
    casa = directorio(
        servicio("oeste", distrito="Corrales", coordenadas=(-3.60, -80.48)),
        servicio("este", distrito="Tumbes", coordenadas=(-3.57, -80.45)),
        servicio("sin_distrito", coordenadas=(-3.58, -80.46)),
        servicio("sin_lugar", distrito="Zarumilla"),
    )
    assert distrito_cercano(casa, -3.572, -80.452) == "Tumbes"
    assert distrito_cercano(casa, -3.599, -80.479) == "Corrales"
    assert distrito_cercano(casa, -12.05, -77.04) is None
    assert distrito_cercano(casa, float("nan"), -80.4) is None
    assert distrito_cercano(casa, 91, 0) is None


def test_el_limite_de_cercania_son_cincuenta_kilometros(directorio, servicio):
    casa = directorio(servicio("uno", distrito="Tumbes", coordenadas=(0.0, 0.0)))
    # Un grado de latitud son 111,19 km.
    assert distrito_cercano(casa, 49.5 / 111.19, 0) == "Tumbes"
    assert distrito_cercano(casa, 50.5 / 111.19, 0) is None


def test_un_grado_de_longitud_se_acorta_lejos_del_ecuador(directorio, servicio):
    casa = directorio(servicio("uno", distrito="Tumbes", coordenadas=(60.0, 0.0)))
    # A 60 grados de latitud, un grado de longitud son 55,6 km.
    assert distrito_cercano(casa, 60, 0.85) == "Tumbes"
    assert distrito_cercano(casa, 60, 0.95) is None


def test_sin_coordenadas_la_ubicacion_no_sirve(directorio, servicio):
    assert distrito_cercano(directorio(servicio("uno", distrito="Tumbes")), -3.57, -80.45) is None

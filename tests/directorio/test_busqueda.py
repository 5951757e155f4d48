from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directorio import buscar, estado_de_horario


@pytest.fixture
def ids(directorio, lima):
    def preguntar(servicios, distrito, maximo=9, tema="salud", ahora=(2026, 3, 13, 10)):
        hallados = buscar(directorio(*servicios), tema, distrito, lima(*ahora), maximo)
        return [uno.id for uno in hallados]

    return preguntar


@pytest.fixture
def por_cobertura(servicio):
    zarumilla = {"distrito": "Zarumilla", "provincia": "Zarumilla"}
    return [
        servicio("pais", cobertura="nacional", telefono="1"),
        servicio("region", cobertura="region", telefono="1"),
        servicio("prov_zar", cobertura="provincia", telefono="1", **zarumilla),
        servicio("dist_zar", cobertura="distrito", telefono="1", **zarumilla),
    ]


def test_va_de_lo_cercano_a_lo_lejano(ids, por_cobertura):
    assert ids(por_cobertura, "Zarumilla") == ["dist_zar", "prov_zar", "region", "pais"]


def test_lo_de_otro_distrito_solo_si_su_cobertura_alcanza(ids, por_cobertura):
    assert ids(por_cobertura, "Aguas Verdes") == ["prov_zar", "region", "pais"]
    assert ids(por_cobertura, "Casitas") == ["region", "pais"]


def test_sin_distrito_lo_de_un_distrito_va_al_final(ids, por_cobertura):
    assert ids(por_cobertura, None) == ["region", "pais", "prov_zar", "dist_zar"]


def test_un_distrito_que_ya_no_existe_no_rompe(ids, por_cobertura):
    assert ids(por_cobertura, "Otro") == ["region", "pais"]


def test_lo_abierto_va_antes_y_luego_lo_confirmado_y_el_nombre(ids, servicio):
    servicios = [
        servicio("d", nombre="D", telefono="1"),
        servicio("c", nombre="C", telefono="1"),
        servicio("a", nombre="A"),
        servicio("z", nombre="Z", telefono="1", horario="Mo-Fr 08:00-16:00"),
    ]
    assert ids(servicios, None) == ["z", "c", "d", "a"]
    assert ids(servicios, None, ahora=(2026, 3, 13, 16)) == ["c", "d", "z", "a"]


def test_solo_los_del_tema_y_hasta_el_maximo(ids, servicio):
    servicios = [
        servicio("a", telefono="1"),
        servicio("b", telefono="1"),
        servicio("otro", temas=("trabajo",)),
    ]
    assert ids(servicios, None, maximo=1) == ["a"]
    assert ids(servicios, None, tema="trabajo") == ["otro"]
    assert ids(servicios, None, tema="nada") == []


def test_si_ninguno_tiene_contacto_entra_el_primero_que_si(ids, servicio):
    servicios = [
        servicio("a", distrito="Tumbes", provincia="Tumbes"),
        servicio("b"),
        servicio("linea", cobertura="nacional", telefono="1"),
        servicio("otra", cobertura="nacional", telefono="2"),
    ]
    assert ids(servicios, "Tumbes", maximo=2) == ["a", "linea"]
    assert ids(servicios[:2], "Tumbes", maximo=2) == ["a", "b"]


@st.composite
def _pedidos(draw, servicio, directorio):
    ficha = st.fixed_dictionaries(
        {
            "cobertura": st.sampled_from(["distrito", "provincia", "region", "nacional"]),
            "lugar": st.sampled_from([("", ""), ("Tumbes", "Tumbes"), ("La Cruz", "Tumbes"),
                                      ("Zarumilla", "Zarumilla"), ("", "Tumbes")]),
            "datos": st.sampled_from([{}, {"telefono": "1"}, {"horario": "24/7"},
                                      {"direccion": "x", "horario": "Mo-Fr 08:00-16:00"}]),
            "nombre": st.sampled_from("abc"),
        }
    )  # fmt: skip
    fichas = draw(st.lists(ficha, max_size=8))
    servicios = [
        servicio(f"s{i}", cobertura=f["cobertura"], nombre=f["nombre"], distrito=f["lugar"][0],
                 provincia=f["lugar"][1], **f["datos"])
        for i, f in enumerate(fichas)
    ]  # fmt: skip
    revueltos = draw(st.permutations(servicios))
    return directorio(*servicios), directorio(*revueltos)


@given(
    datos=st.data(),
    distrito=st.sampled_from([None, "Tumbes", "La Cruz", "Zarumilla", "Casitas", "nada"]),
    ahora=st.integers(0, 3 * 365 * 24).map(
        lambda horas: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=horas)
    ),
    maximo=st.integers(1, 5),
)
def test_el_orden_no_depende_del_archivo(directorio, servicio, datos, distrito, ahora, maximo):
    casa, revuelta = datos.draw(_pedidos(servicio, directorio))
    hallados = buscar(casa, "salud", distrito, ahora, maximo)
    todos = buscar(casa, "salud", distrito, ahora, 99)
    assert hallados == buscar(revuelta, "salud", distrito, ahora, maximo)
    assert len(hallados) == min(maximo, len(todos))
    assert set(hallados[:-1]) == set(todos[: len(hallados) - 1 if hallados else 0])
    assert any(uno.confirmado for uno in hallados) == any(uno.confirmado for uno in todos)
    claves = [
        (estado_de_horario(casa, uno, ahora) != "abierto", not uno.confirmado, uno.nombre.es)
        for uno in todos
        if not uno.distrito and not uno.provincia and uno.cobertura == "region"
    ]
    assert claves == sorted(claves)

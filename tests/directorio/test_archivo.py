"""El directorio de verdad: que diga lo que se sabe, y nada de lo que no."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.comprension.normalizar import normalizar
from bot.contenido.directorio import leer_directorio
from bot.directorio import (
    Directorio,
    buscar,
    distrito,
    estado_de_horario,
    fecha_de,
    pintar_revision,
    revisar,
    texto_de_horario,
)

RAIZ = Path(__file__).parents[2]

NO_SE_PUBLICA = """
0800-2-3232 994-800813 955-557-000 960118796 0800-00-205 0800-14900 1884 390-2800 0800-16872
204-3127 0800-80-212 0800-23232 infosalud@minsa.gob.pe mesadepartes@sunafil.gob.pe
IOMDTMPeru@iom.int citasrefugiados.gob.pe portal.mpfn.gob.pe hrjt.gob.pe chsalternativo.org
care.org.pe
""".split()
"""Datos de confianza baja, viejos, en conflicto o de fuente que no se conservó."""

NO_SE_OFRECE = (
    "Ciudadela Noé",
    "SAGARO",
    "HIAS",
    "UNICEF",
    "Save the Children",
    "Cruz Roja Peruana",
    "INDECOPI",
    "Lampa 545",
    "Paseo de la República",
    "hogar de refugio",
    "Espacio de Protección",
    "Espacios de Protección",
    "Servicio de Atención Urgente",
    "Embajada",
    "Tablazo",
    "Clara Nuñez",
)

LUGARES = {
    "Tumbes": {
        *("Tumbes", "Corrales", "La Cruz", "Pampas de Hospital", "San Jacinto"),
        "San Juan de la Virgen",
    },
    "Contralmirante Villar": {"Zorritos", "Casitas", "Canoas de Punta Sal"},
    "Zarumilla": {"Zarumilla", "Aguas Verdes", "Matapalo", "Papayal"},
}

LOS_QUE_SE_CITAN = """
oficina defensoria_linea linea_100 chat_100 linea_1818 policia samu bomberos linea_113 linea_1810
susalud migraciones_tumbes migraciones_central cebaf cancilleria_tumbes acnur cem_red cem_la_cruz
upe_tumbes demuna fistrap hospital_jamo essalud_tumbes csmc_gran_chilimasa diresa alegra_tumbes
defensa_publica_flagrancia sunafil_tumbes sunafil_sos ugel minedu_matricula oim encuentros
veninformado migrantes_mtpe ministerio_publico
""".split()


@pytest.fixture(scope="module")
def casa() -> Directorio:
    problemas = []
    directorio = leer_directorio(RAIZ, problemas)
    assert [str(uno) for uno in problemas] == []
    assert directorio is not None
    return directorio


@pytest.fixture(scope="module")
def visible() -> str:
    """Lo que puede llegar a una persona: todo menos las fuentes y los comentarios."""
    lineas = (RAIZ / "directorio.yaml").read_text(encoding="utf-8").splitlines()
    return "\n".join(una for una in lineas if not re.match(r"\s*(#|fuente:|no_es:)", una))


def _textos(casa: Directorio) -> list[tuple[str, str]]:
    return [
        (servicio.id, texto.es)
        for servicio in casa.servicios.values()
        for texto in (servicio.nombre, servicio.para, servicio.quien, servicio.decir,
                      servicio.llevar, servicio.nota)
        if texto is not None
    ]  # fmt: skip


def test_cada_dato_tiene_fuente_fecha_y_confianza(casa):
    for servicio in casa.servicios.values():
        hechos = list(servicio.hechos())
        assert hechos, servicio.id
        for campo, hecho in hechos:
            nombre = f"{servicio.id}.{campo}"
            assert hecho.valor and hecho.fuente, nombre
            assert hecho.confianza in ("alta", "media"), nombre
            fecha = fecha_de(hecho.fecha)
            assert fecha is None or fecha <= datetime(2026, 3, 31, tzinfo=UTC).date(), nombre
            assert hecho.verificado is None, f"{nombre}: nadie ha llamado todavía"


def test_los_tres_datos_de_la_oficina(casa):
    oficina = casa.servicios["oficina"]
    tres = (oficina.direccion, oficina.telefono, oficina.correo)
    assert [hecho.valor for hecho in tres] == [
        "calle José Gálvez 211, Tumbes",
        "945-083-692",
        "odtumbes@defensoria.gob.pe",
    ]
    assert {hecho.confianza for hecho in tres} == {"alta"}
    assert all(hecho.fuente.startswith("Nota de prensa de la Defensoría") for hecho in tres)
    assert oficina.whatsapp is None
    assert texto_de_horario(oficina.horario.valor) == "lunes a viernes, 8:00 a 16:00"
    assert oficina.horario.confianza == "media"
    assert "mesa de partes" in oficina.nota.es


def test_los_numeros_que_salvan(casa):
    esperados = {
        "linea_100": "100",
        "policia": "105",
        "samu": "106",
        "bomberos": "116",
        "linea_113": "113, opción 5",
        "linea_1818": "1818",
        "defensoria_linea": "0800-15170",
    }
    for id, numero in esperados.items():
        telefono = casa.servicios[id].telefono
        assert (telefono.valor, telefono.confianza) == (numero, "alta"), id
    assert casa.servicios["linea_1810"].telefono.confianza == "media"


def test_estan_los_que_los_flujos_citan(casa):
    assert set(LOS_QUE_SE_CITAN) <= set(casa.servicios)


@pytest.mark.parametrize("dato", NO_SE_PUBLICA)
def test_lo_de_confianza_baja_no_esta(visible, dato):
    cifras = dato if re.search(r"[a-z]", dato, re.IGNORECASE) else re.sub(r"\D", "", dato)
    donde = visible if cifras == dato else re.sub(r"[ -]", "", visible)
    assert not re.search(rf"(?<!\d){re.escape(cifras)}(?!\d)", donde, re.IGNORECASE)


@pytest.mark.parametrize("nombre", NO_SE_OFRECE)
def test_lo_que_no_se_puede_ofrecer_no_esta(visible, nombre):
    assert nombre.casefold() not in visible.casefold()


def test_ningun_telefono_es_el_911_ni_hay_whatsapp(casa):
    for servicio in casa.servicios.values():
        assert servicio.whatsapp is None, servicio.id
        assert servicio.telefono is None or "911" not in servicio.telefono.valor, servicio.id


def test_los_numeros_no_van_en_los_textos(casa):
    for id, texto in _textos(casa):
        assert not re.search(r"\d{3}-?\d{3}|\b(105|106|116|911)\b|@|https?:", texto), (id, texto)


def test_las_frases_son_cortas(casa):
    for id, texto in _textos(casa):
        for frase in re.split(r"[.;:?!](?:\s|$)", texto):
            assert len(frase.split()) <= 20, (id, frase)


def test_no_se_promete_lo_que_nadie_puede_prometer(casa):
    prohibido = re.compile(
        r"albergue|alojamiento|confidencial|secret|anónim|garantiz", re.IGNORECASE
    )
    for id, texto in _textos(casa):
        assert not prohibido.search(texto), (id, texto)


def test_nadie_recibe_refugio_por_internet_ni_fuera_de_migraciones(casa):
    for id in ("acnur", "cancilleria_tumbes", "cepr"):
        assert re.search("[Nn]o recibe|ya no|no aquí", casa.servicios[id].nota.es), id
    assert "en persona" in casa.servicios["migraciones_central"].nota.es


def test_los_trece_distritos_de_tres_provincias(casa):
    hallados: dict[str, set[str]] = {}
    for uno in casa.distritos.values():
        hallados.setdefault(uno.provincia, set()).add(uno.nombre)
    assert hallados == LUGARES


@pytest.mark.parametrize(
    ("escrito", "esperado"),
    [
        ("Aguas Verde", "Aguas Verdes"),
        ("agua verdes", "Aguas Verdes"),
        ("AGUAS  VERDES, Zarumilla", "Aguas Verdes"),
        ("zorrito", "Zorritos"),
        ("sorritos", "Zorritos"),
        ("Punta Sal", "Canoas de Punta Sal"),
        ("canoas", "Canoas de Punta Sal"),
        ("San Juan", "San Juan de la Virgen"),
        ("pampas", "Pampas de Hospital"),
        ("La Crúz", "La Cruz"),
        ("corales", "Corrales"),
        ("tumbe", "Tumbes"),
        ("Tumbes, cerca de la plaza", "Tumbes"),
        ("vivo en Matapalo", "Matapalo"),
        ("papayál", "Papayal"),
        ("la Cruz Roja", None),
        ("San Juan de Lurigancho", None),
        ("Piura", None),
        ("Lima", None),
        ("Machala", None),
        ("Huaquillas", None),
        ("no sé", None),
        ("prefiero no decir", None),
    ],
)
def test_reconoce_los_nombres_que_usa_la_gente(casa, escrito, esperado):
    assert distrito(casa, normalizar(escrito)) == esperado


def test_cada_distrito_se_reconoce_por_su_nombre_y_sus_grafias(casa):
    for uno in casa.distritos.values():
        for grafia in uno.grafias:
            assert distrito(casa, grafia) == uno.nombre, grafia
            assert distrito(casa, f"vivo en {grafia}") == uno.nombre, grafia


def test_ningun_servicio_tiene_coordenadas_inventadas(casa):
    assert all(servicio.coordenadas is None for servicio in casa.servicios.values())


def test_buscar_da_siempre_alguna_manera_de_llegar(casa):
    ahora = datetime(2026, 3, 15, 3, 30, tzinfo=UTC)
    temas = {tema for servicio in casa.servicios.values() for tema in servicio.temas}
    assert len(temas) >= 14
    for tema in temas:
        for lugar in (None, *casa.distritos):
            hallados = buscar(casa, tema, lugar, ahora, 3)
            assert any(servicio.confirmado for servicio in hallados), (tema, lugar)


def test_el_centro_de_la_cruz_sale_primero_solo_en_la_cruz(casa):
    ahora = datetime(2026, 3, 14, 15, tzinfo=UTC)

    def ids(lugar):
        return [servicio.id for servicio in buscar(casa, "violencia", lugar, ahora, 20)]

    assert ids("La Cruz")[0] == "cem_la_cruz"
    assert ids("Tumbes").index("alegra_tumbes") < ids("Tumbes").index("cem_la_cruz")
    assert "cem_la_cruz" not in ids("Zarumilla")


def test_la_oficina_cierra_de_noche_y_en_feriado(casa):
    oficina = casa.servicios["oficina"]
    for instante, esperado in (
        (datetime(2026, 3, 13, 20, 59, tzinfo=UTC), "abierto"),
        (datetime(2026, 3, 13, 21, 0, tzinfo=UTC), "cerrado"),
        (datetime(2026, 7, 28, 15, 0, tzinfo=UTC), "cerrado"),
    ):
        assert estado_de_horario(casa, oficina, instante) == esperado


def test_la_revision_empieza_por_lo_que_falta(casa):
    renglones = revisar(casa, datetime(2026, 3, 14, 15, tzinfo=UTC))
    sin_contacto = {uno.servicio for uno in renglones if uno.hecho is None}
    assert {"chat_100", "hospital_jamo", "migraciones_tumbes"} <= sin_contacto
    assert [uno.hecho is None for uno in renglones] == sorted(
        (uno.hecho is None for uno in renglones), reverse=True
    )
    assert "FALTA   migraciones_tumbes.contacto" in pintar_revision(renglones)

"""La puerta: un mensaje, un efecto; un lote, lo mismo que de uno en uno."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot import registro
from bot.almacen.llaves import Llaves, crear_llaves
from bot.almacen.sql import Almacen, abrir
from bot.almacen.tablas import a_ms, conversaciones
from bot.canales.base import Entrante
from bot.modelo import (
    Burbuja,
    Estado,
    Evento,
    Manda,
    Opcion,
    Programa,
    Turno,
    Vence,
)
from bot.motor.avanzar import avanzar
from bot.motor.libro import Libro
from bot.turno import Puerta
from tests.almacen.taller import AHORA, Reloj, avanzar_de_prueba, dichos, entrante, filas, puerta


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def una(almacen: Almacen, reloj: Reloj) -> Puerta:
    return puerta(almacen, reloj)


def di(una: Puerta, *mensajes: str, quien: str = "ana") -> None:
    for dicho in mensajes:
        assert una.atender(entrante(dicho, quien)).result()


def en_un_lote(una: Puerta, *entrantes: Entrante) -> list[Future[bool]]:
    """Los atiende todos juntos: el escritor espera a que estén en la fila."""
    listo = Event()
    tapon = una.almacen.hacer(lambda _: listo.wait())
    futuros = [una.atender(e) for e in entrantes]
    listo.set()
    wait([tapon, *futuros])
    return futuros


def test_recuerda_entre_turnos_y_da_lo_dicho_en_orden(una: Puerta) -> None:
    di(una, "hola", "salud")
    assert una.por_recoger("web", "ana")
    numeradas = una.recoger("web", "ana").result()
    assert [b for _, b in numeradas] == [
        Burbuja("dijiste hola", (Opcion("b1", "Sí"),)),
        Burbuja("dijiste hola salud", (Opcion("b1", "Sí"),)),
    ]
    assert numeradas[0][0] < numeradas[1][0]
    assert not una.por_recoger("web", "ana")
    assert una.recoger("web", "ana").result() == []
    assert filas(una.almacen, "salientes") == []


def test_cada_quien_lo_suyo(una: Puerta) -> None:
    di(una, "hola")
    di(una, "salud", quien="eva")
    assert una.atender(Entrante("telegram", "ana", "m", "tercero", AHORA)).result()
    assert dichos(una, "eva") == ["dijiste salud"]
    assert dichos(una, "ana") == ["dijiste hola"]


def test_el_mismo_mensaje_cien_veces_a_la_vez_es_uno(una: Puerta) -> None:
    salida = Barrier(20)

    def manda(_: int) -> bool:
        salida.wait()
        return una.atender(entrante("cuenta", id="repetido")).result()

    with ThreadPoolExecutor(20) as hilos:
        nuevos = [una.atender(entrante("cuenta", id="otro")).result() for _ in range(3)]
        repetidos = list(hilos.map(manda, range(100)))
    assert nuevos == [True, False, False]
    assert sum(repetidos) == 1
    assert [f["cuantas"] for f in filas(una.almacen, "cuentas")] == [2]
    assert dichos(una) == ["dijiste cuenta", "dijiste cuenta cuenta"]


def test_repetido_dentro_de_un_lote_y_tras_reabrir(
    una: Puerta, abrir_almacen: Callable[[], Almacen]
) -> None:
    futuros = en_un_lote(una, *(entrante("hola", id="x") for _ in range(5)))
    assert [f.result() for f in futuros] == [True, False, False, False, False]
    assert not puerta(abrir_almacen()).atender(entrante("hola", id="x")).result()
    assert dichos(una) == ["dijiste hola"]


GUION = [
    ("ana", "hola"),
    ("eva", "cuenta"),
    ("ana", "cuenta"),
    ("leo", "rompe"),
    ("ana", "recuenta"),
    ("eva", "salir"),
    ("eva", "deriva"),
    ("leo", "bonjour"),
    ("leo", "rompe"),
    ("leo", "avisa"),
    ("ana", "salir"),
    ("sol", "rompe"),
    ("luz", "cuenta"),
    ("luz", "salir"),
    ("luz", "recuenta"),
]


def foto(una: Puerta) -> dict[str, object]:
    """Lo que hay en la base, sin lo que el azar del cifrado cambia."""
    tablas = {
        nombre: sorted(
            [{k: v for k, v in f.items() if k not in ("id", "estado", "carga")} for f in leidas],
            key=repr,
        )
        for nombre in (
            "entrantes",
            "conversaciones",
            "salientes",
            "plazos",
            "cuentas",
            "derivaciones",
            "incidencias",
        )
        for leidas in [filas(una.almacen, nombre)]
    }
    recogido = {quien: dichos(una, quien) for quien in sorted({q for q, _ in GUION})}
    di(una, "fin", quien="ana")
    di(una, "fin", quien="leo")
    return {**tablas, "recogido": recogido, "sigue": [dichos(una, "ana"), dichos(una, "leo")]}


def test_un_lote_da_la_misma_base_que_de_uno_en_uno(
    una: Puerta, llaves: Llaves, tmp_path_factory: pytest.TempPathFactory
) -> None:
    otra_carpeta = tmp_path_factory.mktemp("otra")
    otro = abrir(f"sqlite:///{otra_carpeta}/otra.sqlite", llaves)
    juntos = [entrante(dicho, quien, id=f"g{n}") for n, (quien, dicho) in enumerate(GUION)]
    en_un_lote(una, *juntos)
    suelta = puerta(otro)
    for uno in juntos:
        suelta.atender(uno).result()
    junta_foto, suelta_foto = foto(una), foto(suelta)
    suelta.cerrar()
    assert junta_foto == suelta_foto
    assert [(f["desenlace"], f["cuantas"]) for f in filas(una.almacen, "cuentas")] == [
        ("resuelto", 2),
        ("salió", 1),
    ]


def test_quien_rompe_un_turno_recibe_los_numeros_y_conserva_su_estado(una: Puerta) -> None:
    salida = io.StringIO()
    registro.configurar(salida)
    di(una, "bonjour")
    dichos(una)
    futuros = en_un_lote(
        una, entrante("hola", "eva"), entrante("rompe", "ana"), entrante("salud", "leo")
    )
    assert [f.result() for f in futuros] == [True, True, True]
    assert dichos(una) == ["<fallo>"]
    assert [dichos(una, quien) for quien in ("eva", "leo")] == [["dijiste hola"], ["dijiste salud"]]
    [incidencia] = filas(una.almacen, "incidencias")
    assert (incidencia["flujo"], incidencia["paso"]) == ("salud", "que")
    assert incidencia["tipo"] == "LookupError"
    di(una, "sigo")
    assert dichos(una) == ["dijiste bonjour sigo"]
    renglones = salida.getvalue()
    assert "turno_fallido" in renglones
    assert "LookupError" in renglones
    assert "RumboMarca" not in renglones


def test_quien_llega_y_rompe_no_deja_conversacion(una: Puerta) -> None:
    di(una, "rompe")
    assert dichos(una) == ["<fallo>"]
    assert filas(una.almacen, "conversaciones") == []


def test_salir_olvida_y_calla_lo_que_esperaba(una: Puerta) -> None:
    di(una, "hola", "salir")
    assert dichos(una) == ["Listo."]
    assert filas(una.almacen, "conversaciones") == filas(una.almacen, "plazos") == []
    # La vida nueva empieza en el mismo número de turno que la otra.
    di(una, "hola")
    assert dichos(una) == ["dijiste hola"]


def test_caducada_es_nueva_y_una_respuesta_tardia_no_sale(una: Puerta, reloj: Reloj) -> None:
    di(una, "hola")
    reloj.pasan(hours=6)
    assert not una.por_recoger("web", "ana")
    di(una, "otra vez")
    assert una.recoger("web", "ana").result() == []
    assert una.atender(entrante("ahora", recibido=reloj.ahora)).result()
    assert dichos(una) == ["dijiste otra vez ahora"]


def test_lo_sensible_caduca_antes(una: Puerta, reloj: Reloj) -> None:
    di(una, "sensible")
    reloj.pasan(minutes=21)
    una.atender(entrante("hola", recibido=reloj.ahora)).result()
    assert dichos(una) == ["dijiste hola"]


def test_una_respuesta_sensible_tardia_se_cambia_por_la_frase_fija(
    una: Puerta, reloj: Reloj
) -> None:
    di(una, "hola", "sensible")
    reloj.pasan(seconds=121)
    assert una.por_recoger("web", "ana")
    assert dichos(una) == ["dijiste hola", "<fallo>"]
    di(una, "sensible")
    reloj.pasan(minutes=10)
    assert dichos(una) == []


def test_deriva_y_avisa_sin_persona_ni_texto(una: Puerta) -> None:
    di(una, "deriva", "avisa")
    claves = {f["clave"] for f in filas(una.almacen, "conversaciones")}
    derivaciones = filas(una.almacen, "derivaciones")
    assert not claves & {f["clave"] for f in derivaciones}
    sin_clave = [{k: v for k, v in f.items() if k != "clave"} for f in derivaciones]
    assert sorted(sin_clave, key=lambda f: str(f["clase"])) == [
        {
            "dia": "2026-03-16",
            "clase": "avisa",
            "equipo": "",
            "urgencia": "critica",
            "motivo": "violencia",
            "plazo": 0,
        },
        {
            "dia": "2026-03-16",
            "clase": "deriva",
            "equipo": "legal",
            "urgencia": "alta",
            "motivo": "refugio",
            "plazo": 4 * 3600,
        },
    ]


def test_la_baja_se_recuerda_despues_de_irse_hasta_que_pide_el_alta(una: Puerta) -> None:
    di(una, "baja", "baja", quien="eva")
    di(una, "baja", "salir")
    assert len(filas(una.almacen, "bajas")) == 2
    di(una, "alta", quien="eva")
    [queda] = filas(una.almacen, "bajas")
    di(una, "hola")
    assert queda["conversacion"] in {f["clave"] for f in filas(una.almacen, "conversaciones")}


@pytest.mark.parametrize(("palabras", "quedan"), [("baja alta", 0), ("alta baja", 1)])
def test_en_un_lote_vale_lo_ultimo_que_pidio(una: Puerta, palabras: str, quedan: int) -> None:
    for futuro in en_un_lote(una, *(entrante(palabra) for palabra in palabras.split())):
        futuro.result()
    assert len(filas(una.almacen, "bajas")) == quedan


def test_cambiar_de_desenlace_no_deja_casillas_en_cero(una: Puerta) -> None:
    di(una, "cuenta", "recuenta")
    assert [(f["desenlace"], f["cuantas"]) for f in filas(una.almacen, "cuentas")] == [
        ("resuelto", 1)
    ]


def test_un_plazo_no_habla_y_si_la_persona_siguio_no_hace_nada(una: Puerta, reloj: Reloj) -> None:
    di(una, "hola")
    [plazo] = filas(una.almacen, "plazos")
    clave, turno = bytes(plazo["conversacion"]), plazo["turno"]
    assert not una.vencer(clave, Vence("inactividad", turno)).result(), "todavía no vence"
    reloj.pasan(hours=5)
    una.atender(entrante("sigo", recibido=reloj.ahora)).result()
    reloj.pasan(hours=2)
    assert not una.vencer(clave, Vence("inactividad", turno)).result()
    dichos(una)
    assert len(filas(una.almacen, "conversaciones")) == 1
    una.almacen.hacer(lambda c: c.execute(update(conversaciones).values(caduca=2**50))).result()
    reloj.pasan(hours=4)
    futuros = [una.vencer(clave, Vence("inactividad", turno + 1)) for _ in range(3)]
    assert sum(f.result() for f in futuros) == 1
    assert filas(una.almacen, "conversaciones") == filas(una.almacen, "plazos") == []
    assert una.recoger("web", "ana").result() == []


def test_un_estado_ilegible_empieza_de_nuevo_y_queda_dicho(una: Puerta) -> None:
    di(una, "hola")
    di(una, "hola", quien="eva")

    def cambiar(conexion: Connection) -> None:
        """Pone el estado de cada una en la fila de la otra."""
        ana, eva = conexion.execute(conversaciones.select()).all()
        for fila, ajena in ((ana, eva), (eva, ana)):
            conexion.execute(
                update(conversaciones)
                .where(conversaciones.c.clave == fila.clave)
                .values(estado=ajena.estado)
            )

    una.almacen.hacer(cambiar).result()
    dichos(una), dichos(una, "eva")
    di(una, "sigo")
    di(una, "sigo", quien="eva")
    assert dichos(una) == dichos(una, "eva") == ["dijiste sigo"]
    assert [f["tipo"] for f in filas(una.almacen, "incidencias")] == ["NoDescifra"] * 2


def test_un_estado_de_otra_forma_empieza_de_nuevo(una: Puerta) -> None:
    di(una, "hola")

    def deformar(conexion: Connection) -> None:
        clave = conexion.scalar(conversaciones.select())
        viejo = una.almacen.cifrado.cifrar('{"v": 0}', "conversaciones", "estado", clave)
        conexion.execute(update(conversaciones).values(estado=viejo))

    una.almacen.hacer(deformar).result()
    dichos(una)
    di(una, "sigo")
    assert dichos(una) == ["dijiste sigo"]
    assert [f["tipo"] for f in filas(una.almacen, "incidencias")] == ["KeyError"]


def test_sin_la_llave_del_estado_empieza_de_nuevo(
    una: Puerta, url: str, llaves: Llaves, tmp_path_factory: pytest.TempPathFactory
) -> None:
    di(una, "hola")
    ajenas = crear_llaves(tmp_path_factory.mktemp("ajenas"))
    sin_llave = replace(llaves, estado=ajenas.estado)
    otra = puerta(abrir(url, sin_llave))
    assert otra.atender(entrante("sigo")).result()
    assert dichos(otra) == ["<fallo>", "dijiste sigo"], "lo que esperaba tampoco se puede leer"
    otra.cerrar()


def test_lo_que_no_es_texto_tambien_entra(una: Puerta) -> None:
    assert una.atender(Entrante("web", "ana", "m", Manda("audio"), AHORA)).result()
    assert dichos(una) == ["dijiste Manda"]


def test_medio_emoji_y_un_nulo_no_pierden_el_turno(una: Puerta) -> None:
    di(una, "\ud83d", "a\x00b", "x" * 10_000)
    assert dichos(una)[1] == "dijiste ? a\x00b"


def test_con_el_motor_de_verdad(almacen: Almacen, reloj: Reloj) -> None:
    una = puerta(almacen, reloj, avanzar=avanzar)
    di(una, "hola")
    assert any("¿Qué necesitas?" in dicho for dicho in dichos(una))
    di(una, "1")
    assert any("¿Qué pasa?" in dicho for dicho in dichos(una))
    di(una, "salir")
    assert dichos(una) == ["Listo."]
    assert filas(almacen, "conversaciones") == []


def test_un_mensaje_alarga_la_vida_de_la_conversacion_y_un_plazo_no(
    almacen: Almacen, reloj: Reloj
) -> None:
    def avanzar_sin_olvidar(
        libro: Libro, estado: Estado, evento: Evento, ahora: datetime, *_: Any
    ) -> Turno:
        if isinstance(evento, Vence):
            return Turno(estado, ())
        turno = avanzar_de_prueba(libro, estado, evento, ahora)
        return replace(turno, efectos=(Programa("pronto", ahora + timedelta(minutes=5)),))

    una = puerta(almacen, reloj, avanzar=avanzar_sin_olvidar)
    di(una, "hola")
    assert [f["caduca"] for f in filas(almacen, "conversaciones")] == [
        a_ms(AHORA + timedelta(hours=6))
    ]
    reloj.pasan(hours=1)
    di(una, "sigo")
    despues = [a_ms(AHORA + timedelta(hours=7))]
    assert [f["caduca"] for f in filas(almacen, "conversaciones")] == despues
    reloj.pasan(hours=1)
    [plazo] = filas(almacen, "plazos")
    assert una.vencer(bytes(plazo["conversacion"]), Vence("pronto", plazo["turno"])).result()
    assert [f["caduca"] for f in filas(almacen, "conversaciones")] == despues
    assert filas(almacen, "plazos") == []


def test_los_plazos_de_una_vida_caducada_no_pasan_a_la_siguiente(
    almacen: Almacen, reloj: Reloj
) -> None:
    def avanzar_sin_plazos(
        libro: Libro, estado: Estado, evento: Evento, ahora: datetime, *_: Any
    ) -> Turno:
        turno = avanzar_de_prueba(libro, estado, evento, ahora)
        return turno if estado == Estado("web") and ahora == AHORA else replace(turno, efectos=())

    una = puerta(almacen, reloj, avanzar=avanzar_sin_plazos)
    di(una, "hola")
    assert len(filas(almacen, "plazos")) == 1
    reloj.pasan(hours=7)
    di(una, "hola")
    assert filas(almacen, "plazos") == []

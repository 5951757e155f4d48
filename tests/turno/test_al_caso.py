"""Del turno al caso: un caso por persona, en la misma transacción, y nada de ella en claro."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot import casos, registro
from bot.almacen import auditoria
from bot.almacen.sql import Almacen
from bot.modelo import Turno
from bot.proteccion.codigos import hacer_codigo
from tests.almacen.taller import Reloj, filas
from tests.turno.taller import DIRECCION, TEXTO, VERSION, Oficina, abrir_puerta, avanzar, escribe


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def oficina(almacen: Almacen, reloj: Reloj) -> Oficina:
    return Oficina(abrir_puerta(almacen, reloj), reloj)


def test_un_aviso_abre_un_caso_y_avisa_a_quien_esta_de_guardia(oficina: Oficina) -> None:
    assert escribe(oficina.puerta, "avisa") == ["105"]
    caso = oficina.caso.caso
    assert (caso.nivel, caso.equipo, caso.temas) == (1, "proteccion", ("violencia",))
    assert caso.consentimiento is None
    assert oficina.avisadas() == [
        ("abre", "eva", "espera"),
        ("abre", "proteccion", "espera"),
    ]
    # De ella no queda nada: ni texto, ni por dónde contestarle, ni código.
    assert [clase for clase, _, _ in oficina.piezas(oficina.caso.id, oficina.eva)] == ["hecho"]
    assert not oficina.enlazado(oficina.caso.id)
    (derivada,) = filas(oficina.puerta.almacen, "derivaciones")
    assert (derivada["clase"], derivada["motivo"]) == ("avisa", "violencia")


def test_otra_alarma_sube_el_mismo_caso(oficina: Oficina) -> None:
    escribe(oficina.puerta, "alta")
    assert oficina.caso.caso.nivel == 2
    escribe(oficina.puerta, "avisa")
    caso = oficina.caso.caso
    assert (caso.nivel, caso.temas) == (1, ("trata", "violencia"))
    escribe(oficina.puerta, "avisa", quien="otra persona")
    assert len(oficina.casos()) == 2
    assert len(filas(oficina.puerta.almacen, "derivaciones")) == 3


def test_el_mensaje_repetido_no_avisa_dos_veces(oficina: Oficina) -> None:
    for _ in range(3):
        escribe(oficina.puerta, "avisa", id="el mismo")
    with ThreadPoolExecutor(8) as hilos:
        list(hilos.map(lambda _: escribe(oficina.puerta, "avisa", id="otro"), range(20)))
    assert len(oficina.casos()) == 1
    assert len(oficina.avisadas()) == 2


def test_con_su_si_lo_que_conto_va_sellado_y_ve_su_codigo(oficina: Oficina) -> None:
    escribe(oficina.puerta, "avisa")
    (dicho,) = escribe(oficina.puerta, "si")
    codigo = dicho.removeprefix("código ")
    caso = oficina.caso
    assert caso.caso.consentimiento is not None
    assert caso.caso.consentimiento.version == VERSION
    suyas = {clase: texto for clase, _, texto in oficina.piezas(caso.id, oficina.eva)}
    assert TEXTO in suyas["resumen"]
    assert '"como": "ella"' in suyas["acuerdo"]
    assert DIRECCION in suyas["direccion"]
    assert oficina.enlazado(caso.id)
    assert escribe(oficina.puerta, codigo, quien="otro teléfono") == ["recibido"]
    oficina.mueve(casos.Toma(oficina.eva.id))
    assert escribe(oficina.puerta, codigo.lower(), quien="otro teléfono") == ["en atención"]
    # Otra derivación no cambia el código ni lo que acordó.
    assert escribe(oficina.puerta, "si") == ["código "]
    assert escribe(oficina.puerta, codigo) == ["en atención"]


def test_quien_lo_administra_no_lo_abre(oficina: Oficina) -> None:
    escribe(oficina.puerta, "si")
    with pytest.raises(AssertionError):
        oficina.piezas(oficina.caso.id, oficina.ada)
    assert oficina.piezas(oficina.caso.id, oficina.coco)


def test_repetir_el_turno_da_el_mismo_codigo(almacen: Almacen, oficina: Oficina) -> None:
    vistos: list[str] = []

    def anota(*todo: Any) -> Turno:
        vistos.append(todo[-1].codigo)
        return avanzar(*todo)

    una = abrir_puerta(almacen, motor=anota)
    escribe(una, "hola", id="m1")
    escribe(una, "hola", id="m2")
    otra = abrir_puerta(almacen, motor=anota)
    # El mismo mensaje, como si el lote se hubiera deshecho.
    almacen.hacer(lambda c: c.exec_driver_sql("DELETE FROM entrantes")).result()
    escribe(otra, "hola", id="m1")
    assert vistos[0] == vistos[2] != vistos[1]


def test_si_la_respuesta_se_rompe_la_alarma_no_se_pierde(
    almacen: Almacen, reloj: Reloj, oficina: Oficina
) -> None:
    def rompe(*todo: Any) -> Turno:
        turno = avanzar(*todo)
        return Turno(turno.estado, (*turno.efectos, object()))  # type: ignore[arg-type]

    salida = io.StringIO()
    registro.configurar(salida)
    una = abrir_puerta(almacen, reloj, rompe)
    escribe(una, "si")
    assert len(filas(almacen, "incidencias")) == 1
    assert TEXTO not in salida.getvalue()
    assert oficina.caso.caso.nivel == 1
    assert len(oficina.avisadas()) == 2


def test_sin_nadie_de_guardia_lo_sabe_el_motor(oficina: Oficina, reloj: Reloj) -> None:
    assert escribe(oficina.puerta, "hola") == ["hola: ['proteccion']"]
    reloj.pasan(hours=9)
    assert escribe(oficina.puerta, "hola") == ["hola: []"]


def test_el_cuadro_nuevo_se_ve_al_segundo(oficina: Oficina, reloj: Reloj) -> None:
    reloj.pasan(hours=9)
    assert escribe(oficina.puerta, "hola") == ["hola: []"]
    oficina.de_guardia(oficina.bea)
    assert escribe(oficina.puerta, "hola") == ["hola: ['proteccion']"]


def test_un_codigo_que_no_es_y_uno_de_mas_se_contestan_igual(
    oficina: Oficina, reloj: Reloj
) -> None:
    codigo = escribe(oficina.puerta, "si")[0].removeprefix("código ")
    falso = hacer_codigo(b"\0" * 8)
    preguntas = [escribe(oficina.puerta, falso, quien="tercera") for _ in range(5)]
    assert preguntas == [["desconocido"]] * 5
    assert escribe(oficina.puerta, codigo, quien="tercera") == ["demasiadas"]
    assert escribe(oficina.puerta, codigo, quien="cuarta") == ["recibido"]
    reloj.pasan(hours=1)
    assert escribe(oficina.puerta, codigo, quien="tercera") == ["recibido"]


def test_probar_codigos_desde_mil_chats_no_deja_fuera_a_su_duena(oficina: Oficina) -> None:
    codigo = escribe(oficina.puerta, "si")[0].removeprefix("código ")
    for n in range(310):
        falso = hacer_codigo(n.to_bytes(8, "big"))
        assert escribe(oficina.puerta, falso, quien=f"ladron{n}") == ["desconocido"]
    assert escribe(oficina.puerta, codigo, quien="ladron1") == ["demasiadas"]
    assert escribe(oficina.puerta, codigo, quien="ella, desde otro teléfono") == ["recibido"]


def test_cada_movimiento_queda_en_la_auditoria_sin_nada_de_ella(oficina: Oficina) -> None:
    escribe(oficina.puerta, "si")
    oficina.mueve(casos.Toma(oficina.eva.id))
    renglones = oficina.mirar(lambda c: auditoria.listar(c))
    referencia = oficina.caso.caso.referencia
    assert [(r.accion, r.quien, r.objeto) for r in reversed(renglones)] == [
        ("caso_abre", "", referencia),
        ("caso_toma", oficina.eva.id, referencia),
    ]
    assert oficina.mirar(lambda c: auditoria.verificar(c, oficina.puerta.almacen.cifrado)) is None

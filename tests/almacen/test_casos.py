"""Un caso guardado lo abre quien debe, y solo quien debe."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, update

from bot import casos as puro
from bot.almacen import (
    casos,
    enlaces,
    equipo,
    guardias,
    llaves_de_caso,
    oficina,
    piezas,
    sellos,
    vitrina,
)
from bot.almacen.sql import Almacen
from bot.almacen.tablas_de_casos import alertas, carteles, caso_piezas
from bot.casos import Caso, Oficina
from bot.guardia import Cuadro
from bot.proteccion.acuerdo import MANANA, Acuerdo
from bot.proteccion.codigos import BYTES, hacer_codigo
from tests.almacen.oficina import Colega, sumar
from tests.almacen.taller import filas
from tests.casos.taller import EQUIPOS, LUNES, SI, hacer, seguir

T = TypeVar("T")
MARCA = "RUMBO-MARCA-TEXTO-7f3a ñandú"
CHAT = b"un chat"


class Casa:
    """La oficina entera: Ana y Bea en protección, Olga en orientación, Coco coordina."""

    def __init__(self, almacen: Almacen) -> None:
        self.almacen = almacen
        self.cifrado = almacen.cifrado
        self.papel = sellos.nuevo_par()
        self.hacer(lambda c: oficina.poner_recuperacion(c, self.papel.publica))
        self.ana = sumar(almacen, "ana", ["atiende"], ["proteccion"])
        self.bea = sumar(almacen, "bea", ["atiende"], ["proteccion"])
        self.olga = sumar(almacen, "olga", ["atiende"], ["orientacion"])
        self.coco = sumar(almacen, "coco", ["coordina"], [])
        self.ada = sumar(almacen, "ada", ["administra"], [])

    @property
    def cuadro(self) -> Cuadro:
        with self.almacen.leer() as conexion:
            return guardias.cuadro(conexion, self.cifrado, lambda _: False)

    @property
    def oficina(self) -> Oficina:
        return Oficina(EQUIPOS, self.cuadro)

    def hacer(self, que: Callable[[Connection], T]) -> T:
        return self.almacen.hacer(que).result()

    def abrir(self, conversacion: bytes | None = CHAT, prueba: bool = False) -> str:
        cuadro = self.cuadro

        def nacer(c: Connection) -> str:
            abre = puro.Abre(casos.nueva_referencia(c), "critica", "violencia", consentimiento=SI)
            caso = puro.abrir(abre, Oficina(EQUIPOS, cuadro), LUNES).caso
            return casos.nuevo(c, self.cifrado, caso, cuadro, conversacion, prueba=prueba)

        return self.hacer(nacer)

    def leer(self, id: str) -> Caso:
        with self.almacen.leer() as conexion:
            leido = casos.leer(conexion, self.cifrado, id)
        assert leido is not None
        return leido.caso

    def guardar(self, id: str, antes: Caso, despues: Caso) -> None:
        self.hacer(lambda c: casos.guardar(c, self.cifrado, id, antes, despues))

    def mover(self, id: str, *eventos: puro.Evento) -> Caso:
        antes = self.leer(id)
        despues = antes
        for evento in eventos:
            despues = hacer(despues, evento, oficina=self.oficina).caso
        self.guardar(id, antes, despues)
        return despues

    def llave(self, id: str, quien: Colega) -> bytes | None:
        with self.almacen.leer() as conexion:
            return llaves_de_caso.llave(conexion, id, quien.id, quien.par.privada)

    def sumar_pieza(self, id: str, texto: str = MARCA) -> int:
        return self.hacer(lambda c: piezas.sumar(c, id, "ella", "ella", texto, LUNES))

    def textos(self, id: str, llave: bytes) -> list[str]:
        with self.almacen.leer() as conexion:
            return [piezas.abrir(una, llave) for una in piezas.de_caso(conexion, id)]


@pytest.fixture
def casa(almacen: Almacen) -> Casa:
    return Casa(almacen)


def test_lo_abre_el_equipo_y_quien_coordina_y_nadie_mas(casa: Casa) -> None:
    id = casa.abrir()
    casa.sumar_pieza(id)
    casa.sumar_pieza(id, "otra")
    for quien in (casa.ana, casa.bea, casa.coco):
        llave = casa.llave(id, quien)
        assert llave is not None and casa.textos(id, llave) == [MARCA, "otra"]
    for quien in (casa.olga, casa.ada):
        assert casa.llave(id, quien) is None
    assert {f["miembro"] for f in filas(casa.almacen, "caso_llaves")} == {
        casa.ana.id,
        casa.bea.id,
        casa.coco.id,
        oficina.RECUPERACION,
    }


def test_una_pieza_cambiada_de_sitio_no_se_abre(casa: Casa) -> None:
    uno, otro = casa.abrir(), casa.abrir(b"otro chat")
    casa.sumar_pieza(uno)
    casa.sumar_pieza(uno, "segunda")
    casa.sumar_pieza(otro, "del otro")
    llave = casa.llave(uno, casa.ana)
    assert llave is not None
    sellados = {(f["caso"], f["n"]): f["sellado"] for f in filas(casa.almacen, "caso_piezas")}

    def poner(c: Connection, n: int, sellado: bytes) -> None:
        p = caso_piezas.c
        c.execute(update(caso_piezas).where(p.caso == uno, p.n == n).values(sellado=sellado))

    casa.hacer(lambda c: poner(c, 1, sellados[uno, 2]))
    with pytest.raises(sellos.NoAbre):
        casa.textos(uno, llave)
    casa.hacer(lambda c: poner(c, 1, sellados[otro, 1]))
    with pytest.raises(sellos.NoAbre):
        casa.textos(uno, llave)
    casa.hacer(lambda c: poner(c, 1, sellados[uno, 1]))
    assert casa.textos(uno, llave) == [MARCA, "segunda"]


def test_el_caso_va_y_vuelve_con_sus_plazos(casa: Casa) -> None:
    id = casa.abrir()
    antes = casa.leer(id)
    assert antes.referencia == "TUM-0001" and antes.plazos
    despues = casa.mover(id, puro.Toma(casa.ana.id))
    assert casa.leer(id) == despues and despues.por == casa.ana.id
    guardados = {f["nombre"]: f["cuando"] for f in filas(casa.almacen, "plazos_de_caso")}
    assert guardados == {n: int(c.timestamp() * 1000) for n, c in despues.plazos.items()}
    with casa.almacen.leer() as conexion:
        hasta = max(despues.plazos.values())
        ya = casos.vencidos(conexion, hasta)
        assert casos.vencidos(conexion, min(despues.plazos.values()) - timedelta(seconds=1)) == []
    assert {(caso, plazo) for caso, plazo, _ in ya} == {(id, plazo) for plazo in despues.plazos}


def test_dos_que_lo_mueven_a_la_vez(casa: Casa) -> None:
    id = casa.abrir()
    antes = casa.leer(id)
    de_ana = seguir(antes, puro.Toma(casa.ana.id), oficina=casa.oficina)
    de_bea = seguir(antes, puro.Toma(casa.bea.id), oficina=casa.oficina)
    casa.guardar(id, antes, de_ana)
    with pytest.raises(casos.Cambio):
        casa.guardar(id, antes, de_bea)
    assert casa.leer(id).por == casa.ana.id
    casa.guardar(id, de_ana, de_ana)


def test_un_caso_abierto_por_persona(casa: Casa) -> None:
    id = casa.abrir()
    with pytest.raises(casos.Cambio):
        casa.abrir()
    with casa.almacen.leer() as conexion:
        suyo = casos.de_chat(conexion, casa.cifrado, CHAT)
        assert suyo is not None and suyo.id == id
        assert casos.de_chat(conexion, casa.cifrado, b"otro") is None
    casa.abrir(None)
    casa.abrir(None)
    casa.mover(id, puro.Toma(casa.ana.id), puro.Cierra(casa.ana.id, "resuelto"))
    with casa.almacen.leer() as conexion:
        assert casos.de_chat(conexion, casa.cifrado, CHAT) is None
    assert casa.leer(casa.abrir()).referencia == "TUM-0004", "el rechazado se deshizo"


def test_el_codigo_es_de_un_solo_caso(casa: Casa) -> None:
    uno, otro = casa.abrir(), casa.abrir(b"otro chat")
    codigo, libre = (hacer_codigo(os.urandom(BYTES)) for _ in range(2))

    def poner(id: str, cual: str) -> bool:
        return casa.hacer(lambda c: casos.poner_codigo(c, casa.cifrado, id, cual))

    assert poner(uno, codigo)
    assert not poner(otro, codigo), "ya es de otro: se prueba el siguiente"
    assert poner(otro, libre)
    nuevo = hacer_codigo(os.urandom(BYTES))
    assert poner(uno, nuevo), "el que se le enseña es el que vale"
    with casa.almacen.leer() as conexion:
        for cual, id in ((nuevo, uno), (libre, otro)):
            hallado = casos.por_codigo(conexion, casa.cifrado, cual)
            assert hallado is not None and hallado.id == id
        assert casos.por_codigo(conexion, casa.cifrado, codigo) is None
        por_referencia = casos.por_referencia(conexion, casa.cifrado, "TUM-0002")
        assert por_referencia is not None and por_referencia.id == otro
        assert casos.tiene_codigo(conexion, uno)
    assert codigo.encode() not in str(filas(casa.almacen, "casos")).encode()


def test_pasarlo_lo_sella_a_quien_llega_y_lo_quita_a_quien_se_va(casa: Casa) -> None:
    id = casa.abrir()
    casa.sumar_pieza(id)
    casa.mover(id, puro.Toma(casa.coco.id), puro.PasaAEquipo(casa.coco.id, "orientacion"))
    llave = casa.llave(id, casa.coco)
    assert llave is not None
    cuadro = casa.cuadro
    nuevas = casa.hacer(lambda c: llaves_de_caso.resellar(c, casa.cifrado, id, llave, cuadro))
    assert nuevas == {casa.olga.id}
    de_olga = casa.llave(id, casa.olga)
    assert de_olga is not None and casa.textos(id, de_olga) == [MARCA]
    quienes = puro.quienes_abren(casa.leer(id), cuadro)
    for quien in (casa.ana, casa.bea):
        assert (casa.llave(id, quien) is None) == (quien.id not in quienes)


def test_a_quien_llega_se_lo_sella_un_colega_al_entrar(casa: Casa) -> None:
    id = casa.abrir()
    casa.sumar_pieza(id)
    nueva = sumar(casa.almacen, "nora", ["atiende"], ["proteccion"])
    cuadro = casa.cuadro
    assert casa.llave(id, nueva) is None
    with casa.almacen.leer() as conexion:
        faltan = llaves_de_caso.por_sellar(conexion, casa.cifrado, casa.ana.id, cuadro)
        assert llaves_de_caso.por_sellar(conexion, casa.cifrado, casa.olga.id, cuadro) == []
    assert faltan == [(id, frozenset({nueva.id}))]
    cuantos = casa.hacer(
        lambda c: llaves_de_caso.resellar_todos(
            c, casa.cifrado, casa.ana.id, casa.ana.par.privada, cuadro
        )
    )
    llave = casa.llave(id, nueva)
    assert cuantos == 1 and llave is not None and casa.textos(id, llave) == [MARCA]


def test_quien_olvida_su_clave_pierde_los_casos_hasta_que_se_los_sellan(casa: Casa) -> None:
    id = casa.abrir()
    par = sellos.nuevo_par()
    envuelta = sellos.envolver(par.privada, "otra clave larga", sellos.Coste(1, 8))

    def estrenar(c: Connection) -> None:
        enlace = equipo.invitar(c, casa.cifrado, casa.ana.id, LUNES)
        equipo.aceptar(c, casa.cifrado, enlace, envuelta, par.publica, 0, LUNES)

    casa.hacer(estrenar)
    assert casa.llave(id, casa.ana) is None
    cuadro = casa.cuadro
    casa.hacer(
        lambda c: llaves_de_caso.resellar_todos(
            c, casa.cifrado, casa.bea.id, casa.bea.par.privada, cuadro
        )
    )
    assert casa.llave(id, replace(casa.ana, par=par)) is not None


def test_quien_se_va_ya_no_abre(casa: Casa) -> None:
    id = casa.abrir()
    casa.hacer(lambda c: equipo.dar_de_baja(c, casa.ana.id))
    assert casa.llave(id, casa.ana) is None
    assert casa.llave(id, casa.bea) is not None


def test_la_llave_de_papel_devuelve_los_casos(casa: Casa) -> None:
    id = casa.abrir()
    casa.sumar_pieza(id)
    for colega in (casa.ana, casa.bea, casa.coco):
        casa.hacer(lambda c, quien=colega.id: equipo.dar_de_baja(c, quien))  # type: ignore[misc]
    nueva = sumar(casa.almacen, "nora", ["coordina"], [])
    otra = sellos.nuevo_par().privada
    with pytest.raises(sellos.NoAbre):
        casa.hacer(lambda c: llaves_de_caso.recuperar(c, otra, nueva.id))
    papel = casa.papel.privada
    assert casa.hacer(lambda c: llaves_de_caso.recuperar(c, papel, nueva.id)) == 1
    assert casa.hacer(lambda c: llaves_de_caso.recuperar(c, papel, nueva.id)) == 0
    llave = casa.llave(id, nueva)
    assert llave is not None and casa.textos(id, llave) == [MARCA]


def test_el_enlace_dice_por_donde_y_se_suelta(casa: Casa) -> None:
    id = casa.abrir()
    acuerdo = Acuerdo(SI, como="llamada", franjas=(MANANA,), telefono="+51999000111")
    pone = (id, CHAT, "web", "una direccion", LUNES, acuerdo)
    casa.hacer(lambda c: enlaces.enlazar(c, casa.cifrado, *pone))
    guardado = str(filas(casa.almacen, "enlaces"))
    assert "una direccion" not in guardado and "999000111" not in guardado
    with casa.almacen.leer() as conexion:
        enlace = enlaces.de_chat(conexion, casa.cifrado, CHAT)
        assert enlace == enlaces.de_caso(conexion, casa.cifrado, id)
    assert enlace is not None and enlace.acuerdo is not None
    assert (enlace.caso, enlace.direccion, enlace.ultimo) == (id, "una direccion", LUNES)
    assert (enlace.acuerdo.telefono, enlace.acuerdo.como) == ("", "ella")
    luego = LUNES + timedelta(minutes=3)
    casa.hacer(lambda c: enlaces.escribio(c, casa.cifrado, CHAT, luego))
    with casa.almacen.leer() as conexion:
        tocado = enlaces.de_chat(conexion, casa.cifrado, CHAT)
        assert tocado is not None and tocado.ultimo == luego
    casa.hacer(lambda c: enlaces.soltar(c, casa.cifrado, CHAT))
    assert filas(casa.almacen, "enlaces") == []
    with casa.almacen.leer() as conexion:
        suyo = casos.de_chat(conexion, casa.cifrado, CHAT)
    assert suyo is not None, "otra alarma lo sube, no abre otro"


def test_olvidar_el_contacto_deja_lo_que_conto(casa: Casa) -> None:
    id = casa.abrir()
    casa.sumar_pieza(id)
    casa.hacer(lambda c: piezas.sumar(c, id, "acuerdo", "ella", "{}", LUNES))
    casa.hacer(lambda c: enlaces.enlazar(c, casa.cifrado, id, CHAT, "web", "d", LUNES, None))
    casa.hacer(lambda c: enlaces.olvidar_contacto(c, id))
    assert [f["clase"] for f in filas(casa.almacen, "caso_piezas")] == ["ella"]
    assert filas(casa.almacen, "enlaces") == []


def test_cerrado_de_las_horas_queda_el_dia_y_del_chat_nada(casa: Casa) -> None:
    id = casa.abrir()
    casa.sumar_pieza(id)
    casa.hacer(lambda c: enlaces.enlazar(c, casa.cifrado, id, CHAT, "web", "d", LUNES, None))
    casa.mover(id, puro.Toma(casa.ana.id), puro.Cierra(casa.ana.id, "resuelto"))
    [fila] = filas(casa.almacen, "casos")
    [pieza] = filas(casa.almacen, "caso_piezas")
    [plazo] = filas(casa.almacen, "plazos_de_caso")
    dia, cinco_horas = 24 * 3_600_000, 5 * 3_600_000
    for instante in (fila["abierto"], fila["vence"], pieza["cuando"], plazo["cuando"]):
        assert (instante - cinco_horas) % dia == 0, "medianoche de Lima"
    assert fila["de_quien"] is None and filas(casa.almacen, "enlaces") == []


def test_la_bandeja_ensena_lo_justo(casa: Casa) -> None:
    primero, segundo = casa.abrir(), casa.abrir(b"otro chat")
    casa.abrir(None, prueba=True)
    casa.mover(segundo, puro.Toma(casa.ana.id), puro.Cierra(casa.ana.id, "resuelto"))
    with casa.almacen.leer() as conexion:
        abiertos = vitrina.bandeja(conexion, casa.ana.id)
        cerrados = vitrina.bandeja(conexion, casa.ana.id, cerrados=True)
        de_olga = vitrina.bandeja(conexion, casa.olga.id)
    assert [(r.id, r.referencia, r.nivel, r.estado, r.con_llave) for r in abiertos] == [
        (primero, "TUM-0001", 1, "abierto", True)
    ]
    assert [(r.id, r.por) for r in cerrados] == [(segundo, casa.ana.id)]
    assert [(r.id, r.con_llave) for r in de_olga] == [(primero, False)]


def test_destruido_no_queda_nada(casa: Casa) -> None:
    id, otro = casa.abrir(), casa.abrir(b"otro chat")
    casa.sumar_pieza(id)
    casa.sumar_pieza(otro)
    casa.hacer(lambda c: enlaces.enlazar(c, casa.cifrado, id, CHAT, "web", "d", LUNES, None))
    alerta = {
        "caso": id,
        "clave": "1:abre:persona:ana",
        "para_clase": "persona",
        "para": "ana",
        "motivo": "abre",
        "nivel": 1,
        "estado": "espera",
        "vias": "",
        "fallo": "",
    } | dict.fromkeys(("creada", "vigente_hasta", "intento", "proximo", "prestada_hasta"), 0)
    cartel = {"caso": id, "chat": "1", "mensaje": "", "version": 1, "estado": "espera"}
    cartel |= {"proximo": 0, "prestada_hasta": 0}
    casa.hacer(lambda c: c.execute(alertas.insert().values(**alerta)).rowcount)
    casa.hacer(lambda c: c.execute(carteles.insert().values(**cartel)).rowcount)
    casa.hacer(lambda c: casos.destruir(c, id))
    with casa.almacen.leer() as conexion:
        assert casos.leer(conexion, casa.cifrado, id) is None
    with pytest.raises(LookupError):
        casa.sumar_pieza(id)
    for tabla in ("caso_llaves", "caso_piezas", "plazos_de_caso", "casos"):
        quedan = filas(casa.almacen, tabla)
        assert quedan and id not in str(quedan), tabla
    for tabla in ("enlaces", "alertas", "carteles"):
        assert filas(casa.almacen, tabla) == [], tabla
    [lapida] = filas(casa.almacen, "lapidas")
    assert lapida["id"] != id
    casa.hacer(lambda c: casos.destruir(c, id))
    assert len(filas(casa.almacen, "lapidas")) == 1, "dos veces es una"
    prueba = casa.abrir(None, prueba=True)
    casa.hacer(lambda c: casos.destruir(c, prueba))
    assert len(filas(casa.almacen, "lapidas")) == 1, "una prueba no cuenta"

"""Lo que espera sale una vez, en orden y a tiempo; lo que no sale queda a la vista."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import registro
from bot.almacen import rastro, tablas
from bot.almacen.despacho import Noticia, enterarse
from bot.almacen.sql import Almacen
from bot.canales.base import Borrado, Entrante, Envio, NoSalio, Recibo
from bot.entrega import Entrega, Ritmo, espera
from bot.modelo import Bloquea, Burbuja, Di, Escribe, Estado, Evento, NombreCanal, Olvida, Turno
from bot.motor.avanzar import avanzar
from bot.motor.libro import Libro
from bot.proteccion.vigencia import RESPUESTA
from bot.turno import Puerta
from tests.almacen.taller import (
    AHORA,
    EstanteDePrueba,
    Reloj,
    avanzar_de_prueba,
    entrante,
    filas,
    puerta,
)

TELEGRAM: NombreCanal = "telegram"


@dataclass
class EmisorDePrueba:
    """El borde de fuera: apunta lo que le dan y falla cuando se le pide."""

    nombre: NombreCanal = TELEGRAM
    fallos: list[Exception] = field(default_factory=list)
    final: bool = True
    enviados: list[Envio] = field(default_factory=list)
    a_la_vez: int = 0
    seguir: asyncio.Event | None = None

    async def empezar(self) -> None:
        pass

    async def cerrar(self) -> None:
        pass

    async def enviar(self, envio: Envio) -> Recibo:
        self.a_la_vez += 1
        if self.seguir is not None:
            await self.seguir.wait()
        if self.fallos:
            raise self.fallos.pop(0)
        self.enviados.append(envio)
        dicho = isinstance(envio.carga, Burbuja)
        return Recibo(f"r{len(self.enviados)}" if dicho else "", self.final)

    @property
    def textos(self) -> list[str]:
        return [e.carga.texto if isinstance(e.carga, Burbuja) else "borra" for e in self.enviados]


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def una(almacen: Almacen, reloj: Reloj) -> Puerta:
    return puerta(almacen, reloj)


def entrega(una: Puerta, emisor: EmisorDePrueba, reloj: Reloj, **ritmo: Any) -> Entrega:
    medido = Ritmo(**{"por_segundo": 1e6, "por_persona": 0.0, **ritmo})
    return Entrega(
        una.almacen,
        EstanteDePrueba(),  # type: ignore[arg-type]
        {emisor.nombre: (emisor, medido)},
        reloj,
    )


@asynccontextmanager
async def corriendo(una: Entrega) -> AsyncIterator[None]:
    tarea = asyncio.create_task(una.correr())
    yield
    una.parar()
    await tarea


async def hasta(cumple: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not cumple():  # noqa: ASYNC110 - lo que se mira está en la base
            await asyncio.sleep(0.01)


def dice(una: Puerta, texto: str, quien: str = "7", **otros: Any) -> None:
    suelto = entrante(texto, quien)
    propio = Entrante(TELEGRAM, quien, suelto.id_mensaje, texto, otros.pop("recibido", AHORA))
    una.atender(Entrante(**{**{c: getattr(propio, c) for c in CAMPOS}, **otros})).result()


CAMPOS = tuple(Entrante.__dataclass_fields__)


def salientes(una: Puerta) -> list[tuple[str, str]]:
    return [(f["estado"], f["motivo"]) for f in filas(una.almacen, "salientes")]


async def test_sale_una_vez_y_no_queda_nada_de_lo_dicho(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba()
    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.enviados and not salientes(una))
    assert emisor.textos == ["dijiste hola"]
    assert emisor.enviados[0].direccion == "7"


async def test_el_timbre_adelanta_y_lo_de_otro_canal_no_se_toca(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba()
    una.atender(entrante("de la página")).result()
    trabajo = entrega(una, emisor, reloj)
    async with corriendo(trabajo):
        dice(una, "hola")
        trabajo.tocar()
        await hasta(lambda: emisor.enviados)
    assert emisor.textos == ["dijiste hola"]
    assert salientes(una) == [("espera", "")]


async def test_de_cada_persona_una_cosa_a_la_vez_y_en_orden(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba(seguir=asyncio.Event())
    for n in range(5):
        dice(una, str(n))
    dice(una, "otra", "8")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.a_la_vez == 2)
        assert emisor.seguir is not None
        emisor.seguir.set()
        await hasta(lambda: len(emisor.enviados) == 6)
    suyas = [t for e, t in zip(emisor.enviados, emisor.textos, strict=True) if e.direccion == "7"]
    assert [t.split()[-1] for t in suyas] == ["0", "1", "2", "3", "4"]


async def test_dos_entregas_no_mandan_lo_mismo(
    una: Puerta, reloj: Reloj, abrir_almacen: Callable[[], Almacen]
) -> None:
    primero, segundo = EmisorDePrueba(), EmisorDePrueba()
    for n in range(40):
        dice(una, f"m{n}", str(n % 20))
    otra = puerta(abrir_almacen(), reloj)
    async with corriendo(entrega(una, primero, reloj)), corriendo(entrega(otra, segundo, reloj)):
        await hasta(lambda: len(primero.enviados) + len(segundo.enviados) >= 40)
        await hasta(lambda: not salientes(una))
    assert len({e.numero for e in primero.enviados + segundo.enviados}) == 40


async def test_lo_que_puede_llegar_despues_se_vuelve_a_probar(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba(fallos=[NoSalio("reintentar", "429", 30)])
    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: salientes(una) == [("espera", "429")])
        [fila] = filas(una.almacen, "salientes")
        assert 30_000 <= fila["proximo"] - int(AHORA.timestamp() * 1000) <= 45_000
        reloj.pasan(seconds=46)
        await hasta(lambda: emisor.enviados)
    [envio] = emisor.enviados
    assert (envio.intentos, envio.motivo) == (1, "429")
    assert envio.caduca == AHORA + RESPUESTA
    assert emisor.textos == ["dijiste hola"]


@pytest.mark.parametrize("desenlace", ["muerta", "incierta", "bloqueada"])
async def test_lo_que_no_saldra_queda_a_la_vista_sin_decir_de_quien(
    desenlace: str, una: Puerta, reloj: Reloj
) -> None:
    emisor = EmisorDePrueba(fallos=[NoSalio(desenlace, "400")])  # type: ignore[arg-type]
    dice(una, "hola")
    dice(una, "sigo")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.enviados)
        await hasta(lambda: salientes(una) == [(desenlace, "400")])
    [fila] = filas(una.almacen, "salientes")
    assert (bytes(fila["carga"]), bytes(fila["conversacion"])) == (b"", b"")
    assert emisor.textos == ["dijiste hola sigo"]


async def test_un_error_nuestro_al_mandar_es_incierto(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba(fallos=[LookupError("marca")])
    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: salientes(una) == [("incierta", "LookupError")])


async def test_un_prestamo_que_se_pasa_de_su_hora_no_se_repite(una: Puerta, reloj: Reloj) -> None:
    colgado = EmisorDePrueba(seguir=asyncio.Event())
    dice(una, "hola")
    async with corriendo(entrega(una, colgado, reloj)):
        await hasta(lambda: colgado.a_la_vez)
        reloj.pasan(seconds=61)
        otro = EmisorDePrueba()
        async with corriendo(entrega(una, otro, reloj)):
            await hasta(lambda: salientes(una) == [("incierta", "corte")])
        assert colgado.seguir is not None
        colgado.seguir.set()
    assert not otro.enviados
    assert salientes(una) == [("incierta", "corte")]


async def test_lo_tardio_no_sale_y_lo_sensible_deja_los_numeros(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba()
    dice(una, "sensible")
    reloj.pasan(seconds=121)
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.enviados)
    assert emisor.textos == ["<fallo>"]


async def test_pasados_diez_minutos_no_sale_nada(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba()
    dice(una, "sensible")
    dice(una, "hola", "8")
    reloj.pasan(minutes=11)
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: salientes(una) == [("vencida", "tarde")] * 2)
    assert not emisor.enviados


async def test_lo_que_llego_viejo_no_se_contesta(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba()
    dice(una, "sensible", recibido=AHORA - timedelta(minutes=15))
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: salientes(una) == [("vencida", "tarde")])
    assert not emisor.enviados


async def test_a_la_misma_persona_se_le_escribe_con_calma(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba()
    for n in range(2):
        dice(una, str(n))
    async with corriendo(entrega(una, emisor, reloj, por_persona=5.0)):
        await hasta(lambda: emisor.enviados)
        await hasta(lambda: filas(una.almacen, "salientes")[0]["proximo"])
        assert len(emisor.enviados) == 1
        reloj.pasan(seconds=5)
        await hasta(lambda: len(emisor.enviados) == 2)


async def test_salir_calla_lo_que_espera_y_llega_detras_de_lo_que_estaba_saliendo(
    una: Puerta, reloj: Reloj
) -> None:
    emisor = EmisorDePrueba(seguir=asyncio.Event())
    dice(una, "uno")
    dice(una, "dos")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.a_la_vez == 1)
        dice(una, "salir")
        assert emisor.seguir is not None
        emisor.seguir.set()
        await hasta(lambda: len(emisor.enviados) == 2)
    assert emisor.textos == ["dijiste uno", "Listo."]


def olvidar_todo(libro: Libro, estado: Estado, evento: Evento, ahora: Any, *_: Any) -> Turno:
    if isinstance(evento, Escribe) and evento.texto == "salir":
        return Turno(Estado(canal=estado.canal), (Di(Burbuja("Listo.")), Olvida(rastro=True)))
    return avanzar_de_prueba(libro, estado, evento, ahora)


async def test_salir_de_algo_sensible_limpia_el_chat_antes_de_despedirse(
    almacen: Almacen, reloj: Reloj
) -> None:
    una = puerta(almacen, reloj, avanzar=olvidar_todo)
    emisor = EmisorDePrueba()
    async with corriendo(entrega(una, emisor, reloj)):
        dice(una, "hola", remoto="10")
        await hasta(lambda: emisor.enviados and not salientes(una))
        dice(una, "otra", "8", remoto="10")
        await hasta(lambda: len(emisor.enviados) == 2 and not salientes(una))
        dice(una, "salir", remoto="12")
        await hasta(lambda: len(emisor.enviados) == 4 and not salientes(una))
    borrado = emisor.enviados[2].carga
    assert isinstance(borrado, Borrado)
    assert set(borrado.remotos) == {"10", "r1", "12"}
    assert emisor.textos[3] == "Listo."
    quedan = filas(una.almacen, "remotos")
    assert len(quedan) == 3, "el del otro chat, el suyo y la despedida"


def test_de_un_album_se_recuerda_cada_foto(una: Puerta) -> None:
    for remoto in ("10", "11", "12"):
        una.atender(Entrante(TELEGRAM, "7", "album:1", "hola", AHORA, remoto=remoto)).result()
    assert len(filas(una.almacen, "remotos")) == 3
    assert len(salientes(una)) == 1


async def test_lo_de_hace_mas_de_dos_dias_ya_no_se_puede_borrar(una: Puerta, reloj: Reloj) -> None:
    dice(una, "hola", remoto="10")
    [guardado] = filas(una.almacen, "remotos")
    clave = bytes(guardado["conversacion"])
    with una.almacen.leer() as conexion:
        cifrado = una.almacen.cifrado
        assert rastro.de(conexion, cifrado, clave, reloj.ahora) == ("10",)
        despues = reloj.ahora + timedelta(hours=48, seconds=1)
        assert rastro.de(conexion, cifrado, clave, despues) == ()


async def test_lo_sensible_ocupa_el_lugar_del_mensaje_que_se_toco(
    una: Puerta, reloj: Reloj
) -> None:
    emisor = EmisorDePrueba()
    async with corriendo(entrega(una, emisor, reloj)):
        dice(una, "sensible", edita="55")
        await hasta(lambda: emisor.enviados)
        dice(una, "hola", "8", edita="56")
        await hasta(lambda: len(emisor.enviados) == 2)
    assert [e.edita for e in emisor.enviados] == ["55", ""]


async def test_con_la_base_ocupada_lo_mandado_se_anota_despues(
    una: Puerta, reloj: Reloj, abrir_almacen: Callable[[], Almacen]
) -> None:
    salida = io.StringIO()
    registro.configurar(salida)
    emisor, tomada, soltar = EmisorDePrueba(seguir=asyncio.Event()), Event(), Event()

    def ocupar(conexion: Connection) -> None:
        conexion.execute(tablas.salientes.update().values(rango=0))
        tomada.set()
        soltar.wait(20)

    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.a_la_vez)
        ocupado = abrir_almacen().hacer(ocupar)
        await hasta(tomada.is_set)
        assert emisor.seguir is not None
        emisor.seguir.set()
        await hasta(lambda: "almacen_caido" in salida.getvalue())
        soltar.set()
        await asyncio.wrap_future(ocupado)
        await hasta(lambda: not salientes(una))
    assert emisor.textos == ["dijiste hola"]


# ---- lo que el proveedor cuenta después --------------------------------------


async def aceptada(una: Puerta, reloj: Reloj) -> int:
    emisor = EmisorDePrueba(final=False)
    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: salientes(una) == [("aceptada", "")])
    return emisor.enviados[0].numero


def cuenta(una: Puerta, numero: int, rango: int, **otros: Any) -> bool:
    noticia = Noticia(numero, otros.pop("intento", 1), TELEGRAM, rango, **otros)
    return una.almacen.hacer(lambda c: enterarse(c, noticia)).result()


async def test_lo_aceptado_se_borra_cuando_llega(una: Puerta, reloj: Reloj) -> None:
    numero = await aceptada(una, reloj)
    assert cuenta(una, numero, 2)
    assert bytes(filas(una.almacen, "salientes")[0]["carga"]) == b""
    assert not cuenta(una, numero, 1), "una entrega no va hacia atrás"
    assert cuenta(una, numero, 3, llego=True)
    assert not salientes(una)
    assert not cuenta(una, numero, 4, final="muerta", motivo="63016")


async def test_lo_aceptado_que_no_llega_queda_a_la_vista(una: Puerta, reloj: Reloj) -> None:
    numero = await aceptada(una, reloj)
    assert cuenta(una, numero, 9, final="muerta", motivo="63016")
    assert salientes(una) == [("muerta", "63016")]


async def test_lo_aceptado_que_puede_llegar_despues_se_repite(una: Puerta, reloj: Reloj) -> None:
    numero = await aceptada(una, reloj)
    otra = EmisorDePrueba()
    assert cuenta(una, numero, 9, final="reintentar", motivo="63018", proximo=reloj.ahora)
    async with corriendo(entrega(una, otra, reloj)):
        await hasta(lambda: otra.enviados)
    assert otra.textos == ["dijiste hola"]


async def test_un_fallo_que_llega_antes_que_la_respuesta_no_se_pierde(
    una: Puerta, reloj: Reloj
) -> None:
    emisor = EmisorDePrueba(final=False, seguir=asyncio.Event())
    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: emisor.a_la_vez)
        [fila] = filas(una.almacen, "salientes")
        despues = reloj.ahora + timedelta(seconds=30)
        assert cuenta(una, fila["id"], 4, final="reintentar", motivo="63018", proximo=despues)
        assert emisor.seguir is not None
        emisor.seguir.set()
        await hasta(lambda: emisor.enviados)
    assert salientes(una) == [("espera", "63018")]
    reloj.ahora = despues
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: len(emisor.enviados) == 2)


async def test_lo_que_espera_en_la_cola_del_proveedor_aun_se_puede_repetir(
    una: Puerta, reloj: Reloj
) -> None:
    numero = await aceptada(una, reloj)
    assert cuenta(una, numero, 1, suelta=False)
    assert cuenta(una, numero, 4, final="reintentar", motivo="63013", proximo=reloj.ahora)
    assert salientes(una) == [("espera", "63013")]


async def test_lo_que_ya_no_se_puede_repetir_queda_a_la_vista(una: Puerta, reloj: Reloj) -> None:
    numero = await aceptada(una, reloj)
    assert cuenta(una, numero, 3)
    assert cuenta(una, numero, 4, final="reintentar", motivo="63018", proximo=reloj.ahora)
    assert salientes(una) == [("muerta", "63018")]


async def test_un_fallo_contado_dos_veces_no_repite_el_envio(una: Puerta, reloj: Reloj) -> None:
    numero = await aceptada(una, reloj)
    falla = {"final": "reintentar", "motivo": "63018", "proximo": reloj.ahora}
    assert cuenta(una, numero, 4, **falla)
    otra = EmisorDePrueba(final=False)
    async with corriendo(entrega(una, otra, reloj)):
        await hasta(lambda: salientes(una) == [("aceptada", "63018")])
    assert not cuenta(una, numero, 4, **falla)
    assert salientes(una) == [("aceptada", "63018")]
    assert cuenta(una, numero, 1, suelta=False, intento=2)
    assert cuenta(una, numero, 5, llego=True), "que llegara el primero también vale"
    assert not salientes(una)


async def test_lo_incierto_que_se_supo_que_llego_deja_de_serlo(una: Puerta, reloj: Reloj) -> None:
    emisor = EmisorDePrueba(fallos=[NoSalio("incierta", "timeout")])
    dice(una, "hola")
    async with corriendo(entrega(una, emisor, reloj)):
        await hasta(lambda: salientes(una) == [("incierta", "timeout")])
    [fila] = filas(una.almacen, "salientes")
    assert cuenta(una, fila["id"], 3, llego=True)
    assert not salientes(una)


async def test_la_noticia_de_otro_canal_no_cuenta(una: Puerta, reloj: Reloj) -> None:
    numero = await aceptada(una, reloj)
    noticia = Noticia(numero, 1, "whatsapp", 3, llego=True)
    assert not una.almacen.hacer(lambda c: enterarse(c, noticia)).result()


def test_a_quien_bloquea_no_se_le_guarda_nada(una: Puerta) -> None:
    con_motor = puerta(una.almacen, avanzar=avanzar)
    dice(con_motor, "hola")
    con_motor.atender(Entrante(TELEGRAM, "7", "x", Bloquea(), AHORA)).result()
    assert not filas(una.almacen, "conversaciones")
    assert not salientes(una)


@pytest.mark.parametrize(
    ("intento", "pedida", "minima", "maxima"),
    [
        (1, None, 1, 1.5),
        (3, None, 4, 6),
        (20, None, 60, 90),
        (1, 30, 30, 45),
        (5, 3600, 3600, 5400),
    ],
)
def test_la_espera_crece_y_obedece(
    intento: int, pedida: float | None, minima: float, maxima: float
) -> None:
    assert all(minima <= espera(intento, pedida) <= maxima for _ in range(50))

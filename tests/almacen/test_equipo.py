"""Quienes atienden: entran una vez por código, y quien se va no deja nada abierto."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Connection

from bot.almacen import auditoria, entrada, equipo, guardias, sellos, sesiones
from bot.almacen.entrada import Entrada, Rechazada
from bot.almacen.sql import Almacen
from bot.guardia import Ausencia, Tramo, TurnoSemanal, TurnoSuelto, de_guardia
from tests.almacen.oficina import BARATO, CLAVE, Colega, en, sumar
from tests.almacen.taller import AHORA, filas


def entrar(
    almacen: Almacen,
    usuario: str = "ana",
    clave: str = CLAVE,
    paso: int | None = 1,
    ip: str = "10.0.0.1",
    ahora: datetime = AHORA,
) -> Entrada | Rechazada:
    return entrada.entrar(almacen, usuario, clave, lambda _: paso, ip, ahora)


@pytest.fixture
def ana(almacen: Almacen) -> Colega:
    return sumar(almacen, "ana")


def sesion(almacen: Almacen, galleta: str, ahora: datetime = AHORA) -> sesiones.Sesion | None:
    with almacen.leer() as conexion:
        return sesiones.de_galleta(conexion, almacen.cifrado, galleta, ahora)


def test_entra_y_su_llave_vive_en_la_galleta(almacen: Almacen, ana: Colega) -> None:
    dentro = entrar(almacen, " ANA ")
    assert isinstance(dentro, Entrada) and dentro.quien == ana.id
    abierta = sesion(almacen, dentro.galleta)
    assert abierta is not None and abierta.privada == ana.par.privada
    assert ana.par.privada not in str(filas(almacen, "sesiones")).encode()
    otra = dentro.galleta[:-2] + ("AA" if dentro.galleta[-2:] != "AA" else "BA")
    assert sesion(almacen, otra) is None, "con otro secreto no hay sesión"


def test_un_codigo_vale_una_vez_aunque_la_clave_falle(almacen: Almacen, ana: Colega) -> None:
    assert entrar(almacen, clave="otra", paso=7) == Rechazada()
    assert entrar(almacen, paso=7) == Rechazada(), "ya se gastó"
    assert entrar(almacen, paso=6) == Rechazada(), "y los de antes"
    assert isinstance(entrar(almacen, paso=8), Entrada)


def test_cada_intento_cuesta_lo_mismo(
    almacen: Almacen, ana: Colega, monkeypatch: pytest.MonkeyPatch
) -> None:
    veces: list[str] = []
    original = sellos.desenvolver

    def contar(envuelta: bytes, clave: str) -> bytes:
        veces.append("argon")
        return original(envuelta, clave)

    def verificar(_: str) -> int | None:
        veces.append("totp")
        return None

    monkeypatch.setattr(sellos, "desenvolver", contar)
    almacen.hacer(
        lambda c: equipo.crear(c, almacen.cifrado, "sin", "Sin", ["atiende"], [], AHORA)
    ).result()
    for usuario, clave in (("ana", CLAVE), ("ana", "no"), ("nadie", CLAVE), ("sin", CLAVE)):
        veces.clear()
        entrada.entrar(almacen, usuario, clave, verificar, usuario + clave, AHORA)
        assert veces == ["totp", "argon"], usuario


def test_el_freno_no_deja_fuera_a_quien_no_fallo(almacen: Almacen, ana: Colega) -> None:
    sumar(almacen, "bea")
    for _ in range(entrada.POR_CUENTA):
        assert entrar(almacen, clave="no", paso=None, ip="6.6.6.6") == Rechazada()
    assert entrar(almacen, ip="6.6.6.6") == Rechazada(frenada=True)
    assert isinstance(entrar(almacen, "bea", ip="6.6.6.6"), Entrada), "no es de toda la IP"
    assert isinstance(entrar(almacen, ip="10.0.0.1"), Entrada), "ni de toda la cuenta"
    luego = en(minutes=16)
    assert isinstance(entrar(almacen, paso=9, ip="6.6.6.6", ahora=luego), Entrada)


def test_una_ip_que_prueba_muchas_cuentas_se_frena(almacen: Almacen, ana: Colega) -> None:
    for n in range(entrada.POR_IP):
        entrar(almacen, f"u{n}", paso=None, ip=f"2001:db8::{n}")
    assert entrar(almacen, ip="2001:db8::ffff") == Rechazada(frenada=True)
    assert isinstance(entrar(almacen, ip="2001:db8:1::1"), Entrada)


def test_el_fallo_queda_en_la_auditoria(almacen: Almacen, ana: Colega) -> None:
    entrar(almacen, clave="no")
    entrar(almacen, "nadie")
    with almacen.leer() as conexion:
        apuntado = [(r.accion, r.quien) for r in auditoria.listar(conexion)]
    assert apuntado == [("no_entra", ""), ("no_entra", ana.id)]


def test_la_sesion_se_bloquea_y_se_acaba(almacen: Almacen, ana: Colega) -> None:
    dentro = entrar(almacen)
    assert isinstance(dentro, Entrada)
    ociosa = sesion(almacen, dentro.galleta, en(minutes=15))
    assert ociosa is not None and ociosa.bloqueada
    almacen.hacer(lambda c: sesiones.tocar(c, ociosa, en(minutes=15))).result()
    assert sesion(almacen, dentro.galleta, en(minutes=15)) == ociosa, "tocarla no la revive"
    almacen.hacer(lambda c: sesiones.podar(c, en(minutes=15))).result()
    assert filas(almacen, "sesiones")[0]["privada"] is None
    abierta = almacen.hacer(
        lambda c: sesiones.desbloquear(
            c, almacen.cifrado, dentro.galleta, ana.par.privada, en(minutes=20)
        )
    ).result()
    despierta = sesion(almacen, dentro.galleta, en(minutes=21))
    assert abierta and despierta is not None and not despierta.bloqueada
    assert sesion(almacen, dentro.galleta, en(hours=8)) is None
    assert not almacen.hacer(
        lambda c: sesiones.desbloquear(
            c, almacen.cifrado, dentro.galleta, ana.par.privada, en(hours=8)
        )
    ).result()
    almacen.hacer(lambda c: sesiones.podar(c, en(hours=8))).result()
    assert filas(almacen, "sesiones") == []


def test_desbloquear_pide_la_contrasena_y_se_frena_igual(almacen: Almacen, ana: Colega) -> None:
    dentro = entrar(almacen)
    assert isinstance(dentro, Entrada)
    tarde, ip = en(minutes=20), "10.0.0.1"
    galleta = dentro.galleta
    for _ in range(entrada.POR_CUENTA):
        assert entrada.desbloquear(almacen, galleta, "no", ip, tarde) == Rechazada()
    assert entrada.desbloquear(almacen, galleta, CLAVE, ip, tarde) == Rechazada(frenada=True)
    luego = en(minutes=36)
    assert entrada.desbloquear(almacen, galleta, CLAVE, ip, luego) == ana.par.privada
    abierta = sesion(almacen, galleta, luego)
    assert abierta is not None and not abierta.bloqueada
    assert entrada.desbloquear(almacen, "otra", CLAVE, ip, luego) == Rechazada()
    with almacen.leer() as conexion:
        apuntado = [r.accion for r in auditoria.listar(conexion)]
    assert apuntado.count("no_entra") == entrada.POR_CUENTA
    almacen.hacer(lambda c: equipo.dar_de_baja(c, ana.id)).result()
    assert entrada.comprobar(almacen, ana.id, CLAVE, ip, luego) == Rechazada()


def test_quien_usa_el_panel_no_se_bloquea(almacen: Almacen, ana: Colega) -> None:
    dentro = entrar(almacen)
    assert isinstance(dentro, Entrada)
    for minuto in range(0, 120, 10):
        viva = sesion(almacen, dentro.galleta, en(minutes=minuto))
        assert viva is not None and not viva.bloqueada

        def tocar(c: Connection, viva: sesiones.Sesion = viva, minuto: int = minuto) -> None:
            sesiones.tocar(c, viva, en(minutes=minuto))

        almacen.hacer(tocar).result()


def _otra_clave(c: Connection, almacen: Almacen, ana: Colega) -> None:
    envuelta = sellos.envolver(ana.par.privada, "otra clave distinta", BARATO)
    equipo.cambiar_clave(c, almacen.cifrado, ana.id, envuelta)


@pytest.mark.parametrize(
    "que",
    [
        lambda c, almacen, ana: equipo.dar_de_baja(c, ana.id),
        _otra_clave,
        lambda c, almacen, ana: sesiones.cerrar_todas(c, ana.id),
        lambda c, almacen, ana: equipo.cambiar(
            c, almacen.cifrado, ana.id, roles=frozenset({"audita"})
        ),
    ],
    ids=["baja", "clave", "cerrar", "roles"],
)
def test_todas_sus_sesiones_mueren_a_la_vez(
    almacen: Almacen, ana: Colega, que: Callable[[Connection, Almacen, Colega], None]
) -> None:
    dentro = [entrar(almacen, paso=n) for n in (1, 2)]
    almacen.hacer(lambda c: que(c, almacen, ana)).result()
    for una in dentro:
        assert isinstance(una, Entrada) and sesion(almacen, una.galleta) is None


def test_quien_se_va_no_entra_ni_se_le_llama(almacen: Almacen, ana: Colega) -> None:
    almacen.hacer(
        lambda c: equipo.cambiar(c, almacen.cifrado, ana.id, telegram="51999000111")
    ).result()
    with almacen.leer() as conexion:
        tocada = equipo.por_telegram(conexion, almacen.cifrado, "51999000111")
    assert tocada is not None and tocada.id == ana.id
    almacen.hacer(lambda c: equipo.dar_de_baja(c, ana.id)).result()
    assert entrar(almacen) == Rechazada()
    with almacen.leer() as conexion:
        assert equipo.por_telegram(conexion, almacen.cifrado, "51999000111") is None
        assert equipo.miembros(conexion, almacen.cifrado) == []
        assert guardias.cuadro(conexion, almacen.cifrado, lambda _: False).personas == ()


def test_una_invitacion_vale_una_vez_y_dos_dias(almacen: Almacen) -> None:
    cifrado, par = almacen.cifrado, sellos.nuevo_par()
    envuelta = sellos.envolver(par.privada, CLAVE, BARATO)

    def invitar(c: Connection) -> str:
        return equipo.invitar(c, cifrado, quien, AHORA)

    def aceptar(enlace: str, ahora: datetime) -> str | None:
        return almacen.hacer(
            lambda c: equipo.aceptar(c, cifrado, enlace, envuelta, par.publica, 3, ahora)
        ).result()

    quien = almacen.hacer(
        lambda c: equipo.crear(c, cifrado, "eva", "Eva", ["atiende"], ["legal"], AHORA)
    ).result()
    vieja, enlace = (almacen.hacer(invitar).result() for _ in range(2))
    assert enlace not in str(filas(almacen, "invitaciones"))
    assert aceptar(vieja, AHORA) is None, "la nueva anula la anterior"
    with almacen.leer() as conexion:
        mirada = equipo.invitada(conexion, cifrado, enlace, AHORA)
        assert mirada is not None and mirada.quien == quien
    assert aceptar(enlace, AHORA + timedelta(days=2)) is None
    enlace = almacen.hacer(invitar).result()
    assert aceptar(enlace, AHORA) == quien
    assert aceptar(enlace, AHORA) is None
    assert entrar(almacen, "eva", paso=3) == Rechazada(), "el código con que confirmó ya se usó"
    assert isinstance(entrar(almacen, "eva", paso=4), Entrada)


def test_dos_que_gastan_a_la_vez_la_misma_invitacion(
    abrir_almacen: Callable[..., Almacen],
) -> None:
    uno, otro = abrir_almacen(5000), abrir_almacen(5000)
    quien = uno.hacer(
        lambda c: equipo.crear(c, uno.cifrado, "eva", "Eva", ["atiende"], [], AHORA)
    ).result()
    enlace = uno.hacer(lambda c: equipo.invitar(c, uno.cifrado, quien, AHORA)).result()
    barrera, salio = threading.Barrier(2), []

    def aceptar(almacen: Almacen) -> None:
        par = sellos.nuevo_par()
        envuelta = sellos.envolver(par.privada, CLAVE, BARATO)
        barrera.wait()
        salio.append(
            almacen.hacer(
                lambda c: equipo.aceptar(
                    c, almacen.cifrado, enlace, envuelta, par.publica, 0, AHORA
                )
            ).result()
        )

    hilos = [threading.Thread(target=aceptar, args=(a,)) for a in (uno, otro)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(salio, key=str) == sorted([quien, None], key=str)


def test_un_usuario_es_de_una_sola(almacen: Almacen, ana: Colega) -> None:
    bea = sumar(almacen, "bea")
    with pytest.raises(equipo.Repetido):
        sumar(almacen, "Ana ")
    with pytest.raises(equipo.Repetido):
        almacen.hacer(lambda c: equipo.cambiar(c, almacen.cifrado, bea.id, usuario="ana")).result()


def test_de_quien_atiende_no_hay_nada_en_claro(almacen: Almacen) -> None:
    ana = sumar(almacen, "canario_user")
    datos = {"telegram": "51999000111", "whatsapp": "+51999000111", "correo": "c@ejemplo.pe"}
    almacen.hacer(lambda c: equipo.cambiar(c, almacen.cifrado, ana.id, **datos)).result()
    guardado = str(filas(almacen, "personal"))
    for marca in ("canario_user", "Canario_User", *datos.values()):
        assert marca not in guardado
    with almacen.leer() as conexion:
        leida = equipo.miembro(conexion, almacen.cifrado, ana.id)
    assert leida is not None
    assert {campo: getattr(leida, campo) for campo in datos} == datos


def test_el_cuadro_va_y_vuelve(almacen: Almacen, ana: Colega) -> None:
    bea = sumar(almacen, "bea", ["coordina"], [])
    semanal = TurnoSemanal(
        ana.id,
        frozenset({0, 1, 4}),
        (Tramo(time(8), time(12, 30)), Tramo(time(22), time(6))),
        en_feriado=True,
    )
    suelto = TurnoSuelto(bea.id, en(hours=-1), en(hours=5))
    ausencia = Ausencia(ana.id, en(days=1), en(days=3))

    def escribir(c: Connection) -> int:
        guardias.sumar_suelto(c, suelto)
        guardias.sumar_ausencia(c, ausencia)
        return guardias.sumar_semanal(c, semanal)

    numero = almacen.hacer(escribir).result()

    def es_feriado(dia: date) -> bool:
        return dia == AHORA.date()

    with almacen.leer() as conexion:
        cuadro = guardias.cuadro(conexion, almacen.cifrado, es_feriado)
    assert (cuadro.semanales, cuadro.sueltos, cuadro.ausencias) == (
        (semanal,),
        (suelto,),
        (ausencia,),
    )
    assert [p.id for p in cuadro.personas] == [ana.id, bea.id]
    assert cuadro.es_feriado is es_feriado
    assert [p.id for p in de_guardia(cuadro, "legal", AHORA)] == [ana.id]
    almacen.hacer(lambda c: guardias.quitar_semanal(c, numero)).result()
    almacen.hacer(lambda c: equipo.dar_de_baja(c, bea.id)).result()
    with almacen.leer() as conexion:
        cuadro = guardias.cuadro(conexion, almacen.cifrado, es_feriado)
    assert cuadro.semanales == cuadro.sueltos == ()
    assert cuadro.ausencias == (ausencia,)

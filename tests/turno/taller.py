"""Una persona, una oficina y un motor de mentira que pide lo que la persona escribe."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, select

from bot import casos
from bot.almacen import alertas, enlaces, guardias, llaves_de_caso, piezas
from bot.almacen import casos as guardados
from bot.almacen.casos import Guardado
from bot.almacen.sql import Almacen
from bot.almacen.tablas_de_casos import casos as tabla
from bot.canales.base import Entrante
from bot.guardia import TurnoSuelto
from bot.modelo import (
    Avisa,
    Bloquea,
    Burbuja,
    Circunstancias,
    DaBaja,
    Deriva,
    Di,
    Escribe,
    Estado,
    Evento,
    NombreCanal,
    Olvida,
    Releva,
    Retira,
    Turno,
    Vence,
)
from bot.proteccion.acuerdo import Concedido
from bot.proteccion.freno import Freno
from bot.turno import Puerta
from tests.almacen.oficina import Colega, sumar
from tests.almacen.taller import AHORA, EstanteDePrueba, Reloj

TEXTO = "CANARIO-TEXTO-7f3a"
DIRECCION = "+51999000111"
VERSION = "2026-03"
_numeros = count()


def avanzar(
    un_libro: Any, estado: Estado, evento: Evento, ahora: Any, son: Circunstancias
) -> Turno:
    if isinstance(evento, Vence | Bloquea):
        return Turno(Estado(canal=estado.canal), (Olvida(),))
    dicho = evento.texto if isinstance(evento, Escribe) else type(evento).__name__
    nuevo = replace(estado, turno=estado.turno + 1, atendida=son.atendida)
    resumen = (("que", TEXTO),)
    plazo = timedelta(minutes=20)
    match dicho:
        case "avisa":
            relevo = (Releva(dicho),) if son.atendida else ()
            efectos: tuple[Any, ...] = (Di(Burbuja("105")), Avisa("violencia"), *relevo)
        case "alta":
            efectos = (Deriva("proteccion", "alta", "trata", timedelta(hours=1)),)
        case "si":
            texto = "" if son.con_caso else son.codigo
            efectos = (
                Di(Burbuja(f"código {texto}")),
                Deriva("proteccion", "critica", "violencia", plazo, resumen, VERSION),
            )
        case "chat" | "llamada":
            acuerdo = (("como", dicho), ("franja", "manana"))
            if dicho == "llamada":
                acuerdo = (*acuerdo, ("telefono", "999000111"))
            efectos = (
                Di(Burbuja(f"código {son.codigo}")),
                Deriva("proteccion", "critica", "violencia", plazo, resumen, VERSION, acuerdo),
            )
        case "salir":
            adios = Di(Burbuja("Listo.", cierra=True))
            return Turno(Estado(canal=estado.canal), (adios, Olvida()))
        case "borrar":
            return Turno(Estado(canal=estado.canal), (Retira(), Olvida(), Di(Burbuja("Listo."))))
        case "baja":
            efectos = (Retira(), DaBaja()) if son.con_caso else (DaBaja(),)
        case "rompe":
            raise LookupError(TEXTO)
        case _ if son.consultado:
            return Turno(estado, (Di(Burbuja(son.consultado, sensible=True)),))
        case _ if son.atendida:
            efectos = (Releva(dicho),)
        case _:
            efectos = (Di(Burbuja(f"{dicho}: {sorted(son.de_guardia)}")),)
    return Turno(nuevo, efectos)


def abrir_puerta(almacen: Almacen, reloj: Reloj | None = None, motor: Any = avanzar) -> Puerta:
    estante: Any = EstanteDePrueba()
    return Puerta(almacen, estante, reloj or Reloj(), motor, Freno(10**6))


@dataclass
class Oficina:
    """Eva (de guardia) y Bea atienden en protección, Coco coordina y Ada administra."""

    puerta: Puerta
    reloj: Reloj
    eva: Colega = field(init=False)
    bea: Colega = field(init=False)
    coco: Colega = field(init=False)
    ada: Colega = field(init=False)

    def __post_init__(self) -> None:
        almacen = self.puerta.almacen
        self.eva = sumar(almacen, "eva", ("atiende",), ("proteccion",))
        self.bea = sumar(almacen, "bea", ("atiende",), ("proteccion",))
        self.coco = sumar(almacen, "coco", ("coordina",), ())
        self.ada = sumar(almacen, "ada", ("administra",), ())
        self.de_guardia(self.eva)

    def de_guardia(self, quien: Colega, horas: float = 8) -> None:
        turno = TurnoSuelto(quien.id, self.reloj.ahora, self.reloj.ahora + timedelta(hours=horas))
        self.hacer(lambda c: guardias.sumar_suelto(c, turno))
        self.puerta.guardias.olvidar()

    def hacer(self, tarea: Any) -> Any:
        return self.puerta.almacen.hacer(tarea).result()

    def mirar(self, tarea: Any) -> Any:
        with self.puerta.almacen.leer() as conexion:
            return tarea(conexion)

    def casos(self) -> list[Guardado]:
        def leer(conexion: Connection) -> list[Guardado]:
            cifrado = self.puerta.almacen.cifrado
            filas = conexion.execute(select(tabla).order_by(tabla.c.referencia)).all()
            return [guardados.guardado(cifrado, fila) for fila in filas]

        return list(self.mirar(leer))

    @property
    def caso(self) -> Guardado:
        (uno,) = self.casos()
        return uno

    def piezas(self, id: str, quien: Colega) -> list[tuple[str, str, str]]:
        """Clase, entrega y texto de cada pieza, abiertas con la llave de ``quien``."""

        def leer(conexion: Connection) -> list[tuple[str, str, str]]:
            llave = llaves_de_caso.llave(conexion, id, quien.id, quien.par.privada)
            assert llave is not None
            return [
                (p.clase, p.entrega, piezas.abrir(p, llave)) for p in piezas.de_caso(conexion, id)
            ]

        return list(self.mirar(leer))

    def entregas(self, id: str) -> list[str]:
        return [
            pieza.entrega
            for pieza in self.mirar(lambda c: piezas.de_caso(c, id))
            if pieza.clase == "respuesta"
        ]

    def enlazado(self, id: str) -> bool:
        cifrado = self.puerta.almacen.cifrado
        return self.mirar(lambda c: enlaces.de_caso(c, cifrado, id)) is not None

    def responde(
        self,
        texto: str = "Hola, te leo.",
        quien: Colega | None = None,
        por: Any = "relevo",
        hasta: datetime | None = None,
        **regreso: Any,
    ) -> casos.Movimiento | casos.Rechazo:
        fin = hasta or self.reloj.ahora + timedelta(minutes=10)
        donde = {"canal": "web", "direccion": DIRECCION, **regreso}
        return self.puerta.responder(
            self.caso.id, (quien or self.eva).id, texto, Concedido(por, fin), **donde
        ).result()

    def mueve(self, evento: casos.Evento) -> casos.Movimiento | casos.Rechazo:
        return self.puerta.mover(self.caso.id, evento).result()

    def avisadas(self) -> list[tuple[str, str, str]]:
        """Motivo, a quién y en qué quedó cada alerta, en su orden."""
        nombres = {c.id: c.usuario for c in (self.eva, self.bea, self.coco, self.ada)}
        a = alertas.alertas.c
        orden = select(a.motivo, a.para, a.estado).order_by(a.id)
        return [
            (f.motivo, nombres.get(f.para, f.para), f.estado)
            for f in self.mirar(lambda c: c.execute(orden).all())
        ]


def escribe(
    puerta: Puerta,
    dicho: str,
    quien: str = DIRECCION,
    canal: NombreCanal = "web",
    id: str = "",
    recibido: datetime | None = None,
) -> list[str]:
    """Escribe y lee lo que le contestan."""
    cuando = recibido or puerta._reloj()
    puerta.atender(Entrante(canal, quien, id or f"t{next(_numeros)}", dicho, cuando)).result()
    return [b.texto for _, b in puerta.recoger(canal, quien).result()]


__all__ = ["AHORA", "Reloj"]

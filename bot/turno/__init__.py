"""La puerta: el único sitio donde se encuentran el motor y el almacén.

Un lote de turnos es una transacción: se apuntan los mensajes (los repetidos se
van), se toman sus conversaciones en orden, se avanza cada una y se escribe todo.
Aquí no va nada de un canal, ni qué se contesta.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot import registro
from bot.almacen import bandeja
from bot.almacen.cambios import Cambios, Regreso
from bot.almacen.cifrado import Cifrado, NoDescifra
from bot.almacen.lote import Lote
from bot.almacen.sentencias import escribir, preguntar
from bot.almacen.sql import Almacen
from bot.almacen.tablas import a_ms
from bot.canales.base import Entrante
from bot.contenido.estante import Estante
from bot.modelo import (
    Burbuja,
    Di,
    Estado,
    Evento,
    Marco,
    NombreCanal,
    Turno,
    Vence,
    a_json,
    de_json,
)
from bot.motor import textos
from bot.motor.avanzar import avanzar as avanzar_de_verdad
from bot.motor.libro import Libro
from bot.motor.silencio import avisa_al_equipo, callar, se_puede_callar
from bot.proteccion.freno import Freno
from bot.turno.pedido import Pedido, Roto, entender

T = TypeVar("T")
FALLO = "fallo"
"""La frase fija: lleva los números de emergencia y no depende de nada."""
LUGAR = ("conversaciones", "estado")
ILEGIBLE = (NoDescifra, ValueError, KeyError, TypeError, AttributeError)
"""Un estado que ya no se puede leer: su llave no está, o es de otra forma."""
Avanzar = Callable[[Libro, Estado, Evento, datetime], Turno]


@dataclass(slots=True)
class _Conversacion:
    """Una conversación tomada. Sin ``estado``, es nueva."""

    clave: bytes
    recien_creada: bool
    estado: Estado | None = None
    caduca: int = 0
    empieza: bool = False
    incidencia: str = ""


class Puerta:
    """Por aquí entra todo lo que cambia una conversación."""

    def __init__(
        self,
        almacen: Almacen,
        estante: Estante,
        reloj: Callable[[], datetime],
        avanzar: Avanzar = avanzar_de_verdad,
        freno: Freno | None = None,
    ) -> None:
        self.almacen = almacen
        self._estante = estante
        self._reloj = reloj
        self._avanzar = avanzar
        self.freno = freno or Freno()
        self._fila = almacen.fila(self._ejecutar)

    def atender(self, entrante: Entrante) -> Future[bool]:
        """Verdadero si era nuevo. Llega tras el ``commit``, o ``AlmacenCaido``."""
        libro = self._estante.libro
        evento = _sin_romper(lambda: entender(entrante.contenido, libro), None)
        huella = self.almacen.cifrado.huella("entrante", entrante.canal, entrante.id_mensaje)
        clave = self._clave(entrante.canal, entrante.direccion)
        regreso = Regreso(entrante.canal, entrante.direccion, entrante.edita)
        return self._fila.pedir(
            Pedido(libro, clave, huella, regreso, evento, entrante.recibido, entrante.remoto)
        )

    def vencer(self, conversacion: bytes, evento: Vence) -> Future[bool]:
        """Falso si la conversación ya siguió, o si otro atendió ese plazo."""
        ahora = self._reloj()
        huella = self.almacen.cifrado.huella(
            "plazo", conversacion, evento.plazo, str(evento.turno), str(a_ms(ahora))
        )
        # Un plazo nunca habla: su canal no llega a ninguna parte.
        return self._fila.pedir(
            Pedido(self._estante.libro, conversacion, huella, Regreso("consola"), evento, ahora)
        )

    def recoger(self, canal: NombreCanal, direccion: str) -> Future[list[tuple[int, Burbuja]]]:
        """Lo que espera para esa dirección, que deja de esperar."""
        clave = self._clave(canal, direccion)
        return self.almacen.hacer(lambda conexion: self._sacar(conexion, clave))

    def por_recoger(self, canal: NombreCanal, direccion: str) -> bool:
        """¿Daría algo ``recoger``? Levanta ``AlmacenCaido``."""
        with self.almacen.leer() as conexion:
            return bandeja.hay(conexion, self._clave(canal, direccion), self._reloj())

    def cerrar(self) -> None:
        """Atiende lo que ya esperaba y cierra el almacén."""
        self.almacen.cerrar()

    def _clave(self, canal: NombreCanal, direccion: str) -> bytes:
        return self.almacen.cifrado.huella("conversacion", canal, direccion)

    # ---- un lote ------------------------------------------------------------

    def _ejecutar(self, conexion: Connection, pedidos: Sequence[Pedido]) -> list[bool]:
        ahora, lote = self._reloj(), Lote()
        pendientes = self._apuntar(conexion, pedidos, ahora)
        tomadas = self._tomar(
            conexion, {p.conversacion for p in pedidos if p.huella in pendientes}, ahora
        )
        self._soltar_vencidos(conexion, pedidos, pendientes, ahora)
        for conversacion in tomadas.values():
            if conversacion.recien_creada:
                lote.tomada(conversacion.clave)
        respuestas = []
        for pedido in pedidos:
            cambios = None
            if pedido.huella in pendientes:
                pendientes.remove(pedido.huella)
                cambios = self._un_turno(pedido, tomadas[pedido.conversacion], ahora)
            elif pedido.remoto:
                # Las fotos de un álbum son un solo mensaje, y hay que poder borrarlas todas.
                lote.recordar(_cambios(pedido, self.almacen.cifrado, ahora))
            if cambios is not None:
                lote.sumar(cambios)
            respuestas.append(cambios is not None)
        escribir(conexion, lote.tareas(self.almacen.sentencias))
        return respuestas

    def _apuntar(
        self, conexion: Connection, pedidos: Sequence[Pedido], ahora: datetime
    ) -> set[bytes]:
        """Las huellas por atender: los mensajes nunca vistos, y los plazos."""
        plazos = {p.huella for p in pedidos if isinstance(p.evento, Vence)}
        mensajes = sorted({p.huella for p in pedidos} - plazos)
        filas = [{"huella": huella, "visto": a_ms(ahora)} for huella in mensajes]
        nuevas = preguntar(conexion, self.almacen.sentencias.recordar, filas)
        return plazos | {bytes(fila[0]) for fila in nuevas}

    def _tomar(
        self, conexion: Connection, claves: set[bytes], ahora: datetime
    ) -> dict[bytes, _Conversacion]:
        filas: list[dict[str, object]] = [
            {"clave": clave, "estado": None, "caduca": 0} for clave in sorted(claves)
        ]
        tomadas = {}
        for clave, cifrado, caduca in preguntar(conexion, self.almacen.sentencias.tomar, filas):
            tomada = _Conversacion(clave, recien_creada=cifrado is None)
            tomadas[clave] = tomada
            if cifrado is None:
                continue
            tomada.empieza = caduca <= a_ms(ahora)
            if tomada.empieza:
                continue
            try:
                tomada.estado = self._leer(cifrado, clave)
                tomada.caduca = caduca
            except ILEGIBLE as error:
                tomada.empieza, tomada.incidencia = True, type(error).__name__
        return tomadas

    def _soltar_vencidos(
        self,
        conexion: Connection,
        pedidos: Sequence[Pedido],
        pendientes: set[bytes],
        ahora: datetime,
    ) -> None:
        """Quita de ``pendientes`` los plazos que otro ya atendió o que se movieron."""
        vencidos = {
            (p.conversacion, p.evento.plazo): p for p in pedidos if isinstance(p.evento, Vence)
        }
        filas = [
            {"conversacion": clave, "nombre": nombre, "turno": _turno(p), "cuando": a_ms(ahora)}
            for (clave, nombre), p in sorted(vencidos.items(), key=lambda par: par[0])
        ]
        vivos = {
            vencidos[bytes(clave), nombre].huella
            for clave, nombre in preguntar(conexion, self.almacen.sentencias.vencer, filas)
        }
        pendientes -= {p.huella for p in pedidos if isinstance(p.evento, Vence)} - vivos

    # ---- un turno -----------------------------------------------------------

    def _un_turno(
        self, pedido: Pedido, conversacion: _Conversacion, ahora: datetime
    ) -> Cambios | None:
        evento, antes = pedido.evento, conversacion.estado
        if isinstance(evento, Vence):
            if conversacion.empieza:
                return self._caducar(pedido, conversacion, ahora)
            if antes is None or antes.turno != evento.turno:
                return None
        estado = antes or Estado(canal=pedido.regreso.canal)
        hecho: tuple[Cambios, Estado | None] | Roto
        if isinstance(evento, Roto):
            hecho = evento
        else:
            hecho = _sin_romper(
                lambda: self._calcular(pedido, evento, conversacion, estado, ahora), estado
            )
        if isinstance(hecho, Roto):
            return self._disculpar(pedido, hecho, estado, ahora)
        cambios, conversacion.estado = hecho
        if conversacion.incidencia:
            cambios.lamentar(conversacion.incidencia)
        conversacion.empieza, conversacion.incidencia = False, ""
        return cambios

    def _calcular(
        self,
        pedido: Pedido,
        evento: Evento,
        conversacion: _Conversacion,
        estado: Estado,
        ahora: datetime,
    ) -> tuple[Cambios, Estado | None]:
        """Avanza y deja listas las filas. Lo que falle aquí no llegó a la base."""
        turno = self._avanzar(pedido.libro, estado, evento, ahora)
        if not isinstance(evento, Vence) and se_puede_callar(estado, turno):
            turno = self._frenar(pedido, estado, turno, ahora)
        efectos, caduca = turno.efectos, _caduca(pedido.libro, turno.estado, ahora)
        if isinstance(evento, Vence):
            efectos = tuple(efecto for efecto in efectos if not isinstance(efecto, Di))
            caduca = conversacion.caduca
        cifrado = self.almacen.cifrado
        cambios = _cambios(pedido, cifrado, ahora)
        cambios.empieza = conversacion.empieza
        idioma = turno.estado.idioma if turno.estado.turno else estado.idioma
        cambios.aplicar(efectos, turno.estado.turno, cifrado, idioma)
        if cambios.olvida:
            return cambios, None
        if turno.estado == estado:
            return cambios, conversacion.estado
        estado_cifrado = cifrado.cifrar(a_json(turno.estado), *LUGAR, pedido.conversacion)
        cambios.guardada = {"estado": estado_cifrado, "caduca": caduca}
        conversacion.caduca = caduca
        return cambios, turno.estado

    def _frenar(self, pedido: Pedido, estado: Estado, turno: Turno, ahora: datetime) -> Turno:
        """Quien escribe sin parar recibe un aviso y después silencio, menos a lo urgente."""
        nueva = avisa_al_equipo(turno)
        decision = self.freno.decidir(
            pedido.conversacion, pedido.huella, ahora, urgente=turno.urgente, nueva=nueva
        )
        if decision == "contesta":
            return turno
        if decision == "avisa":
            registro.anotar("frenado", canal=pedido.regreso.canal)
        return callar(pedido.libro, estado, turno, con_aviso=decision == "avisa")

    def _caducar(self, pedido: Pedido, conversacion: _Conversacion, ahora: datetime) -> Cambios:
        """Venció el plazo de una conversación que ya no vale: no queda nada de ella."""
        cambios = _cambios(pedido, self.almacen.cifrado, ahora)
        cambios.olvida, conversacion.empieza = True, False
        return cambios

    def _disculpar(self, pedido: Pedido, roto: Roto, estado: Estado, ahora: datetime) -> Cambios:
        """La frase fija con los números; lo que se recordaba queda igual."""
        cifrado, marco = self.almacen.cifrado, _donde(estado)
        cambios = _cambios(pedido, cifrado, ahora)
        cambios.lamentar(roto.tipo, marco.flujo, marco.paso)
        if not isinstance(pedido.evento, Vence):
            frase = Di(Burbuja(textos.fijo(pedido.libro, FALLO, estado.idioma)))
            cambios.aplicar((frase,), estado.turno, cifrado, estado.idioma)
        return cambios

    # ---- lo que espera ------------------------------------------------------

    def _sacar(self, conexion: Connection, clave: bytes) -> list[tuple[int, Burbuja]]:
        recogidas = bandeja.sacar(conexion, self.almacen.cifrado, clave, self._reloj())
        dichas = [(r.numero, r.burbuja) for r in recogidas if r.burbuja is not None]
        calladas = [r for r in recogidas if r.burbuja is None]
        if calladas:
            frase = textos.fijo(self._estante.libro, FALLO, calladas[-1].idioma)
            dichas.append((calladas[-1].numero, Burbuja(frase)))
        return sorted(dichas, key=lambda dicha: dicha[0])

    def _leer(self, cifrado: bytes, clave: bytes) -> Estado:
        return de_json(self.almacen.cifrado.descifrar(cifrado, *LUGAR, clave))


def _sin_romper(funcion: Callable[[], T], estado: Estado | None) -> T | Roto:
    """Lo que dé ``funcion``; si falla, el tipo del error queda en el registro."""
    try:
        return funcion()
    except Exception as error:
        marco = _donde(estado)
        registro.anotar_error("turno_fallido", error, flujo=marco.flujo, paso=marco.paso)
        return Roto(type(error).__name__)


def _donde(estado: Estado | None) -> Marco:
    return estado.pila[-1] if estado and estado.pila else Marco("", "")


def _turno(pedido: Pedido) -> int:
    return pedido.evento.turno if isinstance(pedido.evento, Vence) else 0


def _cambios(pedido: Pedido, cifrado: Cifrado, ahora: datetime) -> Cambios:
    cambios = Cambios(pedido.conversacion, pedido.huella, pedido.regreso, pedido.recibido, ahora)
    if pedido.remoto:
        cambios.apuntar_remoto(pedido.remoto, cifrado)
    return cambios


def _caduca(libro: Libro, estado: Estado, ahora: datetime) -> int:
    """Pronto, si algo de lo que está a medias es sensible."""
    flujos = [libro.flujos[m.flujo] for m in estado.pila if m.flujo in libro.flujos]
    ficha = libro.ficha
    sensible = bool(estado.pendiente) or any(flujo.sensible for flujo in flujos)
    return a_ms(ahora + (ficha.caduca_sensible if sensible else ficha.caduca))

"""La puerta: el único sitio donde se encuentran el motor y el almacén.

Un lote de turnos es una transacción: se apuntan los mensajes (los repetidos se
van), se toman sus conversaciones en orden, se avanza cada una y se escribe todo.
Aquí no va nada de un canal, ni qué se contesta.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot import registro
from bot.almacen import bandeja, enlaces
from bot.almacen.cambios import Cambios, Regreso
from bot.almacen.cifrado import Cifrado
from bot.almacen.escritor import ERRORES_DE_BASE
from bot.almacen.lote import Lote
from bot.almacen.sentencias import escribir
from bot.almacen.sql import Almacen
from bot.almacen.tablas import a_ms
from bot.canales.base import Entrante
from bot.contenido.estante import Estante
from bot.modelo import (
    Burbuja,
    Circunstancias,
    Di,
    Efecto,
    Estado,
    Evento,
    Marco,
    NombreCanal,
    Turno,
    Vence,
    a_json,
)
from bot.motor import textos
from bot.motor.avanzar import avanzar as avanzar_de_verdad
from bot.motor.libro import Libro
from bot.motor.silencio import avisa_al_equipo, callar, se_puede_callar
from bot.proteccion.freno import Freno
from bot.turno import al_caso
from bot.turno.al_caso import DEL_CASO
from bot.turno.casos import Mostrador
from bot.turno.guardias import Guardia
from bot.turno.oficina import FALLO as FALLO
from bot.turno.oficina import Oficina
from bot.turno.pedido import Pedido, Roto, entender
from bot.turno.tanteo import Tanteo
from bot.turno.tomadas import LUGAR, Conversacion, apuntar, soltar_vencidos, tomar

T = TypeVar("T")
Avanzar = Callable[[Libro, Estado, Evento, datetime, Circunstancias], Turno]


@dataclass(slots=True)
class _Mesa:
    """Lo que comparten los turnos de un lote. ``unidos``: los chats que tienen caso."""

    en: Mostrador
    guardia: Guardia
    unidos: set[bytes]


class Puerta(Oficina):
    """Por aquí entra todo lo que cambia una conversación."""

    def __init__(
        self,
        almacen: Almacen,
        estante: Estante,
        reloj: Callable[[], datetime],
        avanzar: Avanzar = avanzar_de_verdad,
        freno: Freno | None = None,
    ) -> None:
        super().__init__(almacen, estante, reloj)
        self._avanzar = avanzar
        self.freno = freno or Freno()
        self._tanteo = Tanteo()
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

    # ---- un lote ------------------------------------------------------------

    def _ejecutar(self, conexion: Connection, pedidos: Sequence[Pedido]) -> list[bool]:
        ahora, lote = self._reloj(), Lote()
        pendientes = apuntar(self.almacen, conexion, pedidos, ahora)
        tomadas = tomar(
            self.almacen,
            conexion,
            {p.conversacion for p in pedidos if p.huella in pendientes},
            ahora,
        )
        soltar_vencidos(self.almacen, conexion, pedidos, pendientes, ahora)
        for conversacion in tomadas.values():
            if conversacion.recien_creada:
                lote.tomada(conversacion.clave)
        mesa = self._poner_mesa(conexion, tomadas, ahora)
        respuestas = []
        for pedido in pedidos:
            cambios = None
            if pedido.huella in pendientes:
                pendientes.remove(pedido.huella)
                cambios = self._un_turno(pedido, tomadas[pedido.conversacion], mesa)
            elif pedido.remoto:
                # Las fotos de un álbum son un solo mensaje, y hay que poder borrarlas todas.
                lote.recordar(_cambios(pedido, self.almacen.cifrado, ahora))
            if cambios is not None:
                lote.sumar(cambios)
            respuestas.append(cambios is not None)
        escribir(conexion, lote.tareas(self.almacen.sentencias))
        return respuestas

    def _poner_mesa(
        self, conexion: Connection, tomadas: Collection[bytes], ahora: datetime
    ) -> _Mesa:
        guardia = self.guardias.mirar(conexion, ahora)
        en = self._mostrador(conexion, guardia.oficina, ahora)
        return _Mesa(en, guardia, enlaces.unidos(conexion, self.almacen.cifrado, tomadas))

    # ---- un turno -----------------------------------------------------------

    def _un_turno(self, pedido: Pedido, conversacion: Conversacion, mesa: _Mesa) -> Cambios | None:
        evento, antes, ahora = pedido.evento, conversacion.estado, mesa.en.ahora
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
                lambda: self._calcular(pedido, evento, conversacion, estado, mesa), estado
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
        conversacion: Conversacion,
        estado: Estado,
        mesa: _Mesa,
    ) -> tuple[Cambios, Estado | None]:
        """Avanza y deja listas las filas. Si se rompe la respuesta, la alarma ya está dada."""
        ahora = mesa.en.ahora
        efectos: tuple[Efecto, ...]
        if isinstance(evento, Vence):
            # Un plazo nunca habla, ni sabe del caso: se cierra en silencio y el caso sigue.
            turno = self._avanzar(pedido.libro, estado, evento, ahora, Circunstancias())
            efectos = tuple(efecto for efecto in turno.efectos if not isinstance(efecto, Di))
            caduca = conversacion.caduca
        else:
            turno = self._con_su_caso(pedido, evento, estado, mesa)
            efectos, caduca = turno.efectos, _caduca(pedido.libro, turno.estado, ahora)
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

    def _con_su_caso(self, pedido: Pedido, evento: Evento, estado: Estado, mesa: _Mesa) -> Turno:
        """El turno, con lo que pide para el caso ya escrito en la misma transacción."""
        en, suyo = mesa.en, al_caso.DelChat()
        if pedido.conversacion in mesa.unidos:
            suyo = al_caso.mirar(en, pedido.conversacion)
        son = al_caso.circunstancias(en, pedido, suyo, mesa.guardia, self._tanteo)
        turno = self._avanzar(pedido.libro, estado, evento, en.ahora, son)
        if se_puede_callar(estado, turno):
            turno = self._frenar(pedido, estado, turno, en.ahora)
        if suyo.enlace is not None or any(isinstance(e, DEL_CASO) for e in turno.efectos):
            with en.conexion.begin_nested():
                al_caso.aplicar(en, pedido, suyo, turno.efectos, son.codigo)
            mesa.unidos.add(pedido.conversacion)
        return turno

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

    def _caducar(self, pedido: Pedido, conversacion: Conversacion, ahora: datetime) -> Cambios:
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


def _sin_romper(funcion: Callable[[], T], estado: Estado | None) -> T | Roto:
    """Lo que dé ``funcion``; si falla, el tipo del error queda en el registro."""
    try:
        return funcion()
    except ERRORES_DE_BASE:
        # No es de este turno: se deshace todo el lote, y se repite.
        raise
    except Exception as error:
        marco = _donde(estado)
        registro.anotar_error("turno_fallido", error, flujo=marco.flujo, paso=marco.paso)
        return Roto(type(error).__name__)


def _donde(estado: Estado | None) -> Marco:
    return estado.pila[-1] if estado and estado.pila else Marco("", "")


def _cambios(pedido: Pedido, cifrado: Cifrado, ahora: datetime) -> Cambios:
    cambios = Cambios(pedido.conversacion, pedido.huella, pedido.regreso, pedido.recibido, ahora)
    if pedido.remoto:
        cambios.apuntar_remoto(pedido.remoto, cifrado)
    return cambios


def _caduca(libro: Libro, estado: Estado, ahora: datetime) -> int:
    """Pronto, si algo de lo que está a medias es sensible."""
    flujos = [libro.flujos[m.flujo] for m in estado.pila if m.flujo in libro.flujos]
    ficha = libro.ficha
    sensible = bool(estado.pendiente or estado.atendida) or any(f.sensible for f in flujos)
    return a_ms(ahora + (ficha.caduca_sensible if sensible else ficha.caduca))

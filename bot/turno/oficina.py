"""Lo que la oficina hace con los casos, por la misma puerta que lo que hace la persona.

Cada petición es una transacción en el hilo que escribe. Quién puede pedir qué es del panel; qué
pasa con el caso, de ``bot/casos``.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Connection, insert, select

from bot import casos
from bot.almacen import alertas, auditoria, bandeja, enlaces, piezas
from bot.almacen import casos as guardados
from bot.almacen.bandeja import Sobre
from bot.almacen.sql import Almacen
from bot.almacen.tablas import bajas, conversaciones, salientes
from bot.contenido.estante import Estante
from bot.modelo import Burbuja, NombreCanal, Urgencia
from bot.motor import textos
from bot.proteccion.acuerdo import Concedido, Consentimiento
from bot.proteccion.vigencia import RESPUESTA
from bot.turno.casos import Mostrador, abrir, mover, vencer
from bot.turno.guardias import Guardias
from bot.turno.tomadas import ILEGIBLE, leer

T = TypeVar("T")
Despues = Callable[[Connection, casos.Movimiento], None]
"""Lo que quien pide escribe además, en la misma transacción."""
VENTANA_DE_WHATSAPP: Final = timedelta(hours=24)
FALLO: Final = "fallo"
"""La frase fija: lleva los números de emergencia y no depende de nada."""


class Oficina:
    """El lado de la oficina de la puerta."""

    def __init__(self, almacen: Almacen, estante: Estante, reloj: Callable[[], datetime]) -> None:
        self.almacen = almacen
        self._estante = estante
        self._reloj = reloj
        self.guardias = Guardias(almacen.cifrado, lambda: estante.libro)

    def oficina(self) -> casos.Oficina:
        """Los equipos y el cuadro de ahora. Levanta ``AlmacenCaido``."""
        with self.almacen.leer() as conexion:
            return self.guardias.mirar(conexion, self._reloj()).oficina

    def mover(
        self,
        id: str,
        evento: casos.Evento,
        *,
        version: int | None = None,
        despues: Despues | None = None,
    ) -> Future[casos.Movimiento | casos.Rechazo]:
        """Mueve el caso. ``version`` es la que vio quien lo pide: si ya es otra, ``Cambio``."""

        def hacer(en: Mostrador) -> casos.Movimiento | casos.Rechazo:
            hecho = mover(en, id, evento, version)
            if despues is not None and isinstance(hecho, casos.Movimiento):
                despues(en.conexion, hecho)
            return hecho

        return self.hacer(hacer)

    def vencer_del_caso(self, id: str, plazo: casos.NombreDePlazo) -> Future[bool]:
        return self.hacer(lambda en: vencer(en, id, plazo))

    def abrir_a_mano(
        self,
        quien: str,
        urgencia: Urgencia,
        tema: str,
        equipo: str = "",
        consentimiento: Consentimiento | None = None,
        *,
        despues: Callable[[Connection, str, casos.Movimiento], None] | None = None,
    ) -> Future[str]:
        """Un caso de quien está en el mostrador, ya tomado por ``quien``. Da su id."""

        def hacer(en: Mostrador) -> str:
            referencia = guardados.nueva_referencia(en.conexion)
            abre = casos.Abre(referencia, urgencia, tema, equipo, consentimiento=consentimiento)
            id = abrir(en, abre).id
            hecho = mover(en, id, casos.Toma(quien))
            if despues is not None and isinstance(hecho, casos.Movimiento):
                despues(en.conexion, id, hecho)
            return id

        return self.hacer(hacer)

    def responder(
        self,
        id: str,
        quien: str,
        texto: str,
        permiso: Concedido,
        *,
        canal: NombreCanal,
        direccion: str,
        idioma: str = "es",
        version: int | None = None,
        despues: Despues | None = None,
    ) -> Future[casos.Movimiento | casos.Rechazo]:
        """Le contesta en su chat: la respuesta queda sellada, y sale hasta lo acordado.

        Si el chat ya no está unido al caso (SALIR), o pidió que no se le escriba, no sale.
        """

        def hacer(en: Mostrador) -> casos.Movimiento | casos.Rechazo:
            guardado = guardados.leer(en.conexion, en.cifrado, id, bloquear=True)
            if guardado is None:
                raise LookupError("Ese caso ya no está.")
            conversacion = self._clave(canal, direccion)
            enlace = enlaces.de_caso(en.conexion, en.cifrado, id)
            if enlace is None or enlace.conversacion != conversacion:
                return casos.Rechazo("sin_permiso")
            if permiso.por != "relevo" and _de_baja(en.conexion, conversacion):
                return casos.Rechazo("sin_permiso")
            hecho = mover(en, id, casos.Responde(quien, permiso), version)
            if isinstance(hecho, casos.Rechazo):
                return hecho
            n = piezas.sumar(en.conexion, id, "respuesta", quien, texto, en.ahora, "espera")
            fila = bandeja.poner(
                en.cifrado,
                conversacion,
                en.cifrado.huella("respuesta", id, str(n)),
                canal,
                Sobre(direccion, Burbuja(texto, sensible=True), idioma),
                enlace.ultimo or en.ahora,
                hasta=permiso.hasta,
                caso=id,
                pieza=n,
            )
            en.conexion.execute(insert(salientes).values(**fila))
            if despues is not None:
                despues(en.conexion, hecho)
            return hecho

        return self.hacer(hacer)

    def ventana(self, id: str) -> datetime | None:
        """Hasta cuándo se le contesta por haber escrito ella; ``None``, si no escribió."""
        return self._tras_su_mensaje(id, RESPUESTA)

    def ventana_de_whatsapp(self, id: str) -> datetime | None:
        """Hasta cuándo WhatsApp deja contestarle con un texto libre."""
        return self._tras_su_mensaje(id, VENTANA_DE_WHATSAPP)

    def probar_aviso(self, quien: str) -> Future[None]:
        """Un aviso de prueba a esa persona, por sus vías."""

        def hacer(en: Mostrador) -> None:
            cual = en.ahora.isoformat(timespec="seconds")
            alertas.llamar(en.conexion, f"prueba:{cual}", quien, "prueba", en.ahora)
            auditoria.anotar(en.conexion, en.cifrado, "prueba_aviso", quien, ahora=en.ahora)

        return self.hacer(hacer)

    def hacer(self, tarea: Callable[[Mostrador], T]) -> Future[T]:
        """Corre ``tarea`` en una transacción suya, con lo que hace falta para mover casos."""

        def entera(conexion: Connection) -> T:
            ahora = self._reloj()
            oficina = self.guardias.mirar(conexion, ahora).oficina
            return tarea(self._mostrador(conexion, oficina, ahora))

        return self.almacen.hacer(entera)

    def _mostrador(
        self, conexion: Connection, oficina: casos.Oficina, ahora: datetime
    ) -> Mostrador:
        def frase(nombre: str, conversacion: bytes) -> tuple[str, str]:
            libro, idioma = self._estante.libro, self._idioma(conexion, conversacion)
            cual = nombre if nombre in libro.frases else FALLO
            return textos.fijo(libro, cual, idioma), idioma

        return Mostrador(conexion, self.almacen.cifrado, oficina, ahora, frase)

    def _idioma(self, conexion: Connection, conversacion: bytes) -> str:
        c = conversaciones.c
        estado = conexion.scalar(select(c.estado).where(c.clave == conversacion))
        try:
            return leer(self.almacen, estado, conversacion).idioma if estado else "es"
        except ILEGIBLE:
            return "es"

    def _tras_su_mensaje(self, id: str, tiempo: timedelta) -> datetime | None:
        with self.almacen.leer() as conexion:
            enlace = enlaces.de_caso(conexion, self.almacen.cifrado, id)
        return enlace.ultimo + tiempo if enlace is not None and enlace.ultimo else None

    def _clave(self, canal: NombreCanal, direccion: str) -> bytes:
        return self.almacen.cifrado.huella("conversacion", canal, direccion)


def _de_baja(conexion: Connection, conversacion: bytes) -> bool:
    b = bajas.c.conversacion
    return conexion.execute(select(b).where(b == conversacion)).first() is not None

"""Del turno al caso: lo que el motor no puede averiguar, y lo que pide que llegue al equipo.

Antes de avanzar se mira si hay caso, quién lo atiende y quién está de turno; después, sus
efectos se vuelven eventos del caso, en la misma transacción. Qué se le dice a ella no se decide
aquí.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import casos, registro
from bot.almacen import casos as guardados
from bot.almacen import enlaces, piezas
from bot.almacen.cambios import Regreso
from bot.almacen.casos import Guardado
from bot.almacen.enlaces import Enlace
from bot.modelo import (
    Avisa,
    Circunstancias,
    Consultado,
    Deriva,
    Efecto,
    Escribe,
    Olvida,
    Releva,
    Retira,
)
from bot.motor.consultas import codigo_preguntado
from bot.proteccion import codigos
from bot.proteccion.acuerdo import Acuerdo, Consentimiento, acuerdo_a_json, de_respuestas
from bot.turno.casos import Mostrador, abrir, mover
from bot.turno.guardias import Guardia
from bot.turno.pedido import Pedido
from bot.turno.tanteo import Tanteo

PALABRA: Final[dict[casos.Palabra, Consultado]] = {
    "recibido": "recibido",
    "en_atencion": "en atención",
    "cerrado": "cerrado",
}

DEL_CASO: Final = (Avisa, Deriva, Releva, Retira)
"""Los efectos que llegan a un caso aunque el chat no esté unido a ninguno."""


@dataclass(slots=True)
class DelChat:
    """Lo que se sabe del caso de un chat al empezar su turno."""

    enlace: Enlace | None = None
    guardado: Guardado | None = None

    @property
    def con_caso(self) -> bool:
        """Aceptó que la contacten, y sigue abierto. Un aviso no cuenta."""
        suyo = self.guardado
        return suyo is not None and suyo.caso.vive and suyo.caso.consentimiento is not None

    @property
    def atendida(self) -> bool:
        return self.guardado is not None and casos.bot_callado(self.guardado.caso)


def mirar(en: Mostrador, conversacion: bytes) -> DelChat:
    """El caso unido a ese chat. Tras SALIR no hay ninguno, aunque el caso siga."""
    enlace = enlaces.de_chat(en.conexion, en.cifrado, conversacion)
    if enlace is None:
        return DelChat()
    return DelChat(enlace, guardados.leer(en.conexion, en.cifrado, enlace.caso))


def circunstancias(
    en: Mostrador, pedido: Pedido, suyo: DelChat, guardia: Guardia, tanteo: Tanteo
) -> Circunstancias:
    return Circunstancias(
        codigo=_codigo(en, pedido),
        de_guardia=guardia.de_guardia,
        proximo=guardia.proximo,
        con_caso=suyo.con_caso,
        atendida=suyo.atendida,
        consultado=_consultar(en, pedido, tanteo),
    )


def aplicar(
    en: Mostrador, pedido: Pedido, suyo: DelChat, efectos: Sequence[Efecto], codigo: str
) -> None:
    """Lo que el turno pide para el caso, en su orden."""
    if suyo.enlace is not None:
        enlaces.escribio(en.conexion, en.cifrado, pedido.conversacion, pedido.recibido)
    for efecto in efectos:
        match efecto:
            case Avisa(tema):
                _alarmar(en, pedido.conversacion, casos.Sube("critica", tema))
            case Deriva():
                _derivar(en, pedido, suyo, efecto, codigo)
            case Releva(texto):
                _relevar(en, suyo, texto)
            case Retira():
                _retirar(en, pedido, suyo)
            case Olvida():
                _salir(en, pedido.conversacion)
            case _:
                pass


def _alarmar(
    en: Mostrador,
    conversacion: bytes,
    sube: casos.Sube,
    consentimiento: Consentimiento | None = None,
) -> str:
    """Sube el caso que ya tenga, o le abre uno: uno abierto por persona. Da su id."""
    vivo = guardados.de_chat(en.conexion, en.cifrado, conversacion, bloquear=True)
    if vivo is None:
        referencia = guardados.nueva_referencia(en.conexion)
        abre = casos.Abre(
            referencia, sube.urgencia, sube.tema, sube.equipo, sube.plazo, consentimiento
        )
        return abrir(en, abre, conversacion).id
    mover(en, vivo.id, sube)
    if consentimiento is not None:
        mover(en, vivo.id, casos.Consiente(consentimiento))
    return vivo.id


def _derivar(en: Mostrador, pedido: Pedido, suyo: DelChat, deriva: Deriva, codigo: str) -> None:
    """Sin consentimiento queda un aviso. Con él, lo que contó y lo que eligió van sellados."""
    sube = casos.Sube(deriva.urgencia, deriva.motivo, deriva.equipo, deriva.plazo)
    if not deriva.consentimiento:
        _alarmar(en, pedido.conversacion, sube)
        return
    consentimiento = Consentimiento(deriva.consentimiento, en.ahora)
    id = _alarmar(en, pedido.conversacion, sube, consentimiento)
    if deriva.resumen:
        _sellar(en, id, "resumen", json.dumps(deriva.resumen, ensure_ascii=False))
    acuerdo = suyo.enlace.acuerdo if suyo.enlace is not None else None
    if acuerdo is None or deriva.acuerdo:
        nuevo = de_respuestas(consentimiento, dict(deriva.acuerdo))
        _acordar(en, id, pedido, nuevo)
    if not suyo.con_caso:
        # Tras salir y volver ve otro código: es el que tiene que valer.
        guardados.poner_codigo(en.conexion, en.cifrado, id, codigo)


def _acordar(en: Mostrador, id: str, pedido: Pedido, acuerdo: Acuerdo) -> None:
    regreso = pedido.regreso
    piezas.quitar(en.conexion, id, "acuerdo", "direccion")
    _sellar(en, id, "acuerdo", acuerdo_a_json(acuerdo))
    _sellar(en, id, "direccion", direccion_a_json(regreso))
    enlaces.enlazar(
        en.conexion,
        en.cifrado,
        id,
        pedido.conversacion,
        regreso.canal,
        regreso.direccion,
        pedido.recibido,
        acuerdo,
    )


def direccion_a_json(regreso: Regreso) -> str:
    """Por dónde se le contesta, para guardarlo sellado."""
    return json.dumps({"canal": regreso.canal, "direccion": regreso.direccion})


def _relevar(en: Mostrador, suyo: DelChat, texto: str) -> None:
    if suyo.enlace is None:
        return
    _sellar(en, suyo.enlace.caso, "ella", texto)
    mover(en, suyo.enlace.caso, casos.Escribe())


def _retirar(en: Mostrador, pedido: Pedido, suyo: DelChat) -> None:
    vivo = guardados.de_chat(en.conexion, en.cifrado, pedido.conversacion, bloquear=True)
    if vivo is not None and (suyo.con_caso or vivo.caso.consentimiento is not None):
        mover(en, vivo.id, casos.NoContacta())


def _salir(en: Mostrador, conversacion: bytes) -> None:
    """SALIR: el chat se suelta, el caso sigue."""
    enlace = enlaces.de_chat(en.conexion, en.cifrado, conversacion)
    if enlace is not None:
        mover(en, enlace.caso, casos.Sale())


def _sellar(en: Mostrador, id: str, clase: piezas.Clase, texto: str) -> None:
    piezas.sumar(en.conexion, id, clase, "ella", texto, en.ahora)


def _codigo(en: Mostrador, pedido: Pedido) -> str:
    """El que llevaría un caso abierto en este turno: repetir el turno da el mismo."""
    azar = en.cifrado.huella("codigo de este mensaje", pedido.huella)
    return codigos.hacer_codigo(azar[: codigos.BYTES])


def _consultar(en: Mostrador, pedido: Pedido, tanteo: Tanteo) -> Consultado:
    """Cómo va el caso de ese código. Acierte o no, se hace lo mismo."""
    evento = pedido.evento
    if not isinstance(evento, Escribe):
        return ""
    codigo = codigo_preguntado(pedido.libro, evento.texto)
    if codigo is None:
        return ""
    hallado = guardados.por_codigo(en.conexion, en.cifrado, codigo)
    if not tanteo.permitir(pedido.conversacion, pedido.huella, en.ahora):
        registro.anotar("demasiadas_consultas", canal=pedido.regreso.canal)
        return "demasiadas"
    return PALABRA[casos.palabra_de_estado(hallado.caso)] if hallado else "desconocido"

"""Lo que todos los canales comparten: qué entra, qué sale, qué es un canal y cómo se mide.

Cada canal conoce un protocolo y nada más. Aquí no va lo de ninguno en concreto,
ni lo que decide qué se contesta.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from bot.modelo import Bloquea, Burbuja, Manda, NombreCanal, Opcion, Pulsa, Ubica

Pintado_co = TypeVar("Pintado_co", covariant=True)

_MEDIO_CARACTER = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Corregido:
    """La persona corrigió un mensaje que ya había mandado."""

    texto: str


Contenido = str | Corregido | Pulsa | Manda | Ubica | Bloquea


@dataclass(frozen=True, slots=True)
class Entrante:
    """Lo que llegó por un canal, ya leído y todavía sin entender.

    ``direccion`` es opaca: solo sirve para contestar por el mismo canal.
    ``id_mensaje`` es del proveedor: dos iguales son el mismo mensaje.
    ``remoto`` es cómo llama el proveedor a ese mensaje, para poder borrarlo; vacío
    si no se puede. ``edita``, el mensaje nuestro cuyo botón se tocó: la respuesta
    ocupa su lugar.
    """

    canal: NombreCanal
    direccion: str
    id_mensaje: str
    contenido: Contenido
    recibido: datetime
    remoto: str = ""
    edita: str = ""


class Canal(Protocol[Pintado_co]):
    """Un canal: los módulos de ``bot/canales`` lo cumplen sin clase alguna."""

    @property
    def nombre(self) -> NombreCanal: ...

    def pintar(self, burbuja: Burbuja, /) -> Pintado_co:
        """La burbuja como la pide el canal. Levanta ``NoCabe``."""
        ...


@dataclass(frozen=True, slots=True)
class Borrado:
    """Los mensajes (``remoto``) que hay que quitar del teléfono de la persona."""

    remotos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Envio:
    """Algo que sale por un canal hacia ``direccion``.

    ``numero`` es el de su fila en la bandeja: vuelve en el aviso de entrega.
    ``recibido``: el último mensaje de la persona, que abre la ventana de WhatsApp.
    ``caduca``: desde cuándo ya no debe llegar. ``intentos``: cuántos van ya;
    ``motivo``: por qué no salió en el último.
    """

    numero: int
    direccion: str
    carga: Burbuja | Borrado
    recibido: datetime
    idioma: str = "es"
    edita: str = ""
    caduca: datetime | None = None
    intentos: int = 0
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class Recibo:
    """El proveedor lo tomó. ``remoto`` es cómo llama al mensaje.

    ``final``: no habrá más noticias; si no, llegan después por su aviso de entrega.
    """

    remoto: str = ""
    final: bool = True


Desenlace = Literal["reintentar", "muerta", "incierta", "bloqueada"]


class NoSalio(Exception):
    """No salió. ``motivo`` es corto y sin texto de nadie (``429``, ``63016``, ``timeout``).

    ``reintentar``: seguro que no llegó y puede llegar después (en ``espera`` segundos,
    si el proveedor lo dijo). ``muerta``: nunca llegará. ``incierta``: no se sabe si
    llegó. ``bloqueada``: la persona ya no quiere, o no puede, recibir nada.
    """

    def __init__(self, desenlace: Desenlace, motivo: str, espera: float | None = None) -> None:
        super().__init__(f"{desenlace}: {motivo}")
        self.desenlace = desenlace
        self.motivo = motivo
        self.espera = espera


class Emisor(Protocol):
    """Quien manda por un canal. Un fallo es siempre ``NoSalio``."""

    @property
    def nombre(self) -> NombreCanal: ...

    async def empezar(self) -> None:
        """Abre lo que necesita del bucle. Se llama dentro de él."""
        ...

    async def enviar(self, envio: Envio) -> Recibo: ...

    async def cerrar(self) -> None: ...


class NoCabe(ValueError):
    """La burbuja pasa un límite del canal: se corrige en el flujo que la dice."""

    def __init__(self, canal: NombreCanal, que: str, mide: int, maximo: int) -> None:
        super().__init__(f"{canal}: {que} mide {mide} y el máximo es {maximo}.")
        self.canal = canal


def sanear(texto: str) -> str:
    """El texto sin medios caracteres ni controles: ningún canal los acepta."""
    entero = _MEDIO_CARACTER.sub("\ufffd", texto.replace("\r\n", "\n"))
    return _CONTROL.sub("", entero)


def medir(texto: str) -> int:
    """El largo en unidades UTF-16, la cuenta más estricta de los teléfonos."""
    return len(texto) + sum(caracter > "\uffff" for caracter in texto)


def cortar(texto: str, maximo: int) -> str:
    """El texto, terminado en «…» si no cabía. Nunca parte un carácter."""
    if medir(texto) <= maximo:
        return texto
    recortado = texto[: maximo - 1]
    while medir(recortado) > maximo - 1:
        recortado = recortado[:-1]
    return recortado.rstrip() + "…"


def exigir(canal: NombreCanal, que: str, mide: int, maximo: int) -> None:
    """Levanta ``NoCabe`` si ``mide`` es cero o pasa de ``maximo``."""
    if not 0 < mide <= maximo:
        raise NoCabe(canal, que, mide, maximo)


def etiqueta(opcion: Opcion) -> str:
    """La etiqueta de la opción, en una sola línea."""
    return " ".join(sanear(opcion.etiqueta).split())


def numerar(burbuja: Burbuja) -> str:
    """El texto con sus opciones numeradas debajo: se eligen escribiendo el número."""
    lineas = [f"{n}. {etiqueta(opcion)}" for n, opcion in enumerate(burbuja.opciones, 1)]
    partes = (sanear(burbuja.texto).strip(), "\n".join(lineas))
    return "\n\n".join(parte for parte in partes if parte)

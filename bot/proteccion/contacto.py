"""El guion de un contacto: qué se comprueba antes de abrir un caso con ella delante.

Lo primero, siempre, es si es seguro hablar ahora; por teléfono, además, que es ella. Ningún
paso se salta, y lo que termina no sigue. La palabra se compara en otro sitio: aquí solo llega
si era la suya. Si se puede llamar o escribir lo dice ``acuerdo.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, assert_never

Modo = Literal["chat", "llamada", "ella_llama", "en_persona"]
Paso = Literal["seguro", "palabra", "adelante", "terminado"]
Final = Literal["no_es_seguro", "contesto_otra", "no_era_ella", "corto", "se_acabo"]
"""``corto``: dijo la palabra de corte. Se cuelga, no se insiste, y el caso queda en
``no_contactar``."""

INTENTOS = 3
POR_TELEFONO: tuple[Modo, ...] = ("llamada", "ella_llama")


@dataclass(frozen=True, slots=True)
class Contacto:
    """Por dónde va un contacto. ``con_palabra``: acordaron una para reconocerse."""

    modo: Modo
    con_palabra: bool
    paso: Paso = "seguro"
    fallos: int = 0
    final: Final | None = None

    @property
    def se_puede_abrir(self) -> bool:
        """¿Se puede enseñar el caso a quien la atiende?"""
        return self.paso == "adelante"


@dataclass(frozen=True, slots=True)
class DiceSiEsSeguro:
    """Callar es decir que no."""

    respuesta: Literal["si", "no", "calla"]


@dataclass(frozen=True, slots=True)
class DicePalabra:
    es_la_suya: bool


@dataclass(frozen=True, slots=True)
class ContestaOtra:
    """Contestó otra persona: se hace lo que el acuerdo diga, y nada más."""


@dataclass(frozen=True, slots=True)
class DicePalabraDeCorte:
    """En cualquier momento."""


@dataclass(frozen=True, slots=True)
class Acaba:
    """Se despidieron, o se cortó."""


Suceso = DiceSiEsSeguro | DicePalabra | ContestaOtra | DicePalabraDeCorte | Acaba


def seguir(contacto: Contacto, suceso: Suceso) -> Contacto | None:
    """El paso siguiente, o ``None`` si ahí no toca: nadie se salta la pregunta."""
    if contacto.paso == "terminado":
        return None
    match suceso:
        case DicePalabraDeCorte():
            return _terminar(contacto, "corto")
        case Acaba():
            return _terminar(contacto, "se_acabo")
        case ContestaOtra():
            return _terminar(contacto, "contesto_otra")
        case DiceSiEsSeguro(respuesta):
            if contacto.paso != "seguro":
                # Deja de ser seguro en cualquier momento; que lo sea se pregunta una vez.
                return None if respuesta == "si" else _terminar(contacto, "no_es_seguro")
            if respuesta != "si":
                return _terminar(contacto, "no_es_seguro")
            pide = contacto.con_palabra and contacto.modo in POR_TELEFONO
            return replace(contacto, paso="palabra" if pide else "adelante")
        case DicePalabra(es_la_suya):
            if contacto.paso != "palabra":
                return None
            if es_la_suya:
                return replace(contacto, paso="adelante")
            fallido = replace(contacto, fallos=contacto.fallos + 1)
            return _terminar(fallido, "no_era_ella") if fallido.fallos >= INTENTOS else fallido
        case _:
            assert_never(suceso)


def _terminar(contacto: Contacto, final: Final) -> Contacto:
    return replace(contacto, paso="terminado", final=final)

"""El acuerdo de contacto seguro: lo que ella eligió, y si ahora se le puede escribir o llamar.

Nadie la contacta de una manera que no haya dicho que es segura. Sin acuerdo, o sin haber
elegido otra cosa, contacta ella. Lo que ella empieza (llama, viene, escribe) nunca pide
permiso. Cómo se lleva la conversación con ella es de ``contacto.py``; si el caso admite una
respuesta, de ``bot/casos``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast, get_args

from bot.modelo import LIMA
from bot.proteccion.primera_linea import palabras_reservadas, primera_linea
from bot.proteccion.vigencia import RESPUESTA

Como = Literal["ella", "chat", "llamada", "en_persona"]
"""Quién empieza y por dónde: ella cuando pueda, o la oficina por este chat o por teléfono."""

Via = Literal["chat", "llamada"]
"""Por dónde puede empezar la oficina."""

Compartido = Literal["no", "si", "no_se"]
Presentacion = Literal["oficina", "encuesta", "tramite", "numero_equivocado"]
SiContestaOtra = Literal["colgar", "numero_equivocado"]
MotivoDeExcepcion = Literal["vida_en_riesgo", "menor_en_peligro", "ella_lo_pidio"]
MotivoDeNegar = Literal[
    "sin_consentimiento",  # es un aviso: se toma y se cierra, nunca se le escribe
    "ella_contacta",
    "otro_canal",
    "sin_hora",  # avisará ella qué día
    "fuera_de_hora",
    "acuerdo_vencido",
    "misma_persona",  # una excepción la autoriza otra
]
PorQue = Literal["relevo", "acuerdo", "excepcion"]

TODOS = frozenset(range(7))
DIAS_QUE_SE_MIRAN = 8
_TELEFONO = re.compile(r"\+?\d{6,15}", re.ASCII)
_PRESENTACIONES: Mapping[str, Presentacion] = {
    "oficina": "oficina",
    "encuesta": "encuesta",
    "tramite": "tramite",
    "equivocado": "numero_equivocado",
}
_SI_CONTESTA: Mapping[str, SiContestaOtra] = {
    "cuelguen": "colgar",
    "equivocado": "numero_equivocado",
}
QUIENES_SOMOS = ("defensor*",)
"""Nos nombra: no se dice a quien prefiere que no se sepa quién llama."""


@dataclass(frozen=True, slots=True)
class Consentimiento:
    """Qué texto aceptó, por su versión, y cuándo."""

    version: str
    cuando: datetime


@dataclass(frozen=True, slots=True)
class Franja:
    """Horas de Tumbes en que es seguro, con su primer y su último instante. Lunes es 0."""

    dias: frozenset[int]
    desde: time
    hasta: time

    def __post_init__(self) -> None:
        if not self.dias or not self.dias <= TODOS or self.desde >= self.hasta:
            raise ValueError("una franja tiene días y acaba después de empezar")


LABORABLES = frozenset(range(5))
MANANA = Franja(LABORABLES, time(8), time(12))
TARDE = Franja(LABORABLES, time(12), time(17))
"""Las que se ofrecen; de lunes a viernes."""

_FRANJAS: Mapping[str, Franja] = {"manana": MANANA, "tarde": TARDE}
"""Otro día que ella avise, o ninguna respuesta: sin hora."""


@dataclass(frozen=True, slots=True)
class Acuerdo:
    """Lo que se preguntó, y nada más. Los valores por defecto son los más prudentes.

    Sin ``franjas``, avisará ella. ``hasta`` es el último día en que vale; vacío, hasta que
    se cierre el caso. ``telefono`` solo se pide a quien elige que la llamen.
    """

    consentimiento: Consentimiento
    como: Como = "ella"
    telefono_compartido: Compartido = "no_se"
    franjas: tuple[Franja, ...] = ()
    presentacion: Presentacion = "tramite"
    si_contesta_otra: SiContestaOtra = "colgar"
    devolver_llamada: bool = False
    hasta: date | None = None
    telefono: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if bool(self.telefono) != (self.como == "llamada"):
            raise ValueError("el teléfono se guarda si eligió que la llamen, y solo entonces")
        if self.telefono and not _TELEFONO.fullmatch(self.telefono):
            raise ValueError("un teléfono son de 6 a 15 cifras, con un + delante o sin él")

    @property
    def conviene_que_contacte_ella(self) -> bool:
        """Alguien más puede leer el teléfono."""
        return self.telefono_compartido != "no"


@dataclass(frozen=True, slots=True)
class Excepcion:
    """Contactarla fuera de lo acordado: un motivo de la lista y dos personas."""

    motivo: MotivoDeExcepcion
    pide: str
    autoriza: str


@dataclass(frozen=True, slots=True)
class Concedido:
    """Se puede, y lo que se mande puede salir hasta ese instante, incluido."""

    por: PorQue
    hasta: datetime
    excepcion: Excepcion | None = None


@dataclass(frozen=True, slots=True)
class Negado:
    """No se puede, y por qué. ``hasta`` es cuándo se podrá, si se sabe."""

    motivo: MotivoDeNegar
    hasta: datetime | None = None


Permiso = Concedido | Negado


def de_respuestas(consentimiento: Consentimiento, acuerdo: Mapping[str, str]) -> Acuerdo:
    """El acuerdo que sale de lo que ella eligió en el chat, dato a dato.

    Lo que no eligió queda como lo más prudente; lo que no se entiende, también: que la llamen
    sin un teléfono es que llama ella. Sin ninguna respuesta, se le contesta mientras escribe.
    """
    como, telefono = acuerdo.get("como", "ella"), acuerdo.get("telefono", "")
    if como not in get_args(Como) or (como == "llamada" and not _TELEFONO.fullmatch(telefono)):
        como = "ella"
    compartido = acuerdo.get("telefono_compartido", "no_se")
    franja = _FRANJAS.get(acuerdo.get("franja", ""))
    return Acuerdo(
        consentimiento,
        como=cast(Como, como),
        telefono_compartido=cast(
            Compartido, compartido if compartido in get_args(Compartido) else "no_se"
        ),
        franjas=(franja,) if franja is not None and como in ("chat", "llamada") else (),
        presentacion=_PRESENTACIONES.get(acuerdo.get("presentacion", ""), "tramite"),
        si_contesta_otra=_SI_CONTESTA.get(acuerdo.get("si_contesta_otra", ""), "colgar"),
        telefono=telefono if como == "llamada" else "",
    )


def puede_escribir(
    acuerdo: Acuerdo | None, via: Via, ahora: datetime, ultimo_mensaje: datetime | None
) -> Permiso:
    """¿Puede la oficina escribirle o llamarla ahora?

    Mientras ella escribe (10 minutos desde su último mensaje) se le contesta en su chat, sea
    cual sea el acuerdo. Después, solo por donde dijo y a la hora que dijo.
    """
    if acuerdo is None:
        return Negado("sin_consentimiento")
    pactado = _pactado(acuerdo, via, ahora)
    escribe = ultimo_mensaje is not None and ahora - ultimo_mensaje <= RESPUESTA
    if via == "llamada" or ultimo_mensaje is None or not escribe:
        return pactado
    # Un reloj adelantado no alarga el plazo.
    fin = min(ultimo_mensaje, ahora) + RESPUESTA
    if isinstance(pactado, Concedido) and pactado.hasta >= fin:
        return pactado
    return Concedido("relevo", fin)


def puede_devolver_llamada(acuerdo: Acuerdo | None, ahora: datetime) -> Permiso:
    """Se cortó: ¿se le vuelve a llamar? Solo si lo acordó, y dentro de su hora."""
    permiso = puede_escribir(acuerdo, "llamada", ahora, None)
    if acuerdo is not None and isinstance(permiso, Concedido) and not acuerdo.devolver_llamada:
        return Negado("ella_contacta")
    return permiso


def exceptuar(permiso: Permiso, excepcion: Excepcion, ahora: datetime) -> Permiso:
    """Lo negado, con un motivo y otra persona que lo autorice. Vale 10 minutos.

    Sin consentimiento no hay excepción: no se sabe a quién se contactaría.
    """
    if isinstance(permiso, Concedido) or permiso.motivo == "sin_consentimiento":
        return permiso
    personas = {excepcion.pide.strip(), excepcion.autoriza.strip()}
    if len(personas) < 2 or "" in personas:
        return Negado("misma_persona")
    return Concedido("excepcion", ahora + RESPUESTA, excepcion)


def delatan(acuerdo: Acuerdo | None, texto: str, lexico: Sequence[str]) -> tuple[str, ...]:
    """Las palabras de un mensaje de la oficina que no pueden ir.

    En la primera línea, ninguna de las reservadas. Si no quiere que se diga quién llama,
    tampoco después.
    """
    if acuerdo is None or acuerdo.presentacion == "oficina":
        return palabras_reservadas(primera_linea(texto), lexico)
    return palabras_reservadas(texto, (*lexico, *QUIENES_SOMOS))


def acuerdo_a_json(acuerdo: Acuerdo) -> str:
    """El acuerdo en JSON, para guardarlo sellado; ``acuerdo_de_json`` lo devuelve igual."""
    return json.dumps(
        {
            "consentimiento": [acuerdo.consentimiento.version, _iso(acuerdo.consentimiento.cuando)],
            "como": acuerdo.como,
            "telefono_compartido": acuerdo.telefono_compartido,
            "franjas": [[sorted(f.dias), _iso(f.desde), _iso(f.hasta)] for f in acuerdo.franjas],
            "presentacion": acuerdo.presentacion,
            "si_contesta_otra": acuerdo.si_contesta_otra,
            "devolver_llamada": acuerdo.devolver_llamada,
            "hasta": _iso(acuerdo.hasta) if acuerdo.hasta else None,
            "telefono": acuerdo.telefono,
        },
        ensure_ascii=False,
    )


def acuerdo_de_json(texto: str) -> Acuerdo:
    """Levanta ``ValueError`` si hay un campo de más, de menos o con otro valor."""
    crudo: dict[str, Any] = json.loads(texto)
    for campo, valores in _CERRADOS.items():
        if crudo.get(campo) not in valores:
            raise ValueError(f"«{campo}» no es ninguno de los que se ofrecen")
    if set(crudo) != {campo.name for campo in fields(Acuerdo)}:
        raise ValueError("el acuerdo tiene justo los campos que se preguntan")
    version, cuando = crudo["consentimiento"]
    return Acuerdo(
        consentimiento=Consentimiento(version, datetime.fromisoformat(cuando)),
        como=crudo["como"],
        telefono_compartido=crudo["telefono_compartido"],
        franjas=tuple(
            Franja(frozenset(dias), time.fromisoformat(desde), time.fromisoformat(hasta))
            for dias, desde, hasta in crudo["franjas"]
        ),
        presentacion=crudo["presentacion"],
        si_contesta_otra=crudo["si_contesta_otra"],
        devolver_llamada=crudo["devolver_llamada"],
        hasta=date.fromisoformat(crudo["hasta"]) if crudo["hasta"] else None,
        telefono=crudo["telefono"],
    )


_CERRADOS: Mapping[str, tuple[object, ...]] = {
    "como": get_args(Como),
    "telefono_compartido": get_args(Compartido),
    "presentacion": get_args(Presentacion),
    "si_contesta_otra": get_args(SiContestaOtra),
    "devolver_llamada": (True, False),
}


def _iso(valor: date | time) -> str:
    return valor.isoformat()


def _pactado(acuerdo: Acuerdo, via: Via, ahora: datetime) -> Permiso:
    if acuerdo.como in ("ella", "en_persona"):
        return Negado("ella_contacta")
    if acuerdo.como != via:
        return Negado("otro_canal")
    if acuerdo.hasta is not None and ahora.astimezone(LIMA).date() > acuerdo.hasta:
        return Negado("acuerdo_vencido")
    if not acuerdo.franjas:
        return Negado("sin_hora")
    for desde, hasta in _tramos(acuerdo, ahora):
        if desde <= ahora <= hasta:
            return Concedido("acuerdo", hasta)
        if desde > ahora:
            return Negado("fuera_de_hora", desde)
    return Negado("fuera_de_hora")


def _tramos(acuerdo: Acuerdo, ahora: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Los tramos seguros desde hoy, en orden; dos que se tocan son uno."""
    hoy = ahora.astimezone(LIMA).date()
    for dias in range(DIAS_QUE_SE_MIRAN):
        dia = hoy + timedelta(days=dias)
        if acuerdo.hasta is not None and dia > acuerdo.hasta:
            return
        juntas: list[tuple[time, time]] = []
        suyas = ((f.desde, f.hasta) for f in acuerdo.franjas if dia.weekday() in f.dias)
        for desde, hasta in sorted(suyas):
            if juntas and desde <= juntas[-1][1]:
                juntas[-1] = (juntas[-1][0], max(juntas[-1][1], hasta))
            else:
                juntas.append((desde, hasta))
        for desde, hasta in juntas:
            yield datetime.combine(dia, desde, LIMA), datetime.combine(dia, hasta, LIMA)

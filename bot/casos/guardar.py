"""El caso en JSON y de vuelta, para guardarlo en una columna. Cómo se cifra es del almacén."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bot.casos.formas import Caso, Relevo
from bot.proteccion.acuerdo import Consentimiento


def caso_a_json(caso: Caso) -> str:
    """``caso_de_json`` lo devuelve igual."""
    return json.dumps(
        {
            "referencia": caso.referencia,
            "abierto": caso.abierto.isoformat(),
            "urgencia": caso.urgencia,
            "ronda": caso.ronda,
            "equipo": caso.equipo,
            "plazo": caso.plazo.total_seconds(),
            "vence": caso.vence.isoformat(),
            "desde": caso.desde.isoformat(),
            "estado": caso.estado,
            "temas": caso.temas,
            "consentimiento": caso.consentimiento
            and [caso.consentimiento.version, caso.consentimiento.cuando.isoformat()],
            "por": caso.por,
            "desenlace": caso.desenlace,
            "vuelta": caso.vuelta,
            "peldano": caso.peldano,
            "avisadas": sorted(caso.avisadas),
            "llamadas": sorted(caso.llamadas),
            "relevo": caso.relevo and [caso.relevo.quien, _iso(caso.relevo.pendiente)],
            "plazos": {nombre: cuando.isoformat() for nombre, cuando in caso.plazos.items()},
            "version": caso.version,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def caso_de_json(texto: str) -> Caso:
    """Levanta ``ValueError``, ``KeyError`` o ``TypeError`` si el texto no es suyo."""
    crudo: dict[str, Any] = json.loads(texto)
    consentimiento, relevo = crudo["consentimiento"], crudo["relevo"]
    return Caso(
        referencia=crudo["referencia"],
        abierto=datetime.fromisoformat(crudo["abierto"]),
        urgencia=crudo["urgencia"],
        ronda=crudo["ronda"],
        equipo=crudo["equipo"],
        plazo=timedelta(seconds=crudo["plazo"]),
        vence=datetime.fromisoformat(crudo["vence"]),
        desde=datetime.fromisoformat(crudo["desde"]),
        estado=crudo["estado"],
        temas=tuple(crudo["temas"]),
        consentimiento=consentimiento
        and Consentimiento(consentimiento[0], datetime.fromisoformat(consentimiento[1])),
        por=crudo["por"],
        desenlace=crudo["desenlace"],
        vuelta=crudo["vuelta"],
        peldano=crudo["peldano"],
        avisadas=frozenset((peldano, quien) for peldano, quien in crudo["avisadas"]),
        llamadas=frozenset(crudo["llamadas"]),
        relevo=relevo and Relevo(relevo[0], _de_iso(relevo[1])),
        plazos={
            nombre: datetime.fromisoformat(cuando) for nombre, cuando in crudo["plazos"].items()
        },
        version=crudo["version"],
    )


def _iso(instante: datetime | None) -> str | None:
    return instante.isoformat() if instante else None


def _de_iso(texto: str | None) -> datetime | None:
    return datetime.fromisoformat(texto) if texto else None

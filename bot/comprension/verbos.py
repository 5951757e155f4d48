"""Las formas de un verbo, a partir de su infinitivo y de cómo cambia. Sin tildes.

Es una máquina de hacer listas: prefiere dar una forma de más que olvidar una.
Qué verbos importan lo dice ``flujos/_urgencia.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

ENCLITICOS = ("me", "te", "se", "le", "lo", "la", "nos", "les", "los", "las")

_DOBLES = tuple(a + b for a in ("me", "te", "se", "nos") for b in ("lo", "la", "los", "las"))

_FUERTES = {
    "ar": ("o", "as", "a", "an", "e", "es", "en"),
    "er": ("o", "es", "e", "en", "a", "as", "an"),
    "ir": ("o", "es", "e", "en", "a", "as", "an"),
}
_LLANAS = {
    "ar": "amos aste o aron aba abas abamos aban are ara aras aran aremos aria arias arian "
    "ase asen e emos",
    "er": "emos iste io ieron ia ias iamos ian ere era eras eran eremos eria erias erian "
    "iera ieran iese iesen i amos imos",
    "ir": "imos iste io ieron ia ias iamos ian ire ira iras iran iremos iria irias irian "
    "iera ieran iese iesen i amos",
}
_DEBILES = ("io", "ieron", "iera", "ieran", "iese", "iesen", "amos")
_PARTICIPIOS = {
    "ar": ("ado", "ada", "ados", "adas"),
    "er": ("ido", "ida", "idos", "idas"),
    "ir": ("ido", "ida", "idos", "idas"),
}
_CAMBIO = re.compile(r"([eou])>(ie|ue|i|u)\Z")


def es_cambio(texto: str) -> bool:
    """¿Es «o>ue», «e>ie», «e>i», «o>u» o «u>ue»?"""
    return _CAMBIO.match(texto) is not None


def es_lema(palabra: str) -> bool:
    """¿Es un infinitivo que se sabe conjugar?"""
    return len(palabra) >= 3 and palabra.isalpha() and palabra[-2:] in _FUERTES


def _escribir(raiz: str, final: str, conjugacion: str) -> str:
    """Junta raíz y final con la ortografía del español (pegar → pegue)."""
    if conjugacion == "ar" and final[0] == "e":
        for antes, despues in (("c", "qu"), ("g", "gu"), ("z", "c")):
            if raiz.endswith(antes):
                return raiz[:-1] + despues + final
    if conjugacion != "ar" and final[0] in "ao" and raiz.endswith("g"):
        return raiz[:-1] + "j" + final
    return raiz + final


def _cambiar(raiz: str, cambio: str) -> str:
    hallado = _CAMBIO.match(cambio)
    if not hallado or hallado[1] not in raiz:
        return raiz
    lugar = raiz.rindex(hallado[1])
    return raiz[:lugar] + hallado[2] + raiz[lugar + 1 :]


def conjugar(lema: str, cambios: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Pares (forma, tiempo). Tiempos: infinitivo gerundio participio primera otro.

    ``primera`` es la forma que solo puede decir «yo» de sí misma: me pegué.
    ``cambios`` mezcla cambios de raíz y formas irregulares, tal como las
    escribió la oficina.
    """
    raiz, conjugacion = lema[:-2], lema[-2:]
    fuertes = [c for c in cambios if es_cambio(c) and len(c) == 4]
    debiles = [c for c in cambios if es_cambio(c) and len(c) == 3]
    if not fuertes:
        fuertes = debiles
    fuerte = _cambiar(raiz, fuertes[0]) if fuertes else raiz
    debil = _cambiar(raiz, debiles[0]) if debiles else raiz
    gerundio = _escribir(debil, "ando" if conjugacion == "ar" else "iendo", conjugacion)
    yield lema, "infinitivo"
    yield gerundio, "gerundio"
    for base, tiempo in ((lema, "infinitivo"), (gerundio, "gerundio")):
        for encliticos in (*ENCLITICOS, *_DOBLES):
            yield base + encliticos, tiempo
    for final in _PARTICIPIOS[conjugacion]:
        yield raiz + final, "participio"
    primera = "e" if conjugacion == "ar" else "i"
    for final in _FUERTES[conjugacion]:
        de_yo = final == ("e" if conjugacion == "ar" and fuerte == raiz else "o")
        de_yo = de_yo and (conjugacion != "ar" or final == "e")
        yield _escribir(fuerte, final, conjugacion), "primera" if de_yo else "otro"
        if final in ("a", "e"):
            for encliticos in ENCLITICOS:
                yield _escribir(fuerte, final, conjugacion) + encliticos, "otro"
    for final in _LLANAS[conjugacion].split():
        tiempo = "primera" if final == primera else "otro"
        yield _escribir(raiz, final, conjugacion), tiempo
    if debil != raiz:
        for final in _DEBILES:
            yield _escribir(debil, final, conjugacion), "otro"
    for forma in cambios:
        if not es_cambio(forma):
            yield forma, "otro"


def separar(forma: str) -> list[tuple[str, ...]]:
    """Maneras de partirla: «pegarme» → («pegar», «me»); «tomarmelo» → («tomar», «me», «lo»)."""
    maneras: list[tuple[str, ...]] = []
    for encliticos in ENCLITICOS:
        base = forma.removesuffix(encliticos)
        if base != forma and len(base) >= 3:
            maneras.append((base, encliticos))
            maneras.extend((*antes, encliticos) for antes in separar(base))
    return maneras

"""¿En qué idioma escribe? Por las palabras que delatan a cada uno.

Una palabra que existe en dos idiomas cuenta para los dos; sin ventaja clara no
se responde. No traduce ni entiende.
"""

from __future__ import annotations

from collections.abc import Iterable

IDIOMAS = ("es", "ht", "fr", "en", "pt")

_DELATAN = {
    "es": "el la los las un una que de y en es con por para mi me se no lo le su como donde cuando "
    "quiero necesito tengo estoy soy hay hola buenas buenos dias tardes noches gracias ayuda "
    "ayudame muy pero mas ya si del al esta este mis hijo hija nos puedo hacer papeles usted "
    "porque aqui ahora trabajo medico perdi saber favor adonde cual quien",
    "ht": "mwen ou li nou yo ap te pa nan ak pou ki sa kote bezwen ed tanpri mesi bonjou bonswa "
    "gen kijan kouman fe ale vle kapab ka pitit fanm mari lopital doktè dokte papye travay peyi "
    "jwenn moun lajan grangou malad lekol anpil yon fom mwenm pale kreyol tout sou anba viv jodi "
    "kounye souple silvouple mandem ede edem m pam gason timoun polis prizon",
    "fr": "je tu il elle nous vous ils un une le la les des du de et est suis ai j mon ma mes pas "
    "ne que qui pour avec dans sur bonjour bonsoir merci aide aider besoin veux voudrais comment "
    "ou mari femme enfant enfants medecin hopital papiers travail refuge asile s il vous plait "
    "c d l cherche parle francais au aux ce cette mais",
    "en": "i you he she we they the a is are am was my me your his her do does not and to of in "
    "for with where how what when who need help want hello hi please thanks thank can have has "
    "had want husband wife child children doctor papers work asylum refugee it this that there "
    "don t im no speak english good morning lost took from at on",
    "pt": "eu voce ele ela nos eles o a os as um uma que de e em com por para meu minha meus nao "
    "sim ola oi obrigado obrigada preciso quero tenho estou sou onde quando como ajuda ajudar "
    "bom boa dia tarde noite do da dos das no na marido esposa filho filha medico trabalho "
    "documentos refugio falo portugues favor muito mas isso aqui pode fazer estao foi tem",
}
_DE_QUIEN = {
    palabra: frozenset(idioma for idioma in IDIOMAS if palabra in _DELATAN[idioma].split())
    for palabra in {p for palabras in _DELATAN.values() for p in palabras.split()}
}
_VENTAJA = 0.75
_MIRA = 200


def reconocer(palabras: Iterable[str]) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    """El idioma, o ``None`` si no está claro, y las palabras que delatan a cada uno.

    Una palabra de un solo idioma vale uno; la que comparten varios se reparte.
    """
    notas = dict.fromkeys(IDIOMAS, 0.0)
    delatan: dict[str, list[str]] = {idioma: [] for idioma in IDIOMAS}
    for _, palabra in zip(range(_MIRA), palabras, strict=False):
        idiomas = _DE_QUIEN.get(palabra, frozenset())
        for idioma in idiomas:
            notas[idioma] += 1 / len(idiomas) ** 1.5
            if palabra not in delatan[idioma]:
                delatan[idioma].append(palabra)
    orden = sorted(IDIOMAS, key=lambda idioma: (-notas[idioma], IDIOMAS.index(idioma)))
    primero, segundo = orden[:2]
    claro = notas[primero] - notas[segundo] >= _VENTAJA
    return (primero if claro else None), {i: tuple(unas) for i, unas in delatan.items() if unas}

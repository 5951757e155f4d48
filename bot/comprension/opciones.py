"""¿Es esto una respuesta a lo que se preguntó? Números, etiquetas, sinónimos y erratas.

Trabaja con el mensaje entero: una respuesta es corta. Lo que la persona cuenta
con sus palabras lo leen ``urgencia.py`` y ``temas.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.comprension.normalizar import normalizar

_MAS_LARGA = 400
_SEGURA = 86.0
_VENTAJA = 8.0


def _palabras(texto: str) -> frozenset[str]:
    return frozenset(texto.split())


_NUMEROS = {
    1: "uno una un one youn yon um uma en primero primera primer first premier premiere primeiro",
    2: "dos deux two de dois duas segundo segunda second seconde deuxieme dezyem",
    3: "tres trois three twa tercero tercera tercer third troisieme twazyem terceiro terceira",
    4: "cuatro quatre four kat quatro cuarto cuarta fourth quatrieme katriyem quarto quarta",
    5: "cinco cinq five senk quinto quinta fifth cinquieme senkyem",
    6: "seis six sis sexto sexta sixth sixieme sizyem",
    7: "siete sept seven set sete septimo septima seventh septieme setyem",
    8: "ocho huit eight uit oito octavo octava eighth huitieme uityem oitavo",
    9: "nueve neuf nine nef nove noveno novena ninth neuvieme",
    10: "diez dix ten dis dez decimo decima",
    11: "once onze eleven onz",
    12: "doce douze twelve douz doze",
}
_VALOR = {forma: numero for numero, formas in _NUMEROS.items() for forma in formas.split()}
_ADORNOS = _palabras(
    "el la lo los las le les l the o a opcion opciones option numero number nombre nimewo "
    "opsyon opcao num nro nr quiero elijo escojo marco prefiero i want choose je veux mwen vle "
    "chwazi quero escolho creo que seria es por favor porfa please svp"
)
_SI = _palabras(
    "si s sip sii simon yes yeah yep y claro oui ouais wi sim exacto correcto afirmativo acepto"
) | {"si por favor", "claro que si", "yes please", "oui s il vous plait", "wi souple", "ta bien"}
_NO = _palabras("no n nop nope nel nada non nah nao pa vle") | {
    "no gracias", "mejor no", "por ahora no", "ahora no", "todavia no", "aun no", "no quiero",
    "no thanks", "non merci", "non mesi", "nao obrigado", "nao obrigada", "pa kounye a",
}  # fmt: skip
_PRIMERAS_DE_SI = _palabras("si yes oui wi sim")
_PRIMERAS_DE_NO = _palabras("no non nao")
_NEGACIONES = _palabras("no ni nunca sin non pa pas nao not")
_VACIAS = _palabras(
    "el la los las un una de del a al en y o u e mi mis me que con por para se lo es soy estoy "
    "quiero necesito tengo the of to in and or le les des du et ou no si"
)


def _numero(palabras: Sequence[str]) -> int | None:
    """El único número que dice un mensaje corto; «1 o 2» no es ninguno."""
    utiles = [p for p in palabras if p not in _ADORNOS] or list(palabras)
    if len(utiles) != 1:
        return None
    if utiles[0].isdecimal() and len(utiles[0]) <= 2:
        return int(utiles[0])
    return _VALOR.get(utiles[0])


def _unica(indices: Sequence[int]) -> int | None:
    distintos = sorted(set(indices))
    return distintos[0] if len(distintos) == 1 else None


def _si_o_no(normal: str, formas: Sequence[Sequence[str]]) -> int | None:
    if not any(forma in _SI | _NO for una in formas for forma in una):
        return None
    for dichas, primeras in ((_SI, _PRIMERAS_DE_SI), (_NO, _PRIMERAS_DE_NO)):
        if normal in dichas:
            hallada = _unica(
                [i for i, una in enumerate(formas) for f in una if f.split()[0] in primeras]
            )
            if hallada is not None:
                return hallada
    return None


def _contenida(palabras: Sequence[str], formas: Sequence[Sequence[str]]) -> int | None:
    """La etiqueta va dentro del mensaje, o el mensaje es parte de una sola etiqueta."""
    if len(palabras) > 8 or _NEGACIONES.intersection(palabras):
        return None
    mensaje = f" {' '.join(palabras)} "
    dentro = [
        i
        for i, una in enumerate(formas)
        for forma in una
        if len(forma) >= 4 and f" {forma} " in mensaje
    ]
    if dentro:
        return _unica(dentro)
    utiles = {p for p in palabras if p not in _VACIAS and len(p) >= 4}
    if not utiles:
        return None
    return _unica([i for i, una in enumerate(formas) for f in una if utiles <= set(f.split())])


def _parecida(normal: str, formas: Sequence[Sequence[str]]) -> int | None:
    """Una etiqueta con erratas, si se distingue bien de las demás."""
    if len(normal) < 5:
        return None
    notas = sorted(
        (
            (max((fuzz.ratio(normal, f) for f in una if len(f) >= 5), default=0.0), -i)
            for i, una in enumerate(formas)
        ),
        reverse=True,
    )
    negada = bool(_NEGACIONES.intersection(normal.split()))
    mejor, indice = notas[0]
    if any(
        negada != bool(_NEGACIONES.intersection(f.split()))
        for f in formas[-indice]
        if fuzz.ratio(normal, f) == mejor
    ):
        return None
    segunda = notas[1][0] if len(notas) > 1 else 0.0
    return -indice if mejor >= _SEGURA and mejor - segunda >= _VENTAJA else None


def es_si_o_no(normal: str) -> bool:
    """¿El mensaje es solo un sí o un no? Sin una pregunta delante no dice nada."""
    return normal in _SI | _NO


@lru_cache(maxsize=4096)
def _de_la_oficina(formas: tuple[str, ...]) -> tuple[str, ...]:
    """La forma normal de lo que está escrito en los flujos: se pide en cada mensaje.

    Lo que escribe una persona no pasa por aquí: se recordaría.
    """
    return tuple(normal for normal in map(normalizar, formas) if normal)


def elegir(normal: str, opciones: Sequence[Sequence[str]]) -> int | None:
    """El índice de la opción que la persona dijo, o ``None`` si no está claro.

    ``normal`` es el mensaje en su forma normal. Cada opción son todas las maneras de
    decirla. Una forma exacta gana al número, y el número a lo parecido.
    """
    if not normal or len(normal) > _MAS_LARGA or not opciones:
        return None
    formas = [_de_la_oficina(tuple(una)) for una in opciones]
    exactas = [i for i, una in enumerate(formas) if normal in una]
    if exactas:
        return _unica(exactas)
    palabras = normal.split()
    numero = _numero(palabras)
    if numero is not None:
        return numero - 1 if 1 <= numero <= len(opciones) else None
    for buscar in (_si_o_no(normal, formas), _contenida(palabras, formas)):
        if buscar is not None:
            return buscar
    return _parecida(normal, formas)


def es_palabra(normal: str, formas: Sequence[str], con_errata: bool = False) -> bool:
    """¿Es el mensaje entero, en su forma normal, una de estas formas?

    ``con_errata`` perdona una letra, y solo en formas de cinco o más: «salri» es
    «salir»; «salida» o «no puedo salir», no.
    """
    if not normal or len(normal) > _MAS_LARGA:
        return False
    normales = _de_la_oficina(tuple(formas))
    if normal in normales:
        return True
    return con_errata and any(
        len(forma) >= 5 and OSA.distance(normal, forma, score_cutoff=1) <= 1 for forma in normales
    )

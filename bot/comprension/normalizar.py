"""La forma normal de un mensaje: la misma para salir, elegir, alarmarse y buscar tema.

Deshace tildes, mayúsculas, letras de otros alfabetos que se parecen, letras
separadas, cifras por letras y lo invisible. No corrige faltas ni conoce
palabras: eso es de ``vocabulario.py``. Nunca falla, sea cual sea el texto.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PARECIDAS = str.maketrans(
    dict(
        zip(
            "авеёкмнорстухіјѕԁԛԝһαβεικνορτυχγηıłøœæßđħɑɡӏⅼ",
            "abeekmhopctyxijsdqwhabeikvoptuxyniloeasdhagll",
            strict=True,
        )
    )
)
_MAYUSCULAS_GRIEGAS = str.maketrans(dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧӀ", "abezhikmnoptyxl", strict=True)))
_CIFRAS = str.maketrans("0134578@$", "oieastbas")

_TOPE = 1_000_000
_FIN_DE_FRASE = "\x01"
_FIN_DE_CLAUSULA = "\x02"
_BORRAR = frozenset({"Mn", "Me", "Cf", "Cs", "Cn", "Co"})
_MARCAS = {
    **dict.fromkeys("\n\r\x0b\x0c\x85\u2028\u2029.!?;…¡¿。！？؟", _FIN_DE_FRASE),
    **dict.fromkeys(',:()[]{}«»"“”—–|/、，：؛،', _FIN_DE_CLAUSULA),
}


class _Tabla(dict[int, str]):
    """Qué queda de cada carácter. Recuerda solo los planos corrientes, para no crecer."""

    def __missing__(self, codigo: int) -> str:
        caracter = chr(codigo)
        clase = unicodedata.category(caracter)
        if caracter in _MARCAS:
            queda = f" {_MARCAS[caracter]} "
        elif clase in _BORRAR or (clase == "Cc" and caracter != "\t"):
            queda = ""
        elif clase[0] in "LN" or caracter in "@$":
            queda = caracter
        else:
            queda = " "
        if codigo < 0x3000:
            self[codigo] = queda
        return queda


_TABLA = _Tabla()

_DECIMAL = re.compile(r"(?<=\d)[.,:](?=\d)")
_CORREO = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,64}\.[^\s@]{1,64}")
_SEPARADAS = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*]{1,2}[^\W\d_](?![^\W_])){2,}")
_CONSONANTE = re.compile(r"[b-df-hj-np-tvwz]")
_REPETIDA_DOBLE = re.compile(r"(?<=[aeiou])([rl])\1{2,}(?=[aeiou])")
_REPETIDA = re.compile(r"([^\W\d_])\1{2,}")
_FINAL_REPETIDO = re.compile(r"(?<=[^\W\d_])([aiu])\1\b")
_MIXTA = re.compile(r"\b(?=\w*[^\W\d_])(?=\w*[\d@$])[\w@$]{2,40}")
_CIFRAS_DELANTE = re.compile(r"(\d+)([^\W\d_]+)\Z")
_CIFRAS_DETRAS = re.compile(r"([^\W\d_]+)(\d{2,}|[269])\Z")


@dataclass(frozen=True, slots=True)
class Ficha:
    """Una palabra del mensaje, con la frase y la cláusula en que está."""

    palabra: str
    frase: int
    clausula: int


def _juntar(hallazgo: re.Match[str]) -> str:
    """«s a l i r» → «salir»; dos espacios seguidos separan palabras."""
    if not _CONSONANTE.search(hallazgo[0]):
        return hallazgo[0]
    return " ".join(re.sub(r"[ .\-_*]", "", trozo) for trozo in hallazgo[0].split("  "))


def _aclarar(hallazgo: re.Match[str]) -> str:
    """«m4ta» → «mata», pero «45dias» → «45 dias» y «covid19» → «covid 19»."""
    palabra = hallazgo[0]
    for patron in (_CIFRAS_DELANTE, _CIFRAS_DETRAS):
        partes = patron.match(palabra)
        if partes:
            return f"{partes[1]} {partes[2]}"
    if sum(letra.isdigit() for letra in palabra) * 2 > len(palabra) + 1:
        return palabra.replace("@", " ").replace("$", " ")
    return palabra.translate(_CIFRAS)


def _recortar(texto: str) -> str:
    """Los dos extremos de un texto descomunal."""
    if len(texto) <= _TOPE:
        return texto
    return f"{texto[: _TOPE // 2]}\n{texto[-_TOPE // 2 :]}"


def _preparar(texto: str) -> str:
    if not texto.isascii():
        # Hay caracteres que al deshacerse son dieciocho: el tope es sobre lo que queda.
        texto = _recortar(unicodedata.normalize("NFKC", texto))
        texto = texto.translate(_MAYUSCULAS_GRIEGAS)
        texto = unicodedata.normalize("NFKD", texto.casefold())
        texto = texto.translate(_PARECIDAS)
    texto = _recortar(texto)
    texto = _CORREO.sub(" ", _DECIMAL.sub("", texto.casefold()))
    texto = _SEPARADAS.sub(_juntar, texto)
    texto = texto.translate(_TABLA)
    texto = _MIXTA.sub(_aclarar, texto)
    texto = _REPETIDA_DOBLE.sub(r"\1\1", texto)
    texto = _REPETIDA.sub(r"\1", texto)
    return _FINAL_REPETIDO.sub(r"\1", texto).replace("@", " ").replace("$", " ")


def fichar(texto: str) -> tuple[Ficha, ...]:
    """Las palabras del mensaje en forma normal, con su frase y su cláusula."""
    fichas: list[Ficha] = []
    frase = clausula = 0
    for trozo in _preparar(texto).split():
        if trozo == _FIN_DE_FRASE:
            frase += 1
            clausula += 1
        elif trozo == _FIN_DE_CLAUSULA:
            clausula += 1
        else:
            fichas.append(Ficha(trozo, frase, clausula))
    return tuple(fichas)


def normalizar(texto: str) -> str:
    """El mensaje en minúsculas, sin tildes ni signos, con un espacio entre palabras."""
    return " ".join(ficha.palabra for ficha in fichar(texto))

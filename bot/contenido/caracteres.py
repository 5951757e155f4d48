"""De los bytes de un archivo a su texto, o los problemas que lo impiden.

Y los comentarios que se tragaron contenido. Aquí no se sabe de YAML más que eso.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bot.contenido.arbol import Lugar, Problema

MAXIMO = 256 * 1024
"""Bytes que puede pesar un archivo, si no se dice otra cosa."""

_SALTO = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_BOM = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TRAS_VALOR = re.compile(r"#(?:\S|\s*\d)")


def leer_texto(
    ruta: Path, archivo: str, problemas: list[Problema], maximo: int = MAXIMO
) -> str | None:
    """El texto del archivo, o ``None`` si no se puede leer como YAML."""
    inicio = Lugar(archivo, 1, 1)
    try:
        with ruta.open("rb") as abierto:
            crudo = abierto.read(maximo + 1)
    except FileNotFoundError:
        problemas.append(Problema(inicio, "Falta este archivo.", "archivo_ausente"))
        return None
    except OSError:
        texto = "No se puede leer. ¿Es una carpeta, o falta permiso?"
        problemas.append(Problema(inicio, texto, "archivo_ilegible"))
        return None
    return descifrar(crudo, archivo, problemas, maximo)


def descifrar(
    crudo: bytes, archivo: str, problemas: list[Problema], maximo: int = MAXIMO
) -> str | None:
    """Los bytes como texto UTF-8 limpio, o ``None`` y sus problemas."""
    inicio = Lugar(archivo, 1, 1)
    if len(crudo) > maximo:
        texto = f"Pesa más de {maximo // 1024} KB. Divídelo en varios archivos."
        problemas.append(Problema(inicio, texto, "archivo_grande"))
        return None
    if crudo.startswith(_BOM):
        texto = "Empieza con una marca BOM. Guárdalo como «UTF-8» sin BOM."
        problemas.append(Problema(inicio, texto, "bom"))
        return None
    try:
        leido = crudo.decode("utf-8")
    except UnicodeDecodeError as error:
        bueno = crudo[: error.start].decode("utf-8")
        texto = (
            f"No está en UTF-8 (byte {crudo[error.start]:#04x}). "
            "Ábrelo con su codificación de antes y guárdalo como «UTF-8»."
        )
        problemas.append(Problema(_lugar(archivo, bueno, len(bueno)), texto, "codificacion"))
        return None
    antes = len(problemas)
    for hallado in _CONTROL.finditer(leido):
        texto = f"Hay un carácter de control (U+{ord(hallado[0]):04X}). Bórralo."
        lugar = _lugar(archivo, leido, hallado.start())
        problemas.append(Problema(lugar, texto, "caracter_de_control"))
        if len(problemas) - antes >= 20:
            break
    return leido if len(problemas) == antes else None


def revisar_lineas(texto: str, archivo: str, problemas: list[Problema]) -> None:
    """Señala tabuladores y caracteres invisibles: uno de cada clase por línea."""
    for numero, linea in enumerate(partir_lineas(texto), 1):
        tabulador = linea.find("\t")
        if tabulador >= 0:
            aviso = "Hay un tabulador. Usa espacios."
            problemas.append(Problema(Lugar(archivo, numero, tabulador + 1), aviso, "tabulador"))
        invisible = _INVISIBLE.search(linea)
        if invisible:
            aviso = f"Hay un carácter invisible (U+{ord(invisible[0]):04X}). Bórralo."
            lugar = Lugar(archivo, numero, invisible.start() + 1)
            problemas.append(Problema(lugar, aviso, "caracter_invisible"))


def revisar_comentarios(
    texto: str,
    tramos: Sequence[tuple[int, int, int, int]],
    archivo: str,
    problemas: list[Problema],
) -> None:
    """Señala los comentarios que parecen contenido: YAML corta el texto en « #».

    ``tramos`` son los textos ya leídos: línea y columna (desde 0) de su principio
    y de su fin. Un «#» fuera de todos ellos abre un comentario.
    """
    lineas = partir_lineas(texto)
    ocupadas: dict[int, list[tuple[int, int]]] = {}
    for primera, columna, ultima, columna_final in tramos:
        for numero in range(primera, min(ultima, len(lineas) - 1) + 1):
            desde = columna if numero == primera else 0
            hasta = columna_final if numero == ultima else len(lineas[numero])
            ocupadas.setdefault(numero, []).append((desde, hasta))
    for numero, linea in enumerate(lineas):
        dentro = ocupadas.get(numero, [])
        donde = linea.find("#")
        while donde >= 0 and any(desde <= donde < hasta for desde, hasta in dentro):
            donde = linea.find("#", donde + 1)
        if donde < 0:
            continue
        comentario, solo = linea[donde:], not linea[:donde].strip()
        lugar = Lugar(archivo, numero + 1, donde + 1)
        if solo and re.match(r"#\d", comentario):
            aviso = (
                f"La línea «{comentario[:40]}» empieza por «#» y YAML la toma por un comentario. "
                "Si es contenido, ponla entre comillas; si no, deja un espacio después de «#»."
            )
            problemas.append(Problema(lugar, aviso, "comentario_sospechoso"))
        elif not solo and _TRAS_VALOR.match(comentario):
            aviso = (
                f"El texto se corta en «{comentario[:40]}»: YAML lo toma por un comentario. "
                "Pon todo el texto entre comillas, o baja el comentario a otra línea."
            )
            problemas.append(Problema(lugar, aviso, "comentario_sospechoso"))


def caracter_prohibido(valor: str) -> str:
    """El primer carácter que no puede ir en un texto («U+202E»), o nada."""
    hallado = _CONTROL.search(valor) or _INVISIBLE.search(valor)
    return f"U+{ord(hallado[0]):04X}" if hallado else ""


def partir_lineas(texto: str) -> list[str]:
    """Las líneas tal como las cuenta YAML."""
    return _SALTO.split(texto)


def _lugar(archivo: str, texto: str, posicion: int) -> Lugar:
    lineas = partir_lineas(texto[:posicion])
    return Lugar(archivo, len(lineas), len(lineas[-1]) + 1)

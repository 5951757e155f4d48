"""Reglas sobre lo que se dice: huecos, datos con respaldo y frases prohibidas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.contenido.arbol import Problema, quisiste
from bot.contenido.obra import SE_LLENAN, SE_TOCAN, Dicho, Obra
from bot.directorio import Servicio
from bot.motor.textos import CAMPOS, DEL_TURNO, HUECO
from bot.proteccion.promesas import frases_prohibidas

TODOS = (*SE_LLENAN, *SE_TOCAN, "titulo", "vacio")
_LLAVES = re.compile(r"\{[^{}\n]*\}|[{}]")
_CONFIRMA = re.compile(r"conf[ií]rm|konfim", re.IGNORECASE)


def hueco_conocido(obra: Obra) -> Iterator[Problema]:
    """Un hueco es ``{servicio.campo}`` o ``{dato}`` de tipo distrito, y nada más."""
    datos = obra.ficha.ficha.datos
    mostrables = [nombre for nombre, dato in datos.items() if dato.tipo == "distrito"]
    for dicho in obra.dichos(TODOS):
        for llave in _LLAVES.finditer(dicho.escrito):
            hueco = HUECO.fullmatch(llave[0])
            if dicho.uso not in SE_LLENAN:
                texto = f"Aquí no se llenan huecos: quita «{llave[0]}»."
            elif hueco is None:
                texto = f"«{llave[0]}» no es un hueco: {{distrito}} o {{oficina.telefono}}."
            elif hueco[2] is not None:
                if hueco[2] in CAMPOS:
                    continue
                if llave[0][1:-1] in DEL_TURNO and dicho.uso != "frase":
                    continue
                texto = f"Un servicio no tiene «{hueco[2]}»." + quisiste(hueco[2], CAMPOS)
            elif hueco[1] in mostrables:
                continue
            elif hueco[1] in datos:
                texto = f"«{hueco[1]}» es de la persona: no se repite en un texto."
            else:
                texto = f"«{hueco[1]}» no es un dato de _bot.yaml."
                texto += quisiste(hueco[1], mostrables)
            yield Problema(dicho.lugar, texto, "hueco_conocido")


def hueco_traducido(obra: Obra) -> Iterator[Problema]:
    """Una traducción lleva los mismos huecos que el español."""
    for dicho in obra.dichos(TODOS):
        if dicho.idioma == "es":
            continue
        huecos, propios = (sorted(_LLAVES.findall(t)) for t in (dicho.texto.es, dicho.escrito))
        if huecos != propios:
            texto = f"El español lleva {', '.join(huecos) or 'ningún hueco'}; la traducción, "
            texto += f"{', '.join(propios) or 'ninguno'}."
            yield Problema(dicho.lugar, texto, "hueco_traducido")


def hecho_sin_respaldo(obra: Obra) -> Iterator[Problema]:
    """El hueco pide un dato que el directorio no tiene."""
    if obra.directorio is None:
        return
    servicios = obra.directorio.servicios
    for dicho, nombre, campo in _citas(obra):
        servicio = servicios.get(nombre)
        if servicio is None:
            texto = f"El servicio «{nombre}» no está en directorio.yaml."
            yield Problema(dicho.lugar, texto + quisiste(nombre, servicios), "hecho_sin_respaldo")
        elif campo != "nombre" and getattr(servicio, _campo(campo)) is None:
            texto = f"«{nombre}» no tiene «{_campo(campo)}» en directorio.yaml."
            yield Problema(dicho.lugar, texto, "hecho_sin_respaldo")


def hecho_medio_sin_aviso(obra: Obra) -> Iterator[Problema]:
    """Un texto con un dato de confianza media dice que hay que confirmarlo."""
    for dicho, nombre, campo in _citas(obra):
        servicio = obra.directorio.servicios.get(nombre) if obra.directorio else None
        if servicio is None or campo == "nombre" or _CONFIRMA.search(dicho.escrito):
            continue
        if _confianza(servicio, campo) == "media":
            texto = f"«{nombre}.{campo}» es de confianza media: di «confirma» en este texto."
            yield Problema(dicho.lugar, texto, "hecho_medio_sin_aviso")


def _citas(obra: Obra) -> Iterator[tuple[Dicho, str, str]]:
    for dicho in obra.dichos(SE_LLENAN):
        for hueco in HUECO.finditer(dicho.escrito):
            if hueco[2] in CAMPOS:
                yield dicho, hueco[1], hueco[2]


def _campo(escrito: str) -> str:
    return "horario" if escrito == "abre" else escrito


def _confianza(servicio: Servicio, campo: str) -> str:
    hecho = getattr(servicio, _campo(campo))
    return hecho.confianza if hecho is not None else ""


# ---- datos que van en el directorio -------------------------------------------

_CORREO = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ENLACE = re.compile(
    r"https?://\S+|www\.\S+|(?:javascript|tg):\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:pe|com|org|net|int|info|gob|me|ly|io|app)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HORA = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?!\d)(?: ?h\b)?|\b\d{1,2} ?[ap]\. ?m\b|\b\d{1,2} ?[ap]m\b"
    r"|\ba las? \d{1,2}\b(?! ?horas)",
    re.IGNORECASE,
)
_CALLE = re.compile(
    r"\b(?:[Cc]alle|[Jj]ir[oó]n|[Jj]r\.?|[Aa]venida|[Aa]v\.?|[Pp]asaje|[Pp]sje\.?|[Mm]z\.?)"
    r" +(?:[A-ZÁÉÍÓÚÑ][\w.]*|\d+)(?: +[\w.º°]+){0,6}? +(?:n\.?[º°] ?)?\d{1,4}\b"
    r"|\b[Mm]z\.? +\w+ +[Ll](?:ote|t\.?) +\d+"
)
_NUMERO = re.compile(r"(?<![\w,])\+?\(?\d[\d ().-]*\d|(?<![\w,])\d")
_LLAMA = re.compile(
    r"(?:l[ií]nea|llama\w*(?: gratis)?(?: al?| a la)?|marca\w*|tel[eé]fono|celular|whatsapp"
    r"|n[uú]mero)[ :«\"]*$",
    re.IGNORECASE,
)
_NO_ES_TELEFONO = re.compile(
    r"(?:\bley(?:es)?|\bd\.? ?s\.?|\bdecreto\w*(?: \w+){0,2}|\bresoluci[oó]n\w*(?: \w+){0,2}"
    r"|\bart(?:[ií]culo|\.)|\bexpediente|\br\.? ?m\.?|\bc[oó]digo|s/\.?|\$|€)"
    r" *(?:n\.?[º°] *)?$",
    re.IGNORECASE,
)
_UNIDAD = re.compile(
    r"^ ?(?:%|(?:horas?|d[ií]as?|semanas?|meses|mes|años?|minutos?|segundos?|soles|d[oó]lares"
    r"|personas?|metros?|km|kil[oó]metros?|hojas?|p[aá]ginas?|letras|palabras|veces)\b)",
    re.IGNORECASE,
)


def telefono_en_texto(obra: Obra) -> Iterator[Problema]:
    """Un teléfono, un correo, un enlace, una dirección o una hora vienen del directorio."""
    for dicho in obra.dichos(TODOS):
        for clase, hallado in datos_escritos(dicho.escrito):
            texto = f"«{hallado}» parece {clase}: va en directorio.yaml. Aquí, {{servicio.campo}}."
            yield Problema(dicho.lugar, texto, "telefono_en_texto")


def datos_escritos(texto: str) -> Iterator[tuple[str, str]]:
    """Lo que parece un dato del directorio escrito a mano: de qué clase y cuál."""
    resto = HUECO.sub(" ", texto)
    for clase, patron in (
        ("un correo", _CORREO),
        ("un enlace", _ENLACE),
        ("una dirección", _CALLE),
        ("una hora", _HORA),
    ):
        for hallado in patron.finditer(resto):
            desde, hasta = hallado.span()
            if not _NO_ES_TELEFONO.search(resto[:desde]):
                yield clase, hallado[0].strip(" .,;")
                resto = resto[:desde] + " " * (hasta - desde) + resto[hasta:]
    for hallado in _NUMERO.finditer(resto):
        if _parece_telefono(resto[: hallado.start()], hallado[0], resto[hallado.end() :]):
            yield "un teléfono", hallado[0].strip()


def _parece_telefono(antes: str, numero: str, despues: str) -> bool:
    cifras = re.sub(r"\D", "", numero)
    if _NO_ES_TELEFONO.search(antes) or _UNIDAD.match(despues):
        return False
    if len(cifras) >= 6 or (len(cifras) >= 3 and _LLAMA.search(antes)):
        return True
    return re.fullmatch(r"1\d\d|911|18\d\d|0800\d*", cifras) is not None


def frase_prohibida(obra: Obra) -> Iterator[Problema]:
    """Lo que ``_reservado.yaml`` dice que no se dice nunca."""
    for dicho in obra.dichos(TODOS):
        for prohibida in frases_prohibidas(dicho.escrito, obra.prohibido, dicho.idioma):
            texto = f"«{prohibida}» no se dice nunca: está en _reservado.yaml."
            yield Problema(dicho.lugar, texto, "frase_prohibida")

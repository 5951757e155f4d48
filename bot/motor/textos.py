"""Pintar los textos: huecos, tarjetas de servicios y horas. Sin canal.

Los huecos son ``{dato}`` y ``{servicio.campo}``; el valor entra tal cual, nunca
se vuelve a interpretar. Cómo se ve en cada canal es cosa de ``bot/canales``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.directorio import (
    CONTACTOS,
    DATOS,
    LIMA,
    SIEMPRE,
    Hecho,
    Servicio,
    abre,
    buscar,
    estado_de_horario,
    texto_de_horario,
)
from bot.modelo import Medio, Texto
from bot.motor.libro import Libro
from bot.motor.pasos import Mostrar

LARGO_DE_BURBUJA = 600
"""Caracteres de texto en una burbuja; las opciones van aparte."""

HUECO = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z]+))?\}")
CAMPOS = (*DATOS, "nombre", "abre")
"""Lo que un hueco ``{servicio.campo}`` puede pedir."""

DEL_TURNO = {
    "caso.codigo": "7K3F9-40M2C",
    "guardia.ahora": "Ahora no hay nadie de turno en este chat. "
    "Vuelve a haber el miércoles 30/12 a las 08:00.",
}
"""Huecos que solo se saben en el turno, con un ejemplo de lo más largo que se lee."""

FRASES = (
    # cuando algo nuestro falla: lleva los números de emergencia
    "fallo",
    # escribió demasiadas veces seguidas: una vez, con los números; después, silencio
    "despacio",
    # primer mensaje que ya trae un tema: un programa, de quién, SALIR, PRIVACIDAD (<= 200)
    "saludo_breve",
    # no se entendió: tres temas parecidos, y la opción de ninguno
    "te_refieres",
    "otra_cosa",
    # no se entendió y no hay temas parecidos: va delante de la pregunta que espera
    "no_entendi",
    # segunda vez (delante del menú) y tercera (delante de «hablar con una persona»)
    "no_entendi_menu",
    "no_entendi_persona",
    # quizá es urgente: la pregunta, con los números, y sus dos respuestas (<= 20)
    "sospecha",
    "sospecha_si",
    "sospecha_no",
    # en un flujo sensible no se entendió: va delante de la misma pregunta. Si solo asintió
    # o dijo un par de palabras, la primera; si dijo algo más, la segunda
    "sigo_aqui",
    "sigo_sin_entender",
    # tocó un botón de un mensaje anterior: va delante de la pregunta que espera
    "boton_viejo",
    # mandó algo que no es texto: qué hacer en su lugar, en una línea
    "no_audio",
    "no_imagen",
    "no_sticker",
    "no_contacto",
    "no_archivo",
    # compartió su ubicación: se tomó su distrito ({distrito}), o no se pudo usar
    "ubicacion_tomada",
    "ubicacion_sin_uso",
    # «mi caso» y un código: una palabra; a uno que no es, o si probó demasiados, siempre lo mismo
    "caso_recibido",
    "caso_en_atencion",
    "caso_cerrado",
    "caso_desconocido",
    # lo dice la puerta: nadie contestó, o quien la atendía calla y el bot vuelve; con los números
    "caso_sin_respuesta",
    "caso_vuelve_el_bot",
    # si hay alguien de turno, si no, o cuándo vuelve a haber (detrás van el día y la hora)
    "guardia_hay",
    "guardia_nadie",
    "guardia_vuelve",
    # lo que sigue todavía no está en el idioma de la persona: va delante, en el suyo
    "solo_espanol",
    # tarjetas del directorio: línea neutral delante de la primera
    "tarjetas",
    # WhatsApp: lo que se lee en el botón que abre una lista (<= 20), y la invitación a escribir
    # cuando pasó un día. La ve Meta antes, y la pantalla bloqueada: no dice nada ni promete nada
    "ver_opciones",
    "reabrir",
    # rótulos de una tarjeta; el dato va detrás de dos puntos
    "rotulo_telefono",
    "rotulo_whatsapp",
    "rotulo_correo",
    "rotulo_web",
    "rotulo_direccion",
    "rotulo_horario",
    "rotulo_costo",
    "rotulo_decir",
    "rotulo_llevar",
    # el servicio no está en el distrito de la persona; detrás va en cuál está
    "otro_distrito",
    # detrás de un dato de confianza media, entre paréntesis
    "confirma_antes",
    # estado del horario; detrás de «cerrado» va el día y la hora en que abre
    "abierto_ahora",
    "cerrado_abre",
    "horario_sin_confirmar",
    # el servicio existe pero no hay contacto confirmado: uno de Tumbes, o uno nacional
    "sin_contacto",
    "sin_contacto_nacional",
    # para decir cuándo abre: «el lunes, el martes…» (siete, con comas), «hoy», «mañana», «a las»
    "dias",
    "hoy",
    "manana",
    "a_las",
)
"""Nombres de las frases que ``flujos/_frases.yaml`` tiene que traer."""


DE_BOTON = ("otra_cosa", "sospecha_si", "sospecha_no")
"""Las frases que son un botón."""

FRASE_DE_MEDIO: dict[Medio, str] = {
    "audio": "no_audio",
    "imagen": "no_imagen",
    "sticker": "no_sticker",
    "contacto": "no_contacto",
    "video": "no_archivo",
    "documento": "no_archivo",
    "otro": "no_archivo",
}
"""Qué se dice de lo que llega sin ser texto."""


def fijo(libro: Libro, nombre: str, idioma: str) -> str:
    """Una frase que no depende de la persona ni de la hora, lista para guardar."""
    return HUECO.sub(
        lambda hueco: _campo_fijo(libro, hueco[1], hueco[2] or "", idioma),
        libro.traducir(libro.frases[nombre], idioma),
    )


def llenar(
    libro: Libro,
    texto: Texto,
    idioma: str,
    datos: Mapping[str, str],
    ahora: datetime,
    del_turno: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """El texto en el idioma de la persona, con sus huecos llenos.

    ``del_turno`` son los de ``DEL_TURNO``.
    """

    def valor(hueco: re.Match[str]) -> str:
        nombre, campo = hueco[1], hueco[2]
        if f"{nombre}.{campo}" in DEL_TURNO:
            return del_turno.get(f"{nombre}.{campo}", "")
        if campo is None:
            if nombre in datos:
                return datos[nombre]
            vacio = libro.ficha.datos[nombre].vacio
            return libro.traducir(vacio, idioma) if vacio else ""
        if campo == "abre":
            return cuando_abre(libro, libro.directorio.servicios[nombre], idioma, ahora)
        return _campo_fijo(libro, nombre, campo, idioma)

    return HUECO.sub(valor, libro.traducir(texto, idioma)).strip()


def muestra_contacto(texto: Texto) -> bool:
    """¿El texto da un teléfono, un correo, una web o una dirección?"""
    return any(hueco[2] in CONTACTOS for hueco in HUECO.finditer(texto.es))


def _campo_fijo(libro: Libro, nombre: str, campo: str, idioma: str) -> str:
    servicio = libro.directorio.servicios[nombre]
    if campo == "nombre":
        return libro.traducir(servicio.nombre, idioma)
    hecho: Hecho | None = getattr(servicio, campo)
    if hecho is None:
        raise LookupError(f"«{nombre}» no tiene «{campo}» en el directorio")
    return libro.traducir(dicho_de(campo, hecho), idioma)


def dicho_de(campo: str, hecho: Hecho) -> Texto:
    """Lo que se lee de un dato del directorio: un horario, en palabras."""
    valor = texto_de_horario(hecho.valor) if campo == "horario" else hecho.valor
    return Texto(valor, f"directorio.{campo}")


def cuando_abre(libro: Libro, servicio: Servicio, idioma: str, ahora: datetime) -> str:
    """«hoy a las 8:00», «mañana a las 8:00», «el lunes a las 8:00»."""
    instante = abre(libro.directorio, servicio, ahora)
    if instante is None:
        return libro.traducir(libro.frases["horario_sin_confirmar"], idioma)
    return momento(libro, instante, idioma, ahora)


def momento(libro: Libro, instante: datetime, idioma: str, ahora: datetime) -> str:
    """El día y la hora de un instante, dichos desde ``ahora``."""
    local, hoy = instante.astimezone(LIMA), ahora.astimezone(LIMA).date()
    distancia = (local.date() - hoy).days
    if distancia == 0:
        dia = libro.traducir(libro.frases["hoy"], idioma)
    elif distancia == 1:
        dia = libro.traducir(libro.frases["manana"], idioma)
    else:
        dias = libro.traducir(libro.frases["dias"], idioma).split(",")
        dia = dias[local.weekday()].strip()
        if distancia > 6:
            dia = f"{dia} {local.day}/{local.month}"
    hora = f"{local.hour}:{local.minute:02}"
    return f"{dia} {libro.traducir(libro.frases['a_las'], idioma)} {hora}"


def servicios_de(
    libro: Libro, pedido: Mostrar, distrito: str, ahora: datetime
) -> tuple[Servicio, ...]:
    """Los servicios que se piden: los nombrados, o los más útiles de un tema."""
    directorio = libro.directorio
    if pedido.tema:
        return buscar(directorio, pedido.tema, distrito or None, ahora, pedido.maximo)
    return tuple(directorio.servicios[nombre] for nombre in pedido.servicios)


def tarjeta(
    libro: Libro, servicio: Servicio, idioma: str, ahora: datetime, distrito: str = ""
) -> str:
    """Lo que la persona necesita para llegar a ese servicio, en pocas líneas.

    Si no queda en el ``distrito`` donde está ella, lo dice antes de que salga de viaje.
    """

    def frase(nombre: str) -> str:
        return llenar(libro, libro.frases[nombre], idioma, {}, ahora)

    def renglon(rotulo: str, hecho: Hecho | None) -> str:
        if hecho is None:
            return ""
        valor = libro.traducir(dicho_de(rotulo, hecho), idioma)
        duda = f" ({frase('confirma_antes')})" if hecho.confianza == "media" else ""
        return f"{frase('rotulo_' + rotulo)}: {valor}{duda}"

    nombre = libro.traducir(servicio.nombre, idioma)
    para = libro.traducir(servicio.para, idioma)
    quien = f" {libro.traducir(servicio.quien, idioma)}" if servicio.quien else ""
    renglones = [f"{nombre}: {para}{quien}"]
    if distrito and servicio.distrito not in ("", distrito):
        renglones.append(f"{frase('otro_distrito')} {servicio.distrito}.")
    if servicio.confirmado:
        renglones += [
            renglon("telefono", servicio.telefono),
            renglon("whatsapp", servicio.whatsapp),
            renglon("correo", servicio.correo),
            renglon("web", servicio.web),
            renglon("direccion", servicio.direccion),
            renglon("horario", servicio.horario),
            _estado(libro, servicio, idioma, ahora),
        ]
    else:
        nacional = servicio.cobertura == "nacional"
        renglones.append(frase("sin_contacto_nacional" if nacional else "sin_contacto"))
    renglones.append(renglon("costo", servicio.costo))
    for rotulo, texto in (("decir", servicio.decir), ("llevar", servicio.llevar)):
        if texto is not None:
            renglones.append(f"{frase('rotulo_' + rotulo)}: {libro.traducir(texto, idioma)}")
    if servicio.nota is not None:
        renglones.append(libro.traducir(servicio.nota, idioma))
    return "\n".join(renglon for renglon in renglones if renglon)


def _estado(libro: Libro, servicio: Servicio, idioma: str, ahora: datetime) -> str:
    if servicio.horario is not None and servicio.horario.valor == SIEMPRE:
        return ""
    match estado_de_horario(libro.directorio, servicio, ahora):
        case "abierto":
            return libro.traducir(libro.frases["abierto_ahora"], idioma)
        case "cerrado":
            cerrado = libro.traducir(libro.frases["cerrado_abre"], idioma)
            return f"{cerrado} {cuando_abre(libro, servicio, idioma, ahora)}"
        case "desconocido":
            if servicio.direccion is None:
                return ""
            return libro.traducir(libro.frases["horario_sin_confirmar"], idioma)


def agrupar(parrafos: Sequence[str]) -> tuple[str, ...]:
    """Junta los párrafos en las menos burbujas que caben, en orden."""
    burbujas: list[str] = []
    for parrafo in parrafos:
        if not parrafo:
            continue
        if burbujas and len(burbujas[-1]) + 2 + len(parrafo) <= LARGO_DE_BURBUJA:
            burbujas[-1] += f"\n\n{parrafo}"
        else:
            burbujas.append(parrafo)
    return tuple(burbujas)

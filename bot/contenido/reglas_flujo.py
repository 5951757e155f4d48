"""Reglas sobre lo que un flujo nombra, atiende y protege."""

from __future__ import annotations

from collections.abc import Iterator

from bot.contenido.arbol import Lugar, Problema, quisiste
from bot.contenido.obra import Nombre, Obra
from bot.motor.pasos import Decidir, Flujo, Llamar, Menu, Paso, Preguntar
from bot.proteccion.palabras import palabras

URGENTES = (
    "violencia",
    "trata",
    "ninez",
    "salud_mental",
    "emergencia_medica",
    "detencion_expulsion",
)
"""Temas en los que puede haber peligro: su flujo atiende las dos alarmas."""


def llamar_existe(obra: Obra) -> Iterator[Problema]:
    return _existe(obra, "flujo", obra.flujos, "No hay ningún flujo «{}».", "llamar_existe")


def dato_declarado(obra: Obra) -> Iterator[Problema]:
    texto = "El dato «{}» no está en «datos» de _bot.yaml."
    return _existe(obra, "dato", obra.ficha.ficha.datos, texto, "dato_declarado")


def servicio_existe(obra: Obra) -> Iterator[Problema]:
    if obra.directorio is not None:
        texto = "El servicio «{}» no está en directorio.yaml."
        conocidos = obra.directorio.servicios
        yield from _existe(obra, "servicio", conocidos, texto, "servicio_existe")


def equipo_existe(obra: Obra) -> Iterator[Problema]:
    if obra.equipos is not None:
        texto = "No hay ningún equipo «{}» en _equipo.yaml."
        yield from _existe(obra, "equipo", obra.equipos.equipos.equipos, texto, "equipo_existe")


def tema_desconocido(obra: Obra) -> Iterator[Problema]:
    temas = obra.ficha.ficha.temas
    texto = "El tema «{}» no está en «temas» de _bot.yaml."
    yield from _existe(obra, "tema", temas, texto, "tema_desconocido")
    for leido in obra.flujos.values():
        for tema in leido.temas:
            if tema.valor not in temas:
                dicho = texto.format(tema.valor) + quisiste(tema.valor, temas)
                yield Problema(tema.lugar, dicho, "tema_desconocido")


def _existe(
    obra: Obra, clase: Nombre, conocidos: object, texto: str, regla: str
) -> Iterator[Problema]:
    nombres = tuple(map(str, conocidos)) if hasattr(conocidos, "__iter__") else ()
    for hallados in obra.hallazgos():
        for nombrado in hallados.nombrados:
            if nombrado.clase == clase and nombrado.nombre not in nombres:
                dicho = texto.format(nombrado.nombre) + quisiste(nombrado.nombre, nombres)
                yield Problema(nombrado.lugar, dicho, regla)


def tema_repetido(obra: Obra) -> Iterator[Problema]:
    """Un tema lo atiende un solo flujo."""
    duenos: dict[str, str] = {}
    for nombre, leido in obra.flujos.items():
        for tema in leido.temas:
            dueno = duenos.setdefault(tema.valor, nombre)
            if dueno != nombre:
                texto = f"El tema «{tema.valor}» ya lo atiende «{dueno}». Deja uno."
                yield Problema(tema.lugar, texto, "tema_repetido")


def tema_sin_servicios(obra: Obra) -> Iterator[Problema]:
    """Se muestra un tema que nadie atiende en el directorio."""
    if obra.directorio is None:
        return
    atendidos = {tema for uno in obra.directorio.servicios.values() for tema in uno.temas}
    for leido in obra.flujos.values():
        for nombrado in leido.hallazgos.nombrados:
            sabido = nombrado.nombre in obra.ficha.ficha.temas
            if nombrado.clase == "tema" and sabido and nombrado.nombre not in atendidos:
                texto = f"Ningún servicio del directorio atiende «{nombrado.nombre}»."
                yield Problema(nombrado.lugar, texto, "tema_sin_servicios", grave=False)


def entrada_repetida(obra: Obra) -> Iterator[Problema]:
    """Una frase de entrada en dos flujos, o en uno que no tiene tema."""
    duenos: dict[tuple[str, ...], str] = {}
    for nombre, leido in obra.flujos.items():
        if leido.entra_con and not leido.temas:
            texto = f"«{nombre}» no tiene temas: por estas frases no se entra."
            yield Problema(leido.entra_con[0].lugar, texto, "entrada_repetida")
        for frase in leido.entra_con:
            dueno = duenos.setdefault(palabras(frase.valor), nombre)
            if dueno != nombre:
                texto = f"Por «{frase.valor}» ya se entra en «{dueno}». Deja una."
                yield Problema(frase.lugar, texto, "entrada_repetida")


def urgente_completo(obra: Obra) -> Iterator[Problema]:
    """Un flujo con temas de peligro es sensible y atiende las dos alarmas."""
    for nombre, leido in obra.flujos.items():
        flujo = leido.flujo
        if flujo.urgente and not flujo.temas:
            texto = f"«{nombre}» tiene «urgente» pero ningún tema: no llegará ninguna alarma."
            yield Problema(leido.urgente, texto, "urgente_completo")
        graves = [tema for tema in leido.temas if tema.valor in URGENTES]
        if not graves:
            continue
        tema, lugar = graves[0].valor, graves[0].lugar
        for nivel in ("critica", "alta"):
            if nivel not in flujo.urgente:
                texto = f"«{tema}» puede ser urgente: falta «{nivel}» en «urgente»."
                yield Problema(lugar, texto, "urgente_completo")
        if not flujo.sensible:
            texto = f"«{tema}» es delicado: el flujo lleva «sensible: si»."
            yield Problema(lugar, texto, "urgente_completo")


def urgente_sin_paso(obra: Obra) -> Iterator[Problema]:
    """Un tema con frases o patrones urgentes tiene un flujo que atiende las dos alarmas."""
    faltan = set(obra.con_urgencias)
    for leido in obra.flujos.values():
        for tema in leido.temas:
            faltan.discard(tema.valor)
            niveles = [n for n in ("critica", "alta") if n not in leido.flujo.urgente]
            if tema.valor in obra.con_urgencias - set(URGENTES) and niveles:
                texto = (
                    f"Hay mensajes urgentes de «{tema.valor}»: falta {' y '.join(niveles)} "
                    "en «urgente», con el paso que los atiende."
                )
                yield Problema(tema.lugar, texto, "urgente_sin_paso")
    for huerfano in sorted(faltan):
        texto = f"Hay mensajes urgentes de «{huerfano}» y ningún flujo atiende ese tema."
        yield Problema(obra.ficha.lugar, texto, "urgente_sin_paso")


def urgente_sensible(obra: Obra) -> Iterator[Problema]:
    """Una alarma entra en un flujo sensible: caduca pronto y no salta a otro tema."""
    for leido in obra.flujos.values():
        for destino in leido.flujo.urgente.values():
            flujo = destino.partition(".")[0]
            if flujo in obra.flujos and not obra.sensible(flujo):
                texto = f"La alarma entra en «{flujo}», que no lleva «sensible: si»."
                yield Problema(leido.urgente, texto, "urgente_sensible")


def urgente_sin_vuelta(obra: Obra) -> Iterator[Problema]:
    """La pregunta de una alarma ofrece una vez «era otra cosa», que va a ``fin``."""
    for leido in obra.flujos.values():
        for nivel, destino in leido.flujo.urgente.items():
            for paso in _preguntas(obra, destino):
                vueltas = (
                    sum(salida.destino == "fin" for salida in paso.accion.opciones)
                    if isinstance(paso.accion, Menu)
                    else 0
                )
                if vueltas != 1:
                    texto = (
                        f"La alarma «{nivel}» pregunta en «{paso.nombre}», que necesita "
                        "una opción «Era otra cosa: fin», y solo una."
                    )
                    lugar = leido.pasos.get(paso.nombre, leido.urgente)
                    yield Problema(lugar, texto, "urgente_sin_vuelta")


def _preguntas(obra: Obra, destino: str) -> Iterator[Paso]:
    """Los pasos en que puede quedar esperando quien entra por ahí."""
    faltan, vistos = [destino], set[str]()
    while faltan:
        nombre = faltan.pop()
        flujo, _, clave = nombre.partition(".")
        leido = obra.flujos.get(flujo)
        paso = leido.flujo.pasos.get(clave) if leido else None
        if paso is None or nombre in vistos:
            continue
        vistos.add(nombre)
        match paso.accion:
            case Menu() | Preguntar():
                yield paso
            case Decidir(ramas, sino):
                faltan += [*(rama.destino for rama in ramas), sino]
            case Llamar(otro) if otro in obra.flujos:
                faltan.append(f"{otro}.{obra.flujos[otro].flujo.primero}")
            case _:
                faltan.append(paso.sigue)


def sin_escape(obra: Obra) -> Iterator[Problema]:
    """En un flujo sensible, todo menú deja terminar o volver."""
    for leido in obra.flujos.values():
        for paso in leido.flujo.pasos.values() if leido.flujo.sensible else ():
            if not isinstance(paso.accion, Menu):
                continue
            if not any(salida.destino in ("salir", "fin") for salida in paso.accion.opciones):
                texto = f"El menú de «{paso.nombre}» no deja salir. Añade «Terminar: salir»."
                yield Problema(leido.pasos[paso.nombre], texto, "sin_escape")


def pregunta_sensible(obra: Obra) -> Iterator[Problema]:
    """Un dato sensible solo se pregunta dentro de un flujo sensible."""
    datos = obra.ficha.ficha.datos
    for leido in obra.flujos.values():
        for paso in leido.flujo.pasos.values():
            if leido.flujo.sensible or not isinstance(paso.accion, Preguntar):
                continue
            dato = datos.get(paso.accion.guardar)
            if dato is not None and dato.sensible:
                texto = f"«{dato.nombre}» es sensible: se pregunta en un flujo con «sensible: si»."
                yield Problema(leido.pasos[paso.nombre], texto, "pregunta_sensible")


def flujos_iguales(obra: Obra) -> Iterator[Problema]:
    """Dos flujos que solo se distinguen en el nombre son uno."""
    vistos: dict[str, tuple[str, Lugar]] = {}
    for nombre, leido in obra.flujos.items():
        otro, _ = vistos.setdefault(_forma(leido.flujo), (nombre, leido.lugar))
        if otro != nombre:
            texto = f"Hace y dice lo mismo que «{otro}». Deja uno."
            yield Problema(leido.lugar, texto, "flujos_iguales")


def seccion_desconocida(obra: Obra) -> Iterator[Problema]:
    """La sección de un hecho es una de las que declara ``_bot.yaml``."""
    for leido in obra.flujos.values():
        for fuente in leido.fuentes:
            escrita, secciones = fuente.seccion, obra.ficha.secciones
            if escrita is not None and escrita.valor not in secciones:
                texto = f"La sección «{escrita.valor}» no está en «secciones» de _bot.yaml."
                texto += quisiste(escrita.valor, secciones)
                yield Problema(escrita.lugar, texto, "seccion_desconocida")


def paso_desconocido(obra: Obra) -> Iterator[Problema]:
    """El paso en que se dice un hecho es de ese flujo."""
    for nombre, leido in obra.flujos.items():
        for fuente in leido.fuentes:
            escrito = fuente.paso
            if escrito is not None and escrito.valor not in leido.pasos:
                texto = f"«{nombre}» no tiene un paso «{escrito.valor}»."
                texto += quisiste(escrito.valor, leido.pasos)
                yield Problema(escrito.lugar, texto, "paso_desconocido")


def _forma(flujo: Flujo) -> str:
    """Los pasos de un flujo sin su nombre, para comparar."""
    return repr(tuple(flujo.pasos.values())).replace(f"{flujo.nombre}.", "")

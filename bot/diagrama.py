"""Dibuja los flujos de un libro: texto Mermaid y un índice HTML con enlaces.

Es para que la oficina vea por dónde se va; no comprueba nada.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.modelo import Texto
from bot.motor.condiciones import (
    Acordando,
    ConCaso,
    Condicion,
    DatoEs,
    EnCanal,
    EnGuardia,
    EnIdioma,
    HayUrgencia,
    Horario,
    Tiene,
    Todas,
)
from bot.motor.libro import Libro
from bot.motor.pasos import (
    RESERVADOS,
    Accion,
    Decidir,
    Derivar,
    Flujo,
    Llamar,
    Menu,
    Mostrar,
    Paso,
    Preguntar,
)

LARGO = 60


def mermaid(libro: Libro) -> str:
    """Un diagrama Mermaid con un recuadro por flujo."""
    lineas = ["flowchart TD"]
    flechas: list[str] = []
    for flujo in libro.flujos.values():
        lineas.append(f'  subgraph {_id(flujo.nombre)}["{_en_mermaid(flujo.titulo.es)}"]')
        for paso in flujo.pasos.values():
            origen = f"{flujo.nombre}.{paso.nombre}"
            rotulo = f"{paso.nombre}: {_resumir(paso)}" if _resumir(paso) else paso.nombre
            lineas.append(f'    {_id(origen)}["{_en_mermaid(rotulo)}"]')
            for etiqueta, destino in _flechas(libro, paso):
                flecha = f'-- "{_en_mermaid(etiqueta)}" -->' if etiqueta else "-->"
                flechas.append(f"  {_id(origen)} {flecha} {_id(destino)}")
        lineas.append("  end")
    for reservado in RESERVADOS:
        lineas.append(f'  {_id(reservado)}(["{reservado}"])')
    return "\n".join([*lineas, *flechas]) + "\n"


def esquema_html(libro: Libro) -> str:
    """Una página con cada flujo, sus pasos y enlaces entre ellos. No pide nada de fuera."""
    indice = "\n".join(
        f'<li><a href="#{_id(flujo.nombre)}">{escape(flujo.titulo.es)}</a></li>'
        for flujo in libro.flujos.values()
    )
    flujos = "\n".join(_flujo_en_html(libro, flujo) for flujo in libro.flujos.values())
    nombre = escape(libro.ficha.nombre)
    return (
        '<!doctype html>\n<html lang="es">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Los flujos de {nombre}</title>\n<style>{_ESTILO}</style>\n</head>\n<body>\n"
        f"<h1>Los flujos de {nombre}</h1>\n<nav><ul>\n{indice}\n</ul></nav>\n"
        f"<main>\n{flujos}\n</main>\n</body>\n</html>\n"
    )


_ESTILO = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1d2733;background:#fbfaf7}a{color:#0b5d66}nav ul{columns:2;padding-left:1.2rem}"
    "section{border-top:1px solid #d8d4c8;margin-top:2rem}article{margin:1.2rem 0;padding:.8rem "
    "1rem;background:#fff;border:1px solid #e4e0d5;border-radius:.5rem}article:target{border-color:"
    "#0b5d66}h3{margin:0;font:600 1rem ui-monospace,monospace}p{margin:.4rem 0;white-space:"
    "pre-line}.nota{color:#5b6672;font-size:.9rem}ul.va{margin:.4rem 0 0;padding-left:1.2rem}"
)


def _flujo_en_html(libro: Libro, flujo: Flujo) -> str:
    notas = [f"temas: {', '.join(flujo.temas)}"] if flujo.temas else []
    notas += ["sensible"] if flujo.sensible else []
    notas += [f"alarma {nivel}: {destino}" for nivel, destino in flujo.urgente.items()]
    pasos = "\n".join(_paso_en_html(libro, flujo, paso) for paso in flujo.pasos.values())
    nota = f'<p class="nota">{escape(" · ".join(notas))}</p>\n' if notas else ""
    return (
        f'<section id="{_id(flujo.nombre)}">\n<h2>{escape(flujo.titulo.es)}</h2>\n{nota}'
        f"{pasos}\n</section>"
    )


def _paso_en_html(libro: Libro, flujo: Flujo, paso: Paso) -> str:
    nombre = f"{flujo.nombre}.{paso.nombre}"
    textos = "".join(f"<p>{escape(texto.es)}</p>\n" for texto in _textos(paso) if texto.es)
    accion = _describir(paso.accion) if paso.accion else ""
    nota = f'<p class="nota">{escape(accion)}</p>\n' if accion else ""
    van = "".join(
        f"<li>{escape(etiqueta)}{' → ' if etiqueta else '→ '}{_enlace(destino)}</li>"
        for etiqueta, destino in _flechas(libro, paso)
    )
    return (
        f'<article id="{_id(nombre)}">\n<h3>{escape(nombre)}</h3>\n{textos}{nota}'
        f'<ul class="va">{van}</ul>\n</article>'
    )


def _enlace(destino: str) -> str:
    if destino in RESERVADOS:
        return f"<em>{destino}</em>"
    return f'<a href="#{_id(destino)}">{escape(destino)}</a>'


def _textos(paso: Paso) -> Iterator[Texto]:
    if paso.decir is not None:
        yield paso.decir
    match paso.accion:
        case Menu(texto, _) | Preguntar(texto, _, _, _):
            yield texto
        case Mostrar():
            yield paso.accion.nada
        case _:
            return


def _describir(accion: Accion) -> str:
    """Qué hace el verbo, además de lo que dice y de adónde lleva."""
    match accion:
        case Menu() | Decidir():
            return ""
        case Preguntar(_, guardar, _, _):
            return f"guarda: {guardar}"
        case Mostrar(tema, servicios, maximo, _):
            return (
                f"muestra hasta {maximo} de {tema}" if tema else f"muestra {', '.join(servicios)}"
            )
        case Derivar():
            que = "avisa" if accion.contacto == "no" else "deriva"
            return f"{que} a {accion.equipo} ({accion.urgencia}): {accion.motivo}"
        case Llamar(flujo):
            return f"entra en {flujo} y vuelve"


def _flechas(libro: Libro, paso: Paso) -> Iterator[tuple[str, str]]:
    """Adónde sigue, con lo que dice cada flecha."""
    match paso.accion:
        case Menu(_, opciones):
            yield from ((salida.etiqueta.es, salida.destino) for salida in opciones)
        case Decidir(ramas, sino):
            yield from ((_condicion(rama.condicion), rama.destino) for rama in ramas)
            yield "si no", sino
        case Llamar(flujo):
            yield "entra", f"{flujo}.{libro.flujos[flujo].primero}"
            yield "al volver", paso.sigue
        case _:
            yield "", paso.sigue


def _condicion(condicion: Condicion) -> str:
    match condicion:
        case (
            Horario(es)
            | HayUrgencia(es)
            | EnIdioma(es)
            | EnCanal(es)
            | EnGuardia(es)
            | ConCaso(es)
            | Acordando(es)
        ):
            nombre = type(condicion).__name__
            return (
                f"{nombre.removeprefix('En').removeprefix('Hay').removeprefix('Con')}: {es}".lower()
            )
        case Tiene(dato):
            return f"tiene {dato}"
        case DatoEs(dato, valores):
            return f"{dato} es {' o '.join(valores)}"
        case Todas(condiciones):
            return " y ".join(map(_condicion, condiciones))


def _resumir(paso: Paso) -> str:
    dicho = " ".join(next((texto.es for texto in _textos(paso) if texto.es), "").split())
    return dicho if len(dicho) <= LARGO else f"{dicho[: LARGO - 1].rstrip()}…"


def _id(nombre: str) -> str:
    """Un identificador que sirve en Mermaid y en HTML; «end» solo, rompe Mermaid."""
    return "f-" + nombre.replace(".", "--")


def _en_mermaid(texto: str) -> str:
    plano = " ".join(texto.split())
    for signo in '#;&<>"`':
        plano = plano.replace(signo, f"\0{ord(signo)}\1")
    return plano.replace("\0", "#").replace("\1", ";")

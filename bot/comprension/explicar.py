"""El razonamiento entero de un mensaje, en español llano: «bot entender "…"».

Solo cuenta lo que ``leer.py`` vio; no decide nada.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.comprension.leer import Analisis, leer
from bot.comprension.lexico import Parte
from bot.comprension.marcas import Marca
from bot.comprension.opciones import es_si_o_no
from bot.comprension.saber import Saber
from bot.comprension.urgencia import SIN_DUDA, palabras_de

_IDIOMAS = {
    "es": "español",
    "ht": "criollo haitiano",
    "fr": "francés",
    "en": "inglés",
    "pt": "portugués",
}
_NUEVAS = 8
"""Palabras desconocidas que se nombran."""

_NIVELES = {"critica": "crítica (nivel 1)", "alta": "alta (nivel 2)"}


def explicar(texto: str, saber: Saber, seguro: float = 0.0, dudoso: float = 0.0) -> str:
    """Qué se entendió del mensaje y por qué, línea a línea.

    ``seguro`` y ``dudoso`` son los umbrales de los temas: dicen qué se hace con ellos.
    """
    analisis = leer(texto, saber)
    lineas = [
        f"Forma normal: {analisis.normal or '(vacía)'}",
        *_corregidas(analisis.vista.marcas),
        _idioma(analisis),
        *_urgencia(analisis, saber),
        *_temas(analisis, saber, seguro, dudoso),
    ]
    return "\n".join(lineas)


def _corregidas(marcas: Sequence[Marca]) -> Iterator[str]:
    partes: dict[int, list[Marca]] = {}
    for marca in marcas:
        partes.setdefault(marca.ficha, []).append(marca)
    cambios = [
        f"{unas[0].dicha} → {' '.join(m.palabra for m in unas)}"
        for unas in partes.values()
        if unas[0].dicha != " ".join(m.palabra for m in unas)
    ]
    if cambios:
        yield f"Leído como: {', '.join(cambios)}"


def _idioma(analisis: Analisis) -> str:
    nombre = _IDIOMAS[analisis.idioma] if analisis.idioma else "no está claro"
    pistas = f", por {', '.join(analisis.delatan)}" if analisis.delatan else ""
    return f"Idioma: {nombre}{pistas}"


def _urgencia(analisis: Analisis, saber: Saber) -> Iterator[str]:
    alarma, sospecha, indicio = analisis.alarma, analisis.sospecha, analisis.indicio
    if alarma:
        palabras = " ".join(alarma.palabras)
        yield f"Urgencia: {_NIVELES[alarma.nivel]}, {alarma.tema}, por «{palabras}»; deriva"
    elif sospecha:
        palabras = " ".join(sospecha.palabras)
        yield f"Urgencia: se pregunta si es de {sospecha.tema}, por «{palabras}»"
    else:
        yield "Urgencia: ninguna"
    if indicio:
        yield f"  se parece a las urgentes: {indicio.certeza:.2f}"
    yield f"  {_decision(analisis, saber)}"
    for marca in analisis.vista.marcas:
        if marca.clases:
            quien = f"; a quién: {', '.join(sorted(marca.pronombres))}" if marca.pronombres else ""
            yield f"  palabra «{marca.palabra}»: {', '.join(sorted(marca.clases))}{quien}"
        elif marca.modismo:
            yield f"  palabra «{marca.palabra}»: es parte de un dicho, no cuenta"
        elif marca.negada:
            yield f"  palabra «{marca.palabra}»: está negada, no cuenta"
        elif marca.cosa:
            yield f"  palabra «{marca.palabra}»: es sobre una cosa ({marca.cosa}), no cuenta"
    for hallazgo in analisis.vista.hallazgos:
        patron = hallazgo.patron
        partes = " + ".join(_parte(parte) for parte in patron.partes)
        porque = " ".join(palabras_de(analisis.vista.marcas, hallazgo))
        linea = f"  patrón «{patron.nombre}» [{partes}] por «{porque}»: {_NIVELES[hallazgo.nivel]}"
        if hallazgo.sube:
            linea += f", sube por «{hallazgo.sube}»"
        if hallazgo.baja:
            linea += f", baja por «{hallazgo.baja}»"
        if hallazgo.guarda:
            linea += f"; lo calla la guarda «{hallazgo.guarda}»"
        yield linea


def _decision(analisis: Analisis, saber: Saber) -> str:
    """Por qué se deriva, se pregunta o se sigue."""
    regla, umbrales = analisis.vista.alarma, saber.umbrales
    if analisis.alarma and regla:
        segura = regla.tema in SIN_DUDA
        return "lo dice una regla, y de morir no se duda" if segura else "lo dice una regla"
    if analisis.alarma:
        return f"ninguna regla lo dice: basta lo que se parece, desde {umbrales.deriva:.2f}"
    if analisis.sospecha and regla:
        return "lo dice una regla, pero se parece poco a las urgentes: antes se pregunta"
    if analisis.sospecha:
        return f"ninguna regla lo dice: se pregunta si se parece, desde {umbrales.pregunta:.2f}"
    if es_si_o_no(analisis.normal):
        return "es solo un sí o un no: sin una pregunta delante no dice nada"
    return "ninguna regla lo dice, y no se parece bastante o algo lo desmiente: se sigue"


def _parte(parte: Parte) -> str:
    delante = f"{'|'.join(sorted(parte.pronombres))} + " if parte.pronombres else ""
    return delante + "|".join(parte.clases) + (f":{parte.tiempo}" if parte.tiempo else "")


def _temas(analisis: Analisis, saber: Saber, seguro: float, dudoso: float) -> Iterator[str]:
    posibles = analisis.lectura.temas
    yield "Temas: " + (", ".join(f"{c.tema} {c.certeza:.2f}" for c in posibles) or "ninguno")
    if analisis.alarma:
        yield "  manda la urgencia: lo demás espera"
    elif posibles and analisis.normal in saber.exactas:
        yield "  la oficina escribió esta frase para entrar por aquí"
    elif posibles and posibles[0].certeza >= seguro:
        yield f"  entra en «{posibles[0].tema}»: desde {seguro:.2f} es seguro"
    elif posibles and posibles[0].certeza >= dudoso:
        yield f"  pregunta entre los tres primeros: desde {dudoso:.2f} es dudoso"
    else:
        yield f"  no se entiende: ninguno llega a {dudoso:.2f}"
    palabras = dict.fromkeys(analisis.normal.split())
    nuevas = [palabra for palabra in palabras if palabra not in saber.conocidas]
    if nuevas:
        yield f"  restan certeza, por no estar en el banco: {', '.join(nuevas[:_NUEVAS])}"
    for puntaje in analisis.puntajes:
        pesan = ", ".join(puntaje.palabras) or "ninguna por sí sola"
        yield f"  {puntaje.tema}: pesan las palabras {pesan}"

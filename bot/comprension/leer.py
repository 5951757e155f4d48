"""Leer un mensaje paso a paso, guardando por qué: lo comparten entender y explicar.

Aquí se juntan los demás módulos de la sala; ninguno de ellos conoce a los otros
más de lo que necesita.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.comprension.idioma import posibles, reconocer
from bot.comprension.normalizar import fichar
from bot.comprension.opciones import es_si_o_no
from bot.comprension.saber import Saber, mirar_en
from bot.comprension.senales import de_conceptos, de_vista
from bot.comprension.sospecha import decidir, sospechar
from bot.comprension.temas import Puntaje, candidatos, en_cabeza, extremos, puntuar
from bot.comprension.urgencia import Vista
from bot.modelo import Alarma, Candidato, Lectura, Sospecha

LARGO_DE_ANTES = 200
"""Letras que cuentan de lo que acaba de escribir en otros mensajes."""

_MAS_LARGA = 4000
"""Un mensaje más largo nunca es una respuesta: no se guarda su forma entera."""


@dataclass(frozen=True, slots=True)
class Analisis:
    """Todo lo que se vio en un mensaje. Vive lo que dura el turno; nunca se guarda.

    ``indicio`` es cuánto se parece a uno urgente, se haga algo con eso o no.
    """

    normal: str
    idioma: str | None
    delatan: Sequence[str]
    vista: Vista
    indicio: Sospecha | None
    alarma: Alarma | None
    sospecha: Sospecha | None
    puntajes: Sequence[Puntaje]

    @property
    def lectura(self) -> Lectura:
        """Lo que el motor necesita."""
        temas = _temas(self.alarma, candidatos(self.puntajes))
        return Lectura(self.normal, self.idioma, self.alarma, temas, self.sospecha)


def leer(texto: str, saber: Saber, antes: str = "") -> Analisis:
    """Lee el mensaje: nunca falla, sea cual sea el texto.

    ``antes`` es el final de lo que acaba de escribir en otros mensajes: cuenta
    para la urgencia, que a veces llega partida en dos, y para nada más.
    """
    fichas = fichar(texto)
    palabras = [ficha.palabra for ficha in fichas]
    normal = " ".join(palabras)[:_MAS_LARGA]
    delante, detras = extremos(palabras)
    miradas = [*palabras[:delante], *palabras[detras:]]
    de_idioma = saber.de_idiomas.lineal.contestar(miradas, {})
    idioma, delatan = reconocer(de_idioma, normal)
    vista = mirar_en(fichas, posibles(de_idioma), saber.lenguas)
    # El tema se busca en los extremos; la alarma de en medio se pesa por lo que la rodea.
    # De un mensaje enorme no hay marca de cada palabra: los últimos se cuentan desde el final.
    hasta = vista.marcas[-1].ficha + 1 - (len(palabras) - detras) if vista.marcas else 0
    fuera = {i for i, m in enumerate(vista.marcas) if delante <= m.ficha < hasta}
    marcas = [marca for i, marca in enumerate(vista.marcas) if i not in fuera]
    hallazgos = [h for h in vista.hallazgos if fuera.isdisjoint(h.lugares)]
    senales = (
        *de_vista(marcas, hallazgos, vista.alarma if hallazgos else None),
        *de_conceptos(miradas, saber.conceptos),
    )
    respuesta = saber.aprendiz.lineal.contestar(miradas, saber.conceptos, senales)
    puntajes = puntuar(respuesta, saber.conocidas)
    indicio = sospechar(respuesta, puntajes, vista, saber)
    alarma, sospecha = decidir(indicio, vista, saber)
    if es_si_o_no(normal):
        sospecha, puntajes = None, ()
    tema = saber.exactas.get(normal)
    if tema is not None and alarma is None:
        # La oficina escribió esta frase para entrar por aquí: no hay nada que adivinar.
        sospecha, puntajes = None, en_cabeza(tema, puntajes)
    if antes and palabras and alarma is None:
        # Con una coma entre los dos: cerca, pero cada uno en su cláusula.
        junto = leer(f"{antes[-LARGO_DE_ANTES:]}, {texto}", saber)
        # Solo si una regla lo dice: parecerse a lo urgente no se suma.
        if junto.vista.alarma and (junto.alarma or not sospecha):
            vista, indicio = junto.vista, junto.indicio
            alarma, sospecha = junto.alarma, junto.sospecha
    return Analisis(normal, idioma, delatan, vista, indicio, alarma, sospecha, puntajes)


def _temas(alarma: Alarma | None, temas: tuple[Candidato, ...]) -> tuple[Candidato, ...]:
    """Una alarma nombra su tema primero: lo que pasa pesa más que cómo se parece."""
    if alarma is None:
        return temas
    certeza = max((candidato.certeza for candidato in temas), default=1.0)
    resto = tuple(candidato for candidato in temas if candidato.tema != alarma.tema)
    return (Candidato(alarma.tema, certeza), *resto)

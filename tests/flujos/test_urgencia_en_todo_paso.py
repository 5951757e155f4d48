"""Lo urgente, en cada paso que espera y en cinco idiomas: números, vuelta, salida y cuidado.

La conversación va en un idioma y la alarma llega en cualquiera. Lo que se entiende de
cada frase se mide en ``tests/comprension``: aquí, lo que el bot hace con eso.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot.comprension import comprender
from bot.modelo import (
    Alarma,
    Avisa,
    Deriva,
    Escribe,
    Estado,
    Lectura,
    Marco,
    Nivel,
    Olvida,
    Pulsa,
    Turno,
)
from bot.motor.avanzar import avanzar
from bot.motor.textos import fijo
from tests.flujos.test_invariantes import LUNES, dichas, que_esperan, texto
from tests.oficina import libro_de_la_oficina

IDIOMAS = ("es", "ht", "fr", "en", "pt")
FRASES = {
    "critica": {
        "es": ("mi pareja me esta golpeando ahorita", "me voy a matar esta noche"),
        "ht": ("mari m ap bat mwen kounye a", "aswè a m ap touye tèt mwen"),
        "fr": ("mon mari est en train de me frapper", "ce soir je vais me tuer"),
        "en": ("my husband is hitting me right now", "tonight i will kill myself"),
        "pt": ("meu marido esta me batendo agora", "hoje eu vou me matar"),
    },
    "alta": {
        "es": ("mi esposo me grita y me controla el telefono", "ya no tengo ganas de vivir"),
        "ht": ("mari m ap joure m li kontwole telefòn mwen", "m pa vle viv ankò"),
        "fr": ("mon mari me bat quand il boit", "j'ai envie de mourir"),
        "en": ("my husband beats me when he drinks", "i want to die"),
        "pt": ("meu marido me bate quando bebe", "quero morrer"),
    },
}
TODAS = [uno for por_idioma in FRASES.values() for unas in por_idioma.values() for uno in unas]
ASIENTE = {
    "es": ("ok", "ya", "gracias", "está bien gracias", "ajá"),
    "ht": ("dakò", "mèsi", "oke", "mèsi anpil"),
    "fr": ("d'accord", "merci", "ok merci", "merci beaucoup"),
    "en": ("okay", "thanks", "thank you", "alright"),
    "pt": ("obrigado", "obrigada", "beleza", "valeu"),
}
DUDA = {
    "es": ("tengo miedo", "no sé", "qué hago"),
    "ht": ("m pè", "m pa konnen", "kisa pou m fè"),
    "fr": ("j'ai peur", "je ne sais pas", "je fais quoi"),
    "en": ("i'm scared", "i don't know", "what do i do"),
    "pt": ("tenho medo", "não sei", "o que eu faço"),
}


@cache
def leida(dicho: str) -> Escribe:
    return Escribe(dicho, comprender(dicho, libro_de_la_oficina().saber))


def en(flujo: str, paso: str, idioma: str) -> Estado:
    return Estado(canal="whatsapp", idioma=idioma, turno=9, pila=(Marco(flujo, paso),))


def decir(estado: Estado, dicho: str) -> Turno:
    return avanzar(libro_de_la_oficina(), estado, leida(dicho), LUNES)


@cache
def numeros() -> frozenset[str]:
    servicios = libro_de_la_oficina().directorio.servicios.values()
    return frozenset(servicio.telefono.valor for servicio in servicios if servicio.telefono)


def da_numeros(turno: Turno) -> bool:
    return any(numero in texto(turno) for numero in numeros())


def casos(nivel: str) -> Iterator[tuple[str, str, str, str]]:
    """Cada paso que espera, en cada idioma, con cada frase de ese nivel en cualquier idioma."""
    for flujo, paso in que_esperan():
        for idioma in IDIOMAS:
            for frases in FRASES[nivel].values():
                for frase in frases:
                    yield flujo, paso, idioma, frase


@pytest.mark.parametrize("nivel", FRASES)
def test_cada_frase_es_de_su_nivel(nivel: str) -> None:
    """Si no, lo de abajo no probaría nada."""
    for idioma, frases in FRASES[nivel].items():
        for frase in frases:
            lectura = leida(frase).lectura
            assert lectura.alarma is not None, frase
            assert (lectura.alarma.nivel, lectura.idioma) == (nivel, idioma), frase


def test_lo_critico_da_numeros_y_avisa_enseguida() -> None:
    for flujo, paso, idioma, frase in casos("critica"):
        turno = decir(en(flujo, paso, idioma), frase)
        donde = f"{flujo}.{paso} en {idioma}: {frase}"
        avisos = [efecto for efecto in turno.efectos if isinstance(efecto, Avisa)]
        assert len(avisos) == 1, donde
        assert turno.estado.urgencia == "critica", donde
        assert da_numeros(turno), donde
        assert turno.estado.idioma == idioma, donde


def test_lo_alto_da_numeros_y_ofrece_sin_avisar() -> None:
    for flujo, paso, idioma, frase in casos("alta"):
        turno = decir(en(flujo, paso, idioma), frase)
        donde = f"{flujo}.{paso} en {idioma}: {frase}"
        assert not any(isinstance(efecto, Avisa | Deriva) for efecto in turno.efectos), donde
        assert libro_de_la_oficina().flujos[turno.estado.pila[-1].flujo].sensible, donde
        assert dichas(turno)[-1].opciones, donde
        assert da_numeros(turno) or turno.estado.pila[-1] == Marco(flujo, paso), donde


@pytest.mark.parametrize("nivel", FRASES)
def test_era_otra_cosa_en_su_idioma_vuelve_al_mismo_paso(nivel: str) -> None:
    vueltas = 0
    for flujo, paso, idioma, frase in casos(nivel):
        if frase not in FRASES[nivel][idioma]:
            continue
        antes = en(flujo, paso, idioma)
        alarmado = decir(antes, frase).estado
        donde = f"{flujo}.{paso} en {idioma}: {frase}"
        if alarmado.pila == antes.pila:
            continue
        otra = [ofrecida for ofrecida in alarmado.oferta if ofrecida.destino == "fin"]
        assert len(otra) == 1, f"{donde}: falta «era otra cosa» en {alarmado.pila}"
        assert (otra[0].etiqueta == "Era otra cosa") is (idioma == "es"), donde
        assert decir(alarmado, otra[0].etiqueta).estado.pila == antes.pila, donde
        vueltas += 1
    assert vueltas > 600


@pytest.mark.parametrize("idioma", IDIOMAS)
@pytest.mark.parametrize("nivel", ["critica", "alta"])
def test_toda_alarma_posible_tiene_paso_con_numeros_y_vuelta(nivel: Nivel, idioma: str) -> None:
    """También la de un tema del que solo hay frases en el banco."""
    temas = libro_de_la_oficina().saber.con_alarmas
    assert len(temas) > 8
    antes = en("inicio", "menu", idioma)
    for tema in sorted(temas):
        evento = Escribe("x", Lectura("x", None, Alarma(nivel, tema)))
        turno = avanzar(libro_de_la_oficina(), antes, evento, LUNES)
        assert libro_de_la_oficina().flujos[turno.estado.pila[-1].flujo].sensible, tema
        assert da_numeros(turno), tema
        otra = [ofrecida for ofrecida in turno.estado.oferta if ofrecida.destino == "fin"]
        assert decir(turno.estado, otra[0].etiqueta).estado.pila == antes.pila, tema


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_se_sale_con_la_palabra_de_cualquier_idioma(idioma: str) -> None:
    salir = next(
        siempre for siempre in libro_de_la_oficina().ficha.siempre if siempre.nombre == "salir"
    )
    assert sorted(salir.palabras) == sorted(IDIOMAS)
    palabras = [palabra.upper() for unas in salir.palabras.values() for palabra in unas]
    for flujo, paso in que_esperan():
        for palabra in palabras:
            turno = decir(en(flujo, paso, idioma), palabra)
            donde = f"{flujo}.{paso} en {idioma}: {palabra}"
            assert isinstance(turno.efectos[-1], Olvida), donde
            assert turno.estado == Estado(canal="whatsapp"), donde


def test_tras_una_alarma_se_sale_igual() -> None:
    for idioma in IDIOMAS:
        for frase in TODAS:
            alarmado = decir(en("salud", "que", idioma), frase).estado
            for palabra in ("SALIR", "soti", "sortir", "exit", "sair"):
                turno = decir(alarmado, palabra)
                assert isinstance(turno.efectos[-1], Olvida), f"{idioma}: {frase}, {palabra}"


def test_asentir_o_dar_las_gracias_no_cierra_el_cuidado() -> None:
    seguidas = 0
    for flujo, paso in que_esperan():
        if not libro_de_la_oficina().flujos[flujo].sensible:
            continue
        for idioma, respuestas in ASIENTE.items():
            estado = en(flujo, paso, idioma)
            for respuesta in (*respuestas, respuestas[0]):
                estado = _sigue_cuidando(estado, respuesta)
                assert estado.pila == (Marco(flujo, paso),), f"{flujo}.{paso}: {respuesta}"
                seguidas += 1
            for duda in DUDA[idioma]:
                _sigue_cuidando(en(flujo, paso, idioma), duda)
    assert seguidas > 500


def test_quien_cuenta_algo_y_da_las_gracias_sigue_cuidado() -> None:
    for idioma, respuestas in ASIENTE.items():
        for frase in TODAS:
            estado = decir(en("salud", "que", idioma), frase).estado
            for respuesta in respuestas:
                estado = _sigue_cuidando(estado, respuesta)
                assert libro_de_la_oficina().flujos[estado.pila[-1].flujo].sensible
            assert estado.pila[0] == Marco("salud", "que"), frase


def _sigue_cuidando(estado: Estado, respuesta: str) -> Estado:
    turno = decir(estado, respuesta)
    donde = f"{estado.pila[-1]} en {estado.idioma}: {respuesta}"
    assert dichas(turno)[-1].opciones, donde
    assert not any(isinstance(efecto, Olvida | Deriva) for efecto in turno.efectos), donde
    return turno.estado


def test_escribir_una_opcion_que_asusta_es_tocarla() -> None:
    """«Me retienen u obligan» en un menú es una respuesta: su paso ya dice qué hacer."""
    asustan = 0
    for flujo, paso in que_esperan():
        for idioma in IDIOMAS:
            ante = decir(en(flujo, paso, idioma), "repetir").estado
            for burbuja in dichas(decir(ante, "repetir")):
                for opcion in burbuja.opciones:
                    if leida(opcion.etiqueta).lectura.alarma is None:
                        continue
                    tocada = avanzar(libro_de_la_oficina(), ante, Pulsa(opcion.boton), LUNES)
                    escrita = decir(ante, opcion.etiqueta)
                    donde = f"{flujo}.{paso} en {idioma}: {opcion.etiqueta}"
                    assert escrita.camino == tocada.camino, donde
                    assert texto(escrita) == texto(tocada), donde
                    asustan += 1
    assert asustan


def test_las_frases_de_fallo_llevan_los_numeros_en_cada_idioma() -> None:
    for idioma in IDIOMAS:
        for nombre in ("policia", "samu"):
            telefono = libro_de_la_oficina().directorio.servicios[nombre].telefono
            assert telefono is not None and telefono.valor in fijo(
                libro_de_la_oficina(), "fallo", idioma
            )

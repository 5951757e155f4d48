"""Un turno: de un evento y un estado, a un estado nuevo y lo que hay que hacer.

Las reglas, en el orden en que se miran cuando la persona escribe:

1. **Urgente.** Gana a todo, menos a una opción de las que ve, copiada entera. Entra en
   el flujo de su tema y, al terminar, vuelve al mismo paso. Dentro de ese flujo, más
   señales repiten la pregunta o van a lo grave.
   Si solo se sospecha, se pregunta, detrás de la 2 y de una opción elegida.
2. **Palabra de siempre** (``salir volver repetir menu persona…``): el mensaje
   entero. ``salir`` admite una errata.
3. **Respuesta a este paso**: número, etiqueta, sinónimo; o lo que se preguntó.
4. **Otro tema.** Con certeza, se entra en él. Dentro de un flujo sensible, no.
5. **No se entendió.** 1.ª vez, «¿Te refieres a…?» o la misma pregunta; 2.ª, el
   menú; 3.ª, una persona. Dentro de un flujo sensible, siempre la misma pregunta;
   si dijo más que un par de palabras, se reconoce que no se entendió.

Quien da el código de su trámite recibe una palabra, detrás de lo urgente. Mientras una
persona la atiende, solo contestan lo urgente, las palabras de siempre y las respuestas a lo que
eso preguntó; lo demás va a quien la atiende.

Un botón solo vale si coincide con algo que se ofrece ahora. Un plazo nunca habla.
Lo que se corrige después de mandarlo solo cuenta si ahora es urgente.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.comprension import comprender, opciones
from bot.directorio import distrito, distrito_cercano
from bot.modelo import (
    Bloquea,
    Candidato,
    Circunstancias,
    Corrige,
    Escribe,
    Estado,
    Evento,
    Lectura,
    Manda,
    Medio,
    Ofrecida,
    Olvida,
    Pulsa,
    Releva,
    Turno,
    Ubica,
    Vence,
)
from bot.motor.botones import huella
from bot.motor.cierre import cerrar
from bot.motor.consultas import FRASE_DE_CONSULTA, parece_codigo
from bot.motor.libro import Libro
from bot.motor.pasos import Preguntar
from bot.motor.recorrido import FLUJO_DE_PERSONA, INACTIVIDAD, SIN_CIRCUNSTANCIAS, Recorrido
from bot.motor.respuestas import (
    copia_opcion,
    es_breve,
    es_libre,
    formas_de,
    idioma_de,
    palabra_de_siempre,
    pide_distrito,
    valor_de,
)
from bot.motor.siempre import atender, saludar
from bot.motor.temas import TEMA, con_flujo, entrar_en_tema, ofrecer_temas, parecidos
from bot.motor.textos import FRASE_DE_MEDIO
from bot.motor.urgencias import SIGUE, URGENTE, alarmar, confirmar, de_antes, preguntar, recordar


def avanzar(
    libro: Libro,
    estado: Estado,
    evento: Evento,
    ahora: datetime,
    circunstancias: Circunstancias = SIN_CIRCUNSTANCIAS,
) -> Turno:
    """El turno que sigue. Pura: los mismos argumentos dan el mismo turno.

    ``estado`` de una conversación nueva es ``Estado(canal=…)``. ``ahora`` lleva
    zona horaria. Levanta ``DemasiadosPasos`` si los flujos giran sin esperar.
    """
    turno = _Atencion(libro, estado, ahora, circunstancias)
    match evento:
        case Escribe():
            turno.leer(evento)
        case Corrige(texto, lectura) if lectura.alarma is not None:
            turno.leer(Escribe(texto, lectura))
        case Bloquea():
            return Turno(Estado(canal=estado.canal), (Olvida(),))
        case Vence(plazo, puesto) if plazo == INACTIVIDAD and puesto == estado.turno:
            return Turno(Estado(canal=estado.canal), (Olvida(),))
        case Corrige() | Vence():
            return Turno(estado, ())
        case Pulsa(boton):
            turno.pulsar(boton)
        case Manda(medio):
            turno.recibir(medio)
        case Ubica(latitud, longitud):
            turno.ubicar(latitud, longitud)
        case _:
            assert_never(evento)
    return cerrar(turno.recorrido)


class _Atencion:
    """Decide por dónde empieza el recorrido de un turno."""

    def __init__(
        self, libro: Libro, estado: Estado, ahora: datetime, circunstancias: Circunstancias
    ) -> None:
        self.libro = libro
        self.estado = estado
        self.ahora = ahora
        self.circunstancias = circunstancias
        self.recorrido = Recorrido(libro, estado, ahora, circunstancias)

    @property
    def nueva(self) -> bool:
        return self.estado.turno == 0

    @property
    def _pregunta(self) -> Preguntar | None:
        paso = self.recorrido.esperando
        accion = paso.accion if paso is not None else None
        return accion if isinstance(accion, Preguntar) else None

    # ---- lo que escribe -------------------------------------------------

    def leer(self, evento: Escribe) -> None:
        lectura = evento.lectura
        self.recorrido.idioma = idioma_de(self.libro, self.estado, lectura)
        if not copia_opcion(self.estado.oferta, lectura.normal) and self._alarmar(lectura):
            self._relevar_alarma(evento)
            return
        siempre = palabra_de_siempre(self.libro, lectura.normal)
        if siempre is not None:
            atender(self.recorrido, siempre, lectura.normal)
        elif self.circunstancias.atendida:
            self._relevar(evento)
        elif self.circunstancias.consultado or parece_codigo(self.libro, evento.texto):
            self.recorrido.aparte = self.recorrido.dice_sensible = True
            consultado = self.circunstancias.consultado or "desconocido"
            self.recorrido.frase(FRASE_DE_CONSULTA[consultado])
        elif not (self._contestar(evento) or self._sospechar(evento)):
            self._seguir(evento)

    def _alarmar(self, lectura: Lectura) -> bool:
        alarma = lectura.alarma
        return alarma is not None and alarmar(self.libro, self.estado, self.recorrido, alarma)

    def _sospechar(self, evento: Escribe) -> bool:
        """¿Es urgente junto con lo que acaba de escribir, o quizá lo es?"""
        antes = de_antes(self.estado, self.ahora)
        libro, sospecha = self.libro, evento.lectura.sospecha
        if antes:
            junta = comprender(evento.texto, libro.saber, antes)
            if self._alarmar(junta):
                return True
            sospecha = sospecha or junta.sospecha
        self.recorrido.reciente = recordar(antes, evento.lectura.normal, self.ahora)
        return sospecha is not None and preguntar(libro, self.recorrido, sospecha, evento)

    def _relevar(self, evento: Escribe) -> None:
        """Habla con quien la atiende, o contesta a lo que el bot preguntó mientras tanto."""
        antes = de_antes(self.estado, self.ahora)
        if antes and self._alarmar(comprender(evento.texto, self.libro.saber, antes)):
            self._relevar_alarma(evento)
            return
        pregunto_el_bot = self.estado.atendida and self.recorrido.sensible
        if pregunto_el_bot and self._contestar(evento):
            return
        self.recorrido.reciente = recordar(antes, evento.lectura.normal, self.ahora)
        self.recorrido.relevar(evento.texto)

    def _relevar_alarma(self, evento: Escribe) -> None:
        """Lo urgente lo contesta el bot, y lo lee también quien la atiende."""
        if self.circunstancias.atendida:
            self.recorrido.efectos.append(Releva(evento.texto))

    def _seguir(self, evento: Escribe) -> None:
        normal, temas = evento.lectura.normal, evento.lectura.temas
        if not (self._anotar(evento) or self._cambiar_de_tema(temas)):
            self._no_entender(normal, temas)

    # ---- respuesta a este paso ------------------------------------------

    def _contestar(self, evento: Escribe) -> bool:
        """Una opción, un «no» a lo que se puede omitir, o un valor de una lista cerrada."""
        oferta, espera = self.estado.oferta, self.recorrido.esperando
        formas = formas_de(self.libro, espera, oferta)
        elegida = opciones.elegir(evento.lectura.normal, formas)
        if elegida is not None:
            self._elegir(oferta[elegida])
            return True
        pregunta = self._pregunta
        if pregunta is None:
            return False
        if opciones.es_palabra(evento.lectura.normal, pregunta.omitir):
            self._responder(pregunta, "")
            return True
        return not es_libre(self.libro, pregunta) and self._anotar(evento)

    def _anotar(self, evento: Escribe) -> bool:
        """Toma el mensaje como respuesta a lo que se preguntó, si puede serlo."""
        pregunta = self._pregunta
        if pregunta and (valor := valor_de(self.libro, pregunta, evento)):
            self._responder(pregunta, valor)
            return True
        return False

    def _elegir(self, ofrecida: Ofrecida) -> None:
        recorrido = self.recorrido
        paso = recorrido.esperando
        recorrido.recordar_paso()
        recorrido.oferta = ()
        if ofrecida.destino.startswith(TEMA):
            entrar_en_tema(recorrido, ofrecida.destino.removeprefix(TEMA))
        elif ofrecida.destino.startswith(URGENTE):
            tema = ofrecida.destino.removeprefix(URGENTE)
            confirmar(self.libro, self.estado, recorrido, tema)
        elif ofrecida.destino == SIGUE:
            texto = self.estado.pendiente
            lectura = comprender(texto, self.libro.saber)
            self._seguir(Escribe(texto, replace(lectura, alarma=None, sospecha=None)))
        elif ofrecida.destino:
            recorrido.anotar(ofrecida.valor)
            recorrido.seguir(ofrecida.destino)
        elif paso is not None and isinstance(paso.accion, Preguntar):
            omite = ofrecida.valor.casefold() in paso.accion.omitir
            self._responder(paso.accion, "" if omite else ofrecida.valor)
        else:
            recorrido.mostrar_de_nuevo()

    def _responder(self, pregunta: Preguntar, valor: str) -> None:
        recorrido = self.recorrido
        paso = recorrido.esperando
        assert paso is not None
        recorrido.recordar_paso()
        recorrido.oferta = ()
        tipo = self.libro.ficha.datos[pregunta.guardar].tipo
        if valor and tipo == "idioma":
            recorrido.idioma = valor
        elif valor:
            recorrido.datos[pregunta.guardar] = valor
        recorrido.seguir(paso.sigue)

    # ---- otro tema, o nada ----------------------------------------------

    def _cambiar_de_tema(self, temas: tuple[Candidato, ...]) -> bool:
        seguros = con_flujo(self.libro, temas[:1], self.libro.ficha.seguro)
        if not seguros or self.recorrido.sensible:
            return False
        actual = self.estado.pila[-1].flujo if self.estado.pila else ""
        flujo = self.libro.flujo_de_tema(seguros[0])
        if flujo == actual and actual != self.libro.ficha.inicio:
            return False
        self.recorrido.recordar_paso()
        self.recorrido.oferta = ()
        if self.nueva and flujo != self.libro.ficha.inicio:
            self.recorrido.frase("saludo_breve")
        entrar_en_tema(self.recorrido, seguros[0])
        return True

    def _no_entender(self, normal: str, temas: tuple[Candidato, ...]) -> None:
        recorrido = self.recorrido
        if recorrido.sensible:
            recorrido.frase("sigo_aqui" if es_breve(normal, temas) else "sigo_sin_entender")
            recorrido.mostrar_de_nuevo()
            return
        lugar = distrito(self.libro.directorio, normal) if normal else None
        if lugar is not None and not self.nueva:
            self._situar(lugar)
            return
        tres = parecidos(self.libro, temas, 3)
        if normal:
            recorrido.cuentas.sin_entender()
        recorrido.fallos = self.estado.fallos + 1
        if tres and recorrido.fallos == 1:
            if self.nueva:
                recorrido.frase("saludo_breve")
            ofrecer_temas(recorrido, tres)
        elif self.nueva or (recorrido.fallos == 1 and not self.estado.pila):
            recorrido.fallos = 0
            saludar(self.recorrido)
        elif recorrido.fallos == 1 and recorrido.esperando is not None:
            recorrido.frase("no_entendi")
            recorrido.mostrar_de_nuevo()
        elif recorrido.fallos <= 2:
            recorrido.frase("no_entendi_menu")
            recorrido.recordar_paso()
            recorrido.entrar("menu")
        else:
            recorrido.cuentas.anotar("no entendido")
            recorrido.frase("no_entendi_persona")
            persona = self.libro.flujos[FLUJO_DE_PERSONA]
            recorrido.interrumpir(f"{persona.nombre}.{persona.primero}")
            recorrido.fallos = 0

    # ---- lo demás que llega ---------------------------------------------

    def pulsar(self, boton: str) -> None:
        marco = self.estado.pila[-1] if self.estado.pila else None
        for ofrecida in self.estado.oferta:
            if huella(marco, ofrecida) == boton:
                self._elegir(ofrecida)
                return
        self._con_pregunta("boton_viejo")

    def recibir(self, medio: Medio) -> None:
        self._con_pregunta(FRASE_DE_MEDIO[medio])

    def ubicar(self, latitud: float, longitud: float) -> None:
        lugar = distrito_cercano(self.libro.directorio, latitud, longitud)
        if lugar is None or self.circunstancias.atendida:
            self._con_pregunta("ubicacion_sin_uso")
        else:
            self._situar(lugar)

    def _situar(self, lugar: str) -> None:
        """La persona dijo, sin que se le preguntara, en qué distrito está."""
        recorrido = self.recorrido
        recorrido.datos["distrito"] = lugar
        recorrido.frase("ubicacion_tomada")
        pregunta = self._pregunta
        if pregunta is not None and pide_distrito(self.libro, pregunta):
            self._responder(pregunta, lugar)
        else:
            recorrido.mostrar_de_nuevo()

    def _con_pregunta(self, frase: str) -> None:
        """Dice algo y repite la pregunta que espera; a quien llega, el saludo."""
        recorrido = self.recorrido
        recorrido.frase(frase)
        if self.circunstancias.atendida:
            return
        if self.nueva:
            saludar(self.recorrido)
        else:
            recorrido.mostrar_de_nuevo()

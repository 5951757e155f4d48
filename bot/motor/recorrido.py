"""Un turno en marcha: recorre pasos hasta que haya que esperar a la persona.

Aquí vive qué hace cada verbo. Qué quiso decir la persona, y por tanto por qué
paso se empieza, lo decide ``avanzar``.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.directorio import estado_de_horario
from bot.modelo import (
    Circunstancias,
    Efecto,
    Estado,
    Marco,
    Ofrecida,
    Opcion,
    Reciente,
    Releva,
    Texto,
)
from bot.motor import contacto, textos
from bot.motor.bajas import al_entrar, al_salir
from bot.motor.botones import huella
from bot.motor.condiciones import Situacion, cumple
from bot.motor.cuentas import Cuentas
from bot.motor.libro import Libro
from bot.motor.pasos import (
    Decidir,
    Derivar,
    Llamar,
    Menu,
    Mostrar,
    Paso,
    Preguntar,
    separar,
)

MAXIMO_DE_PASOS = 50
MAXIMO_DE_ANTERIORES = 8
INACTIVIDAD = "inactividad"
FLUJO_DE_SALIDA = "_salir"
FLUJO_DE_PERSONA = "_persona"
SIN_CIRCUNSTANCIAS = Circunstancias()


class DemasiadosPasos(RuntimeError):
    """Un turno recorrió más de ``MAXIMO_DE_PASOS`` pasos sin esperar."""


class Recorrido:
    """Junta lo que un turno dice, pide y recuerda. Sirve para un solo turno."""

    def __init__(
        self,
        libro: Libro,
        estado: Estado,
        ahora: datetime,
        circunstancias: Circunstancias = SIN_CIRCUNSTANCIAS,
    ) -> None:
        self.libro = libro
        self.ahora = ahora
        self.circunstancias = circunstancias
        self.antes = estado
        self.pila = list(estado.pila)
        self.oferta = estado.oferta
        self.inicio = estado.inicio
        self.anteriores = list(estado.anteriores)
        self.datos, self.acepta = dict(estado.datos), False
        self.idioma = estado.idioma
        self.fallos, self.pendiente = 0, ""
        self.reciente: Reciente | None = None
        self.urgencia = estado.urgencia
        self.cuentas = Cuentas(estado, ahora)
        self.efectos: list[Efecto] = []
        self.camino: list[str] = []
        self.parrafos: list[str] = []
        self.opciones: tuple[Opcion, ...] = ()
        self.urgente = self.dice_sensible = self.en_espanol = False
        self.olvida = self.rastro = self.aparte = False

    # ---- moverse --------------------------------------------------------

    @property
    def esperando(self) -> Paso | None:
        """El paso que espera a la persona, si existe todavía."""
        return self.libro.paso(self.pila[-1]) if self.pila else None

    @property
    def sensible(self) -> bool:
        """¿Hay un flujo sensible a medias, aunque otro lo haya interrumpido?"""
        flujos = (self.libro.flujos.get(marco.flujo) for marco in self.pila)
        return any(flujo is not None and flujo.sensible for flujo in flujos)

    def recordar_paso(self) -> None:
        """Deja la pila que espera a mano para ``volver``."""
        pila = tuple(self.pila)
        if self.esperando is not None and self.anteriores[-1:] != [pila]:
            self.anteriores = [*self.anteriores, pila][-MAXIMO_DE_ANTERIORES:]

    def entrar(self, destino: str) -> None:
        """Empieza por ``destino`` en lugar de todo lo que hubiera pendiente."""
        self.pila = []
        self.seguir(destino)

    def interrumpir(self, destino: str) -> None:
        """Empieza por ``destino``; su ``fin`` vuelve al paso que esperaba."""
        flujo = separar(destino).flujo
        for i, marco in enumerate(self.pila):
            if marco.flujo == flujo:
                del self.pila[i:]
                break
        if self.esperando is None:
            self.pila = []
        self.pila.append(separar(destino))
        self.correr()

    def seguir(self, destino: str) -> None:
        """Va a ``destino`` desde el flujo actual y recorre hasta esperar."""
        if self._ir(destino):
            self.correr()

    def volver(self) -> None:
        """Muestra otra vez el paso anterior; sin anterior, el menú."""
        aqui = tuple(self.pila)
        while self.anteriores:
            pila = self.anteriores.pop()
            if pila != aqui and all(self.libro.paso(marco) is not None for marco in pila):
                self.pila = list(pila)
                self.correr()
                return
        self.entrar("menu")

    def repetir(self) -> None:
        """Dice de nuevo lo último, sin pedir nada otra vez."""
        pila = self.inicio or tuple(self.pila)
        if not pila or any(self.libro.paso(marco) is None for marco in pila):
            self.entrar("menu")
            return
        self.pila = list(pila)
        self.correr()
        self.efectos = []

    def relevar(self, texto: str) -> None:
        """Lo que dice va a quien la atiende; lo que el bot preguntaba ya no espera."""
        self.efectos.append(Releva(texto))
        self.pila, self.inicio, self.anteriores, self.oferta = [], (), [], ()

    def anotar(self, anota: str) -> None:
        """Lo que deja anotado una opción: ``dato=valor``, o ``dato=`` para borrarlo."""
        dato, _, valor = anota.partition("=")
        if dato == contacto.CONSENTIMIENTO:
            contacto.olvidar(self.datos)
            self.acepta = bool(valor)
        if valor:
            self.datos[dato] = valor
        else:
            self.datos.pop(dato, None)

    def mostrar_de_nuevo(self) -> None:
        """Repite la pregunta que espera; si ya no existe, el menú."""
        if self.esperando is None:
            self.entrar("menu")
        else:
            self.correr()

    def _ir(self, destino: str) -> bool:
        """Pone la pila en ``destino``. Falso si la conversación terminó."""
        match destino:
            case "salir":
                self.efectos += al_salir(self.pila, self.circunstancias.con_caso)
                self.salir()
                return False
            case "menu":
                self.pila = [separar(self.libro.ficha.menu)]
            case "persona":
                self.pila = [*self.pila[:-1], self._primero(FLUJO_DE_PERSONA)]
            case "volver":
                self.volver()
                return False
            case "fin":
                return self._terminar()
            case _:
                self.pila = [*self.pila[:-1], separar(destino)]
        return True

    def _terminar(self) -> bool:
        self.pila = self.pila[:-1]
        while self.pila:
            paso = self.libro.paso(self.pila[-1])
            if paso is None:
                self.pila = []
            elif isinstance(paso.accion, Llamar):
                return self._ir(paso.sigue)
            elif isinstance(paso.accion, Derivar):
                self._derivar(paso.accion)
                return self._ir(paso.sigue)
            else:
                return True
        return self._ir("menu")

    def _primero(self, nombre: str) -> Marco:
        return Marco(nombre, self.libro.flujos[nombre].primero)

    def salir(self) -> None:
        """Dice la despedida neutral y olvida todo lo demás."""
        self.rastro = self.sensible or self.circunstancias.limpia
        paso = self.libro.paso(self._primero(FLUJO_DE_SALIDA))
        assert paso is not None
        self.camino.append(f"{FLUJO_DE_SALIDA}.{paso.nombre}")
        self.parrafos, self.opciones = [], ()
        if paso.decir is not None:
            self.decir(paso.decir)
        self.olvida = True

    # ---- recorrer -------------------------------------------------------

    def correr(self) -> None:
        """Recorre desde el último marco hasta un paso que espere, o el final."""
        self.inicio = tuple(self.pila)
        for _ in range(MAXIMO_DE_PASOS):
            if self.libro.paso(self.pila[-1]) is None:
                self.pila = [separar(self.libro.ficha.menu)]
            marco = self.pila[-1]
            flujo, paso = self.libro.flujos[marco.flujo], self.libro.paso(marco)
            assert paso is not None
            self.camino.append(f"{marco.flujo}.{marco.paso}")
            self.efectos += al_entrar(flujo, paso, self.circunstancias.con_caso)
            self.dice_sensible = self.dice_sensible or self.sensible
            self.cuentas.entrar(self.libro, flujo)
            if paso.decir is not None:
                self.decir(paso.decir)
            destino = self._actuar(paso)
            if destino is None or not self._ir(destino):
                return
        raise DemasiadosPasos(f"más de {MAXIMO_DE_PASOS} pasos sin esperar respuesta")

    def _actuar(self, paso: Paso) -> str | None:
        """Hace lo que pide el verbo; devuelve adónde seguir o ``None`` si espera."""
        traducir = self.libro.traducir
        match paso.accion:
            case None:
                return paso.sigue
            case Menu(texto, opciones):
                self.ofrecer(
                    texto,
                    [
                        Ofrecida(traducir(o.etiqueta, self.idioma), o.destino, "=".join(o.anota))
                        for o in opciones
                    ],
                    [traducir(o.corto, self.idioma) if o.corto else "" for o in opciones],
                )
                return None
            case Preguntar(texto, guardar, _, sugerir):
                oferta = [Ofrecida(traducir(s, self.idioma), valor=s.es) for s in sugerir]
                if self.libro.ficha.datos[guardar].tipo == "idioma":
                    nombres = self.libro.ficha.idiomas.items()
                    oferta = [Ofrecida(formas[0], valor=codigo) for codigo, formas in nombres]
                self.ofrecer(texto, oferta)
                return None
            case Decidir(ramas, sino):
                situacion = self._situacion()
                return next((r.destino for r in ramas if cumple(r.condicion, situacion)), sino)
            case Mostrar():
                self._mostrar(paso.accion)
                return paso.sigue
            case Derivar(contacto="no"):
                self._derivar(paso.accion)
                return paso.sigue
            case Derivar():
                if not self.acepta:
                    contacto.olvidar(self.datos)
                return self._llamar(contacto.FLUJO_DE_ACUERDO)
            case Llamar(nombre):
                return self._llamar(nombre)
        assert_never(paso.accion)

    def _llamar(self, nombre: str) -> str:
        self.pila.append(self._primero(nombre))
        return f"{nombre}.{self.pila[-1].paso}"

    def _derivar(self, pedido: Derivar) -> None:
        """Pide lo que aceptó. Nada de lo de antes vuelve: el código se enseña una vez."""
        deriva = contacto.derivacion(pedido, self.datos)
        if deriva is None:
            return
        self.efectos.append(deriva)
        self.cuentas.anotar("derivado")
        if deriva.consentimiento:
            self.inicio, self.anteriores = (), []

    def _situacion(self) -> Situacion:
        oficina = self.libro.directorio.servicios[self.libro.ficha.oficina]
        pedido = contacto.pedido_de(self.libro, self.pila)
        return Situacion(
            horario=estado_de_horario(self.libro.directorio, oficina, self.ahora),
            urgencia=self.urgencia,
            idioma=self.idioma,
            canal=self.antes.canal,
            datos=self.datos,
            guardia=contacto.guardia(self.libro, self.pila, self.circunstancias),
            caso="abierto" if self.circunstancias.con_caso else "ninguno",
            contacto=pedido.contacto if pedido is not None else "",
        )

    def _mostrar(self, pedido: Mostrar) -> None:
        aqui = self.datos.get("distrito", "")
        servicios = textos.servicios_de(self.libro, pedido, aqui, self.ahora)
        if servicios:
            self.frase("tarjetas")
        for uno in servicios:
            self.parrafos.append(textos.tarjeta(self.libro, uno, self.idioma, self.ahora, aqui))
        if any(servicio.confirmado for servicio in servicios):
            self.cuentas.anotar("resuelto")
        else:
            self.decir(pedido.nada)
            self.cuentas.anotar("sin servicio")

    # ---- decir ----------------------------------------------------------

    def decir(self, texto: Texto) -> None:
        self.en_espanol = self.en_espanol or not self.libro.traducido(texto, self.idioma)
        if textos.muestra_contacto(texto):
            self.cuentas.anotar_si_falta("resuelto")
        del_turno = {"caso.codigo": self.circunstancias.codigo}
        if "{guardia." in texto.es:
            del_turno["guardia.ahora"] = contacto.guardia_dicha(
                self.libro, self.pila, self.circunstancias, self.idioma, self.ahora
            )
        self.parrafos.append(
            textos.llenar(self.libro, texto, self.idioma, self.datos, self.ahora, del_turno)
        )

    def frase(self, nombre: str) -> None:
        """Dice una frase del propio bot."""
        self.decir(self.libro.frases[nombre])

    def ofrecer(
        self, texto: Texto, oferta: list[Ofrecida], cortos: list[str] | None = None
    ) -> None:
        """Hace una pregunta con opciones y deja dicho cuáles se vieron."""
        self.decir(texto)
        self.oferta = tuple(oferta)
        marco = self.pila[-1] if self.pila else None
        self.opciones = tuple(
            Opcion(huella(marco, ofrecida), ofrecida.etiqueta, corto)
            for ofrecida, corto in zip(oferta, cortos or [""] * len(oferta), strict=True)
        )

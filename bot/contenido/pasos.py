"""Lee un paso: un verbo que actúa, lo que dice y adónde sigue.

Comprueba la forma. Que lo que se nombra exista es de las reglas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import cast

from bot.contenido.arbol import Escalar, Mapa, Nodo, Par, Problema
from bot.contenido.claves import (
    ACORDANDO,
    CANALES,
    CASOS,
    CONTACTOS,
    DE_CONDICION,
    DE_PASO,
    DE_VERBO,
    GUARDIAS,
    HORARIOS,
    SIN_IR,
    URGENCIAS,
)
from bot.contenido.lector import Lector, abrir_lector
from bot.contenido.obra import Destino, Dicho, Hallazgos, Nombrado, Nombre, Uso, resolver
from bot.directorio import EstadoDeHorario
from bot.modelo import Texto, Urgencia
from bot.motor.condiciones import (
    Acordando,
    ConCaso,
    Condicion,
    DatoEs,
    EnCanal,
    EnGuardia,
    EnIdioma,
    EstadoDeGuardia,
    HayCaso,
    HayUrgencia,
    Horario,
    Tiene,
    Todas,
)
from bot.motor.pasos import (
    Accion,
    Contacto,
    Decidir,
    Derivar,
    Llamar,
    Menu,
    Mostrar,
    Paso,
    Preguntar,
    Rama,
    Salida,
)


class LectorDePaso:
    """Lee un paso y anota en ``hallazgos`` lo que dice, adónde va y lo que nombra."""

    def __init__(
        self,
        flujo: str,
        paso: str,
        pasos: Mapping[str, Sequence[str]],
        hallazgos: Hallazgos,
        problemas: list[Problema],
    ) -> None:
        self._flujo = flujo
        self._paso = paso
        self._pasos = pasos
        self._hallazgos = hallazgos
        self._problemas = problemas

    def leer(self, par: Par, sigue: str) -> Paso | None:
        """El paso, o ``None`` si su forma no se entiende. Lo que falte queda dicho."""
        lector = abrir_lector(par.valor, self._problemas, f"el paso «{self._paso}»")
        if lector is None:
            return None
        verbos = [clave for clave in lector.origen.pares if clave in DE_VERBO]
        for otro in verbos[1:]:
            texto = f"«{self._paso}» ya tiene «{verbos[0]}». Pon «{otro}» en otro paso."
            lugar = lector.origen.pares[otro].clave.lugar
            lector.decir(lugar, texto, "paso_con_dos_verbos")
            for clave in DE_VERBO[otro]:
                lector.nodo(clave, obligatorio=False)
        decir = self._decir(lector, "decir", "decir", obligatorio=False)
        verbo = verbos[0] if verbos else ""
        if lector.origen.pares.keys() <= {"ir"}:
            texto = f"«{self._paso}» no dice ni hace nada."
            lector.decir(par.clave.lugar, texto, "paso_vacio")
        ir = lector.texto("ir", obligatorio=False)
        if ir is not None and verbo in SIN_IR:
            texto = f"«{verbo}» ya dice adónde se sigue: quita «ir»."
            lector.decir(lector.origen.pares["ir"].clave.lugar, texto, "clave_desconocida")
        elif ir is not None:
            sigue = self._ir(ir)
        accion = self._acciones()[verbo](lector) if verbo else None
        lector.cerrar((*DE_PASO, *DE_VERBO))
        return Paso(self._paso, decir, accion, sigue)

    def _acciones(self) -> Mapping[str, Callable[[Lector], Accion | None]]:
        return {
            "menu": self._menu,
            "preguntar": self._preguntar,
            "decidir": self._decidir,
            "mostrar": self._mostrar,
            "derivar": self._derivar,
            "llamar": self._llamar,
        }

    # ---- los verbos ------------------------------------------------------

    def _menu(self, lector: Lector) -> Menu | None:
        texto = self._decir(lector, "menu", "menu")
        opciones = lector.mapa("opciones")
        pares = opciones.pares.values() if opciones else ()
        salidas = [self._salida(n, par) for n, par in enumerate(pares)]
        return Menu(texto or self._texto(""), tuple(salida for salida in salidas if salida))

    def _salida(self, n: int, par: Par) -> Salida | None:
        etiqueta = self._anotar(par.clave, "etiqueta", n)
        if isinstance(par.valor, Escalar):
            return Salida(etiqueta, self._ir(par.valor))
        lector = abrir_lector(par.valor, self._problemas, f"la opción «{par.clave.valor}»")
        if lector is None:
            return None
        ir = lector.texto("ir")
        corto = lector.texto("corto", obligatorio=False)
        tambien = lector.lista_de_textos("tambien")
        anota = self._anotado(lector)
        lector.cerrar()
        return Salida(
            etiqueta,
            self._ir(ir) if ir else "",
            self._anotar(corto, "corto", n) if corto else None,
            tuple(uno.valor for uno in tambien),
            anota,
        )

    def _anotado(self, lector: Lector) -> tuple[()] | tuple[str, str]:
        """El dato que anota una opción y su valor; vacío, lo borra."""
        mapa = lector.mapa("anota", obligatorio=False)
        pares = list(mapa.pares.values()) if mapa else []
        if mapa is None:
            return ()
        if len(pares) != 1 or not isinstance(pares[0].valor, Escalar):
            lector.decir(mapa.lugar, "«anota» lleva un dato y su valor: {como: ella}.", "tipo")
            return ()
        self._nombrar("dato", pares[0].clave)
        return pares[0].clave.valor, pares[0].valor.valor.strip()

    def _preguntar(self, lector: Lector) -> Preguntar:
        texto = self._decir(lector, "preguntar", "preguntar")
        guardar = lector.texto("guardar")
        if guardar is not None:
            self._nombrar("dato", guardar)
        omitir = lector.lista_de_textos("omitir")
        sugerir = lector.lista_de_textos("sugerir")
        return Preguntar(
            texto or self._texto(""),
            guardar.valor if guardar else "",
            tuple(uno.valor for uno in omitir),
            tuple(self._anotar(uno, "sugerir", n) for n, uno in enumerate(sugerir)),
        )

    def _decidir(self, lector: Lector) -> Decidir | None:
        lista = lector.lista("decidir")
        if lista is None:
            return None
        *primeras, ultima = lista.items or (lista,)
        ramas = [rama for item in primeras if (rama := self._rama(item)) is not None]
        sino = ultima.pares.get("sino") if isinstance(ultima, Mapa) else None
        if sino is None or not primeras or len(cast(Mapa, ultima).pares) > 1:
            texto = "«decidir» lleva uno o más «si» con su «ir», y termina en un solo «sino»."
            lector.decir(ultima.lugar, texto, "sino_obligatorio")
            return None
        if not isinstance(sino.valor, Escalar):
            lector.decir(sino.valor.lugar, "«sino» es un destino.", "tipo")
            return None
        return Decidir(tuple(ramas), self._ir(sino.valor))

    def _rama(self, nodo: Nodo) -> Rama | None:
        lector = abrir_lector(nodo, self._problemas, "«decidir»")
        if lector is None:
            return None
        si, ir = lector.mapa("si"), lector.texto("ir")
        lector.cerrar()
        condicion = self._condicion(si) if si else None
        destino = self._ir(ir) if ir else ""
        return Rama(condicion, destino) if condicion else None

    def _condicion(self, mapa: Mapa) -> Condicion | None:
        lector = Lector(mapa, self._problemas, "«si»")
        todas: list[Condicion] = []
        pares = mapa.pares
        if "horario" in pares:
            estado = cast(EstadoDeHorario, lector.elegido("horario", HORARIOS))
            todas.append(Horario(estado))
        if "urgencia" in pares:
            todas.append(HayUrgencia(cast(Urgencia, lector.elegido("urgencia", URGENCIAS))))
        if "idioma" in pares and (idioma := lector.texto("idioma")):
            todas.append(EnIdioma(idioma.valor))
        if "canal" in pares:
            todas.append(EnCanal(lector.elegido("canal", CANALES)))
        if "guardia" in pares:
            todas.append(EnGuardia(cast(EstadoDeGuardia, lector.elegido("guardia", GUARDIAS))))
        if "caso" in pares:
            todas.append(ConCaso(cast(HayCaso, lector.elegido("caso", CASOS))))
        if "contacto" in pares:
            todas.append(Acordando(lector.elegido("contacto", ACORDANDO)))
        if "tiene" in pares and (tiene := lector.texto("tiene")):
            self._nombrar("dato", tiene)
            todas.append(Tiene(tiene.valor))
        if "dato" in pares or "es" in pares:
            dato, valores = lector.texto("dato"), lector.lista_de_textos("es", obligatorio=True)
            if dato:
                self._nombrar("dato", dato)
                todas.append(DatoEs(dato.valor, tuple(uno.valor for uno in valores)))
        lector.cerrar(DE_CONDICION)
        if not pares:
            lector.decir(mapa.lugar, "«si» no dice ninguna condición.", "falta_clave")
        return todas[0] if len(todas) == 1 else Todas(tuple(todas)) if todas else None

    def _mostrar(self, lector: Lector) -> Mostrar | None:
        nada = self._decir(lector, "nada", "nada")
        mapa = lector.mapa("mostrar")
        if mapa is None:
            return None
        dentro = Lector(mapa, self._problemas, "«mostrar»")
        tema = dentro.texto("tema", obligatorio=False)
        maximo = dentro.entero("maximo", 3, minimo=1, maximo=5)
        servicios = dentro.lista_de_textos("servicios")
        dentro.cerrar()
        if (tema is None) == (not servicios):
            texto = "«mostrar» lleva «tema» o «servicios», uno de los dos."
            dentro.decir(mapa.lugar, texto, "mostrar_que")
        if tema is not None:
            self._nombrar("tema", tema)
        for servicio in servicios:
            self._nombrar("servicio", servicio)
        return Mostrar(
            tema.valor if tema else "",
            tuple(servicio.valor for servicio in servicios),
            maximo,
            nada or self._texto(""),
        )

    def _derivar(self, lector: Lector) -> Derivar | None:
        mapa = lector.mapa("derivar")
        if mapa is None:
            return None
        dentro = Lector(mapa, self._problemas, "«derivar»")
        equipo, motivo = dentro.texto("equipo"), dentro.texto("motivo")
        urgencia = cast(Urgencia, dentro.elegido("urgencia", URGENCIAS))
        plazo = dentro.duracion("plazo") or timedelta()
        resumen = dentro.lista_de_textos("resumen")
        contacto = cast(Contacto, dentro.elegido("contacto", CONTACTOS, "breve"))
        dentro.cerrar()
        if equipo is not None:
            self._nombrar("equipo", equipo)
        for dato in resumen:
            self._nombrar("dato", dato)
        return Derivar(
            equipo.valor if equipo else "",
            urgencia,
            motivo.valor if motivo else "",
            plazo,
            tuple(dato.valor for dato in resumen),
            contacto,
        )

    def _llamar(self, lector: Lector) -> Llamar | None:
        flujo = lector.texto("llamar")
        if flujo is None:
            return None
        self._nombrar("flujo", flujo)
        return Llamar(flujo.valor)

    # ---- anotar ----------------------------------------------------------

    def _texto(self, es: str) -> Texto:
        return Texto(es.strip(), f"{self._flujo}.{self._paso}")

    def _anotar(self, escalar: Escalar, uso: Uso, opcion: int = 0) -> Texto:
        texto = self._texto(escalar.valor)
        self._hallazgos.dichos.append(
            Dicho(texto, uso, escalar.lugar, self._flujo, self._paso, opcion)
        )
        return texto

    def _decir(
        self, lector: Lector, clave: str, uso: Uso, obligatorio: bool = True
    ) -> Texto | None:
        escalar = lector.texto(clave, obligatorio)
        return self._anotar(escalar, uso) if escalar else None

    def _ir(self, escalar: Escalar) -> str:
        destino = Destino(escalar.valor, escalar.lugar, self._flujo, self._paso)
        self._hallazgos.destinos.append(destino)
        return resolver(escalar.valor, self._flujo, self._pasos) or escalar.valor

    def _nombrar(self, clase: Nombre, escalar: Escalar) -> None:
        self._hallazgos.nombrados.append(
            Nombrado(clase, escalar.valor, escalar.lugar, self._flujo, self._paso)
        )


def nombres_de_pasos(nodo: Nodo | None) -> tuple[str, ...]:
    """Los nombres de los pasos de un flujo, antes de leerlos."""
    pasos = nodo.pares.get("pasos") if isinstance(nodo, Mapa) else None
    return tuple(pasos.valor.pares) if pasos and isinstance(pasos.valor, Mapa) else ()

"""Reglas sobre el camino: que todo lleve a algún sitio y nada dé vueltas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bot.contenido.arbol import Lugar, Problema, quisiste
from bot.contenido.obra import FlujoLeido, Obra, resolver
from bot.motor.contacto import FLUJO_DE_ACUERDO
from bot.motor.pasos import RESERVADOS, Decidir, Derivar, Llamar, Menu, Paso, Preguntar
from bot.motor.recorrido import FLUJO_DE_PERSONA, FLUJO_DE_SALIDA

HONDURA_DE_LLAMADAS = 5
SALIDAS = ("fin", "salir", "menu", "persona")


def destino_existe(obra: Obra) -> Iterator[Problema]:
    pasos = _pasos(obra)
    for hallados in obra.hallazgos():
        for destino in hallados.destinos:
            if resolver(destino.escrito, destino.flujo, pasos) is not None:
                continue
            conocidos = (*pasos.get(destino.flujo, ()), *pasos, *RESERVADOS, *_enteros(pasos))
            quien = f"«{destino.paso or destino.flujo or '_bot.yaml'}»"
            texto = f"{quien} va a «{destino.escrito}», que no existe."
            texto += quisiste(destino.escrito, conocidos)
            yield Problema(destino.lugar, texto, "destino_existe")


def destino_ambiguo(obra: Obra) -> Iterator[Problema]:
    """Un nombre que es un paso de aquí y también otro flujo."""
    pasos = _pasos(obra)
    for leido in obra.flujos.values():
        for destino in leido.hallazgos.destinos:
            nombre = destino.escrito
            if nombre not in pasos[destino.flujo] or not pasos.get(nombre):
                continue
            aqui, alla = f"{destino.flujo}.{nombre}", f"{nombre}.{pasos[nombre][0]}"
            if aqui != alla:
                texto = f"«{nombre}» es un paso de aquí y también un flujo."
                texto += f" Escribe «{aqui}» o «{alla}»."
                yield Problema(destino.lugar, texto, "destino_ambiguo")


def nombre_reservado(obra: Obra) -> Iterator[Problema]:
    """Un paso o un flujo que se llama como un destino que ya significa otra cosa."""
    for nombre, leido in obra.flujos.items():
        if nombre in RESERVADOS:
            texto = f"«{nombre}» ya es un destino. Ponle otro nombre al flujo."
            yield Problema(leido.lugar, texto, "nombre_reservado")
        for paso, lugar in leido.pasos.items():
            if paso in RESERVADOS and f"{nombre}.{paso}" != obra.ficha.ficha.menu:
                texto = f"«{paso}» ya es un destino. Ponle otro nombre al paso."
                yield Problema(lugar, texto, "nombre_reservado")


def paso_sin_usar(obra: Obra) -> Iterator[Problema]:
    """Un paso al que nadie llega."""
    vistos: set[str] = set()
    faltan = [_primero(leido) for leido in obra.flujos.values()]
    faltan += [d for leido in obra.flujos.values() for d in leido.flujo.urgente.values()]
    faltan.append(obra.ficha.ficha.menu)
    while faltan:
        nombre = faltan.pop()
        paso = _paso(obra, nombre)
        if paso is not None and nombre not in vistos:
            vistos.add(nombre)
            faltan += _salidas(paso)
    for nombre, lugar in _lugares(obra):
        flujo = nombre.partition(".")[0]
        entero = len(obra.flujos[flujo].flujo.pasos) == len(obra.flujos[flujo].pasos)
        if nombre not in vistos and entero:
            texto = f"A «{nombre.partition('.')[2]}» no llega ningún paso. Quítalo, o llévalo allí."
            yield Problema(lugar, texto, "paso_sin_usar")


def sin_salida(obra: Obra) -> Iterator[Problema]:
    """Un paso desde el que no se llega nunca a terminar, al menú ni a una persona."""
    vienen: dict[str, list[str]] = defaultdict(list)
    salen: set[str] = set()
    faltan: list[str] = []
    for nombre, _ in _lugares(obra):
        paso = _paso(obra, nombre)
        for destino in _salidas(paso) if paso else ():
            vienen[destino].append(nombre)
            if destino in SALIDAS or _paso(obra, destino) is None:
                faltan.append(nombre)
    while faltan:
        nombre = faltan.pop()
        if nombre not in salen:
            salen.add(nombre)
            faltan += vienen[nombre]
    dichos: set[str] = set()
    for nombre, lugar in _lugares(obra):
        flujo, _, paso_ = nombre.partition(".")
        if nombre not in salen and flujo not in dichos and _paso(obra, nombre) is not None:
            dichos.add(flujo)
            texto = f"Desde «{paso_}» no se llega nunca a «fin», «salir», «menu» ni «persona»."
            yield Problema(lugar, texto, "sin_salida")


def ciclo_sin_espera(obra: Obra) -> Iterator[Problema]:
    """Pasos que dan vueltas sin preguntar nada, también a través de ``llamar``."""
    hechos: set[str] = set()
    for inicio, lugar in sorted(_lugares(obra), key=lambda par: par[1]):
        ciclo = _ciclo(obra, inicio)
        if ciclo and not hechos.intersection(ciclo):
            hechos.update(ciclo)
            vuelta = " → ".join(f"«{nombre}»" for nombre in (*ciclo, inicio))
            texto = f"{vuelta} gira sin esperar respuesta."
            yield Problema(lugar, texto, "ciclo_sin_espera")


def _ciclo(obra: Obra, inicio: str) -> tuple[str, ...]:
    """El camino más corto que vuelve a ``inicio`` sin esperar, o nada."""
    caminos: list[tuple[str, ...]] = [(inicio,)]
    vistos: set[str] = set()
    for camino in caminos:
        paso = _paso(obra, camino[-1])
        for destino in _sin_esperar(obra, paso) if paso else ():
            if destino == inicio:
                return camino
            if destino not in vistos:
                vistos.add(destino)
                caminos.append((*camino, destino))
    return ()


def _sin_esperar(obra: Obra, paso: Paso) -> Iterator[str]:
    """Adónde se sigue desde este paso en el mismo turno."""
    match paso.accion:
        case Menu() | Preguntar():
            return
        case Llamar(flujo):
            if flujo in obra.flujos:
                yield _primero(obra.flujos[flujo])
                if _vuelve_sin_esperar(obra, flujo):
                    yield paso.sigue
        case _:
            yield from _salidas(paso)


def _vuelve_sin_esperar(obra: Obra, flujo: str) -> bool:
    """¿Puede ese flujo llegar a ``fin`` en el mismo turno en que se entra?"""
    faltan, vistos = [_primero(obra.flujos[flujo])], set[str]()
    while faltan:
        nombre = faltan.pop()
        paso = _paso(obra, nombre)
        if nombre in ("fin", "persona"):
            return True
        if paso is None or nombre in vistos or isinstance(paso.accion, Menu | Preguntar):
            continue
        vistos.add(nombre)
        if isinstance(paso.accion, Llamar) and paso.accion.flujo in obra.flujos:
            faltan.append(_primero(obra.flujos[paso.accion.flujo]))
        faltan += _salidas(paso)
    return False


def profundidad(obra: Obra) -> Iterator[Problema]:
    """Flujos que se llaman unos a otros más de cinco veces, o a sí mismos."""
    llaman = {
        nombre: {p.accion.flujo for p in leido.flujo.pasos.values() if isinstance(p.accion, Llamar)}
        for nombre, leido in obra.flujos.items()
    }
    for nombre, leido in obra.flujos.items():
        for nombrado in leido.hallazgos.nombrados:
            if nombrado.clase != "flujo" or nombrado.nombre not in llaman:
                continue
            hondura = _hondura(nombrado.nombre, llaman, (nombre,))
            if hondura is None:
                texto = f"«{nombrado.nombre}» vuelve a llamar a «{nombre}»."
                yield Problema(nombrado.lugar, texto, "profundidad")
            elif hondura > HONDURA_DE_LLAMADAS:
                texto = f"Son {hondura} llamadas una dentro de otra; caben {HONDURA_DE_LLAMADAS}."
                yield Problema(nombrado.lugar, texto, "profundidad")


def _hondura(flujo: str, llaman: Mapping[str, set[str]], encima: tuple[str, ...]) -> int | None:
    """Cuántas llamadas hay desde aquí hacia dentro; ``None`` si vuelve al primero."""
    if flujo == encima[0]:
        return None
    if flujo in encima:
        return 0
    honda = 0
    for otro in sorted(llaman.get(flujo, ())):
        dentro = _hondura(otro, llaman, (*encima, flujo))
        if dentro is None:
            return None
        honda = max(honda, dentro)
    return honda + 1


def flujo_necesario(obra: Obra) -> Iterator[Problema]:
    """Los flujos sin los que el bot no puede responder."""
    for nombre in (FLUJO_DE_SALIDA, FLUJO_DE_PERSONA):
        leido = obra.flujos.get(nombre)
        if leido is None:
            texto = f"Falta el flujo «{nombre}» (flujos/{nombre}.yaml)."
            yield Problema(obra.ficha.lugar, texto, "flujo_necesario")
    for leido in obra.flujos.values():
        for paso in leido.flujo.pasos.values():
            pregunta = isinstance(paso.accion, Derivar) and paso.accion.contacto != "no"
            if pregunta and FLUJO_DE_ACUERDO not in obra.flujos:
                texto = f"Antes de derivar se pregunta, y falta el flujo «{FLUJO_DE_ACUERDO}»."
                yield Problema(leido.pasos[paso.nombre], texto, "flujo_necesario")
    salida = obra.flujos.get(FLUJO_DE_SALIDA)
    if salida is None or not salida.flujo.pasos:
        return
    paso = next(iter(salida.flujo.pasos.values()))
    if paso.decir is None:
        texto = "La despedida es el «decir» de este paso, y falta."
        yield Problema(salida.pasos[paso.nombre], texto, "flujo_necesario")


def flujo_sin_usar(obra: Obra) -> Iterator[Problema]:
    """Un flujo al que no lleva ningún tema, ningún paso ni ninguna palabra."""
    pasos = _pasos(obra)
    usados = {FLUJO_DE_SALIDA, FLUJO_DE_PERSONA, FLUJO_DE_ACUERDO}
    for hallados in obra.hallazgos():
        for destino in hallados.destinos:
            resuelto = resolver(destino.escrito, destino.flujo, pasos) or ""
            if resuelto.partition(".")[0] != destino.flujo:
                usados.add(resuelto.partition(".")[0])
        usados.update(n.nombre for n in hallados.nombrados if n.clase == "flujo")
    for nombre, leido in obra.flujos.items():
        if nombre not in usados and not leido.flujo.temas:
            texto = f"A «{nombre}» no se llega: no tiene temas y nadie lo nombra."
            yield Problema(leido.lugar, texto, "flujo_sin_usar", grave=False)


# ---- recorrer --------------------------------------------------------------


def _pasos(obra: Obra) -> dict[str, tuple[str, ...]]:
    return {nombre: tuple(leido.pasos) for nombre, leido in obra.flujos.items()}


def _enteros(pasos: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    return (f"{flujo}.{paso}" for flujo, suyos in pasos.items() for paso in suyos)


def _primero(leido: FlujoLeido) -> str:
    return f"{leido.flujo.nombre}.{next(iter(leido.pasos), '')}"


def _paso(obra: Obra, destino: str) -> Paso | None:
    flujo, _, paso = destino.partition(".")
    leido = obra.flujos.get(flujo)
    return leido.flujo.pasos.get(paso) if leido else None


def _lugares(obra: Obra) -> Iterator[tuple[str, Lugar]]:
    for flujo, leido in obra.flujos.items():
        for paso, lugar in leido.pasos.items():
            yield f"{flujo}.{paso}", lugar


def _salidas(paso: Paso) -> tuple[str, ...]:
    """Adónde puede seguir un paso, espere o no."""
    match paso.accion:
        case Menu(_, opciones):
            return tuple(salida.destino for salida in opciones)
        case Decidir(ramas, sino):
            return (*(rama.destino for rama in ramas), sino)
        case _:
            return (paso.sigue,)

"""Un libro pequeño, hecho a mano, para probar el motor sin leer archivos."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.comprension import Saber
from bot.comprension.normalizar import normalizar
from bot.directorio import Directorio, Distrito, Hecho, Servicio
from bot.guardia import LO_MAS_TARDE, Equipo, Equipos, Escalada
from bot.modelo import (
    Alarma,
    Burbuja,
    Candidato,
    Circunstancias,
    Di,
    Escribe,
    Estado,
    Evento,
    Lectura,
    Sospecha,
    Texto,
    Turno,
    Urgencia,
    a_json,
    de_json,
)
from bot.motor.avanzar import avanzar
from bot.motor.condiciones import DatoEs, Horario, Tiene
from bot.motor.libro import Ficha, Libro, Siempre
from bot.motor.pasos import (
    Dato,
    Decidir,
    Derivar,
    Flujo,
    Llamar,
    Menu,
    Mostrar,
    Paso,
    Preguntar,
    Rama,
    Salida,
)
from bot.motor.textos import FRASES

LUNES = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
"""Lunes 16 de marzo de 2026, 10:00 en Tumbes."""

_PLAZOS: dict[Urgencia, timedelta] = {
    "critica": timedelta(minutes=20),
    "alta": timedelta(hours=1),
    "normal": timedelta(days=1),
}
_DESPUES = Escalada(timedelta(), timedelta(minutes=15), timedelta(hours=1))
EQUIPOS = Equipos(
    "orientacion",
    {
        "orientacion": Equipo("orientacion", "Orientación", (), _PLAZOS),
        "legal": Equipo("legal", "Legal", ("refugio",), _PLAZOS),
        "proteccion": Equipo("proteccion", "Protección", ("violencia", "trata"), _PLAZOS),
    },
    {"critica": LO_MAS_TARDE, "alta": _DESPUES, "normal": _DESPUES},
)


def texto(es: str, contexto: str = "prueba") -> Texto:
    return Texto(es, contexto)


def hecho(valor: str) -> Hecho:
    return Hecho(valor, "https://ejemplo.pe", "2026-01-01", "alta")


def servicio(id: str, **campos: object) -> Servicio:
    base: dict[str, object] = {
        "id": id,
        "nombre": texto(id.capitalize(), f"directorio.{id}"),
        "para": texto("ayuda", f"directorio.{id}"),
        "temas": (),
        "cobertura": "nacional",
    }
    return Servicio(**{**base, **campos})  # type: ignore[arg-type]


def paso(nombre: str, decir: str = "", accion: object = None, sigue: str = "fin") -> Paso:
    return Paso(nombre, texto(decir) if decir else None, accion, sigue)  # type: ignore[arg-type]


def menu(pregunta: str, **opciones: str) -> Menu:
    return Menu(
        texto(pregunta),
        tuple(Salida(texto(etiqueta), destino) for etiqueta, destino in opciones.items()),
    )


def flujo(nombre: str, *pasos: Paso, **campos: object) -> Flujo:
    return Flujo(nombre, texto(nombre), {p.nombre: p for p in pasos}, **campos)  # type: ignore[arg-type]


FLUJOS = (
    flujo(
        "inicio",
        paso("saludo", "Hola, soy un programa. SALIR termina.", sigue="inicio.menu"),
        paso("menu", "", menu("¿Qué necesitas?", Salud="salud.que", Papeles="papeles.cual")),
        temas=("saludo",),
    ),
    flujo(
        "salud",
        paso("que", "", menu("¿Qué pasa?", Cita="salud.lugar", Otro="fin", Alguien="persona")),
        paso("lugar", "", Llamar("distrito"), "salud.mira"),
        paso("mira", "Mira:", Mostrar("salud", (), 3, texto("No tengo un lugar.")), "salud.mas"),
        paso("mas", "", menu("¿Algo más?", No="salir", Si="menu")),
        temas=("salud", "embarazo"),
    ),
    flujo(
        "distrito",
        paso("si", "", Decidir((Rama(Tiene("distrito"), "fin"),), "distrito.cual")),
        paso(
            "cual",
            "",
            Preguntar(texto("¿En qué distrito?"), "distrito", ("no se",), (texto("Tumbes"),)),
        ),
    ),
    flujo(
        "papeles",
        paso(
            "cual",
            "",
            Preguntar(texto("¿Qué documento?"), "documento", ("ninguno",)),
            "papeles.rama",
        ),
        paso(
            "rama",
            "",
            Decidir(
                (
                    Rama(DatoEs("documento", ("pasaporte",)), "papeles.pasaporte"),
                    Rama(Horario("abierto"), "papeles.hoy"),
                ),
                "papeles.cerrado",
            ),
        ),
        paso("pasaporte", "Consulado.", sigue="papeles.hoy"),
        paso(
            "hoy",
            "Pregunta: {oficina.telefono}.",
            Derivar("orientacion", "normal", "documentos", timedelta(hours=4), ("documento",)),
            "fin",
        ),
        paso("cerrado", "Cerrado. Abre {oficina.abre}.", sigue="fin"),
        temas=("documentos",),
    ),
    flujo(
        "violencia",
        paso("peligro", "Línea {linea.telefono}.", menu("¿Estás bien?", No="salir", Otra="fin")),
        paso(
            "escucha",
            "Línea {linea.telefono}.",
            menu("¿Puedes leer?", Si="violencia.mas", Otra="fin"),
        ),
        paso("mas", "Sigo.", menu("¿Qué quieres?", Terminar="salir", Otra="fin")),
        temas=("violencia",),
        urgente={"critica": "violencia.peligro", "alta": "violencia.escucha"},
        sensible=True,
    ),
    flujo(
        "animo",
        paso("ahora", "Línea {linea.telefono}.", menu("¿Ahora?", Si="salir", Otra="fin")),
        temas=("salud_mental",),
        urgente={"critica": "animo.ahora", "alta": "animo.ahora"},
        sensible=True,
    ),
    flujo(
        "acuerdo",
        paso(
            "entrada",
            "",
            Decidir((Rama(Tiene("consentimiento"), "acuerdo.tu_numero"),), "acuerdo.acepta"),
        ),
        paso(
            "acepta",
            "",
            Menu(
                texto("¿Aceptas?"),
                (
                    Salida(texto("Acepto"), "acuerdo.como", anota=("consentimiento", "v1")),
                    Salida(texto("No acepto"), "fin", anota=("consentimiento", "")),
                ),
            ),
        ),
        paso(
            "como",
            "",
            Menu(
                texto("¿Cómo?"),
                (
                    Salida(texto("Escribo yo"), "acuerdo.tu_numero", anota=("como", "ella")),
                    Salida(texto("Que me llamen"), "acuerdo.telefono", anota=("como", "llamada")),
                ),
            ),
        ),
        paso("telefono", "", Preguntar(texto("¿Cuál?"), "telefono"), "acuerdo.tu_numero"),
        paso("tu_numero", "Número {caso.codigo}.", sigue="fin"),
        sensible=True,
    ),
    flujo(
        "ayuda",
        paso("que", "", menu("¿Qué?", Oficina="ayuda.hoy", Aqui="ayuda.aqui", Nada="fin")),
        paso(
            "hoy",
            "",
            Derivar("legal", "alta", "asilo", timedelta(hours=1), ("documento",), "breve"),
            "ayuda.que",
        ),
        paso(
            "aqui",
            "",
            Menu(
                texto("¿Avisamos?"),
                (
                    Salida(texto("Avisen"), "ayuda.avisan", anota=("consentimiento", "v2")),
                    Salida(texto("No avisen"), "ayuda.que"),
                ),
            ),
        ),
        paso(
            "avisan",
            "",
            Derivar("legal", "critica", "asilo", timedelta(), (), "seguro"),
            "ayuda.que",
        ),
        temas=("asilo",),
    ),
    flujo("_persona", paso("como", "Llama al {oficina.telefono}.", sigue="fin")),
    flujo("_salir", paso("listo", "Listo.", sigue="fin")),
    flujo("_idioma", paso("cual", "", Preguntar(texto("¿Idioma?"), "idioma"))),
)


def libro(*otros: Flujo, quita: tuple[str, ...] = (), **servicios: Servicio) -> Libro:
    """El libro de prueba, con flujos de más (o en lugar de los suyos) y sin otros."""
    flujos = {f.nombre: f for f in (*FLUJOS, *otros) if f.nombre not in quita}
    distritos = directorio_de_prueba(servicios)
    return Libro(
        version="1",
        ficha=Ficha(
            nombre="Rumbo",
            idiomas={"es": ("Español", "espanol"), "fr": ("Français",)},
            inicio="inicio",
            menu="inicio.menu",
            temas={t: texto(t.capitalize()) for f in flujos.values() for t in f.temas},
            datos={
                "distrito": Dato("distrito", "distrito", False, texto("tu distrito")),
                "documento": Dato("documento", "texto", False),
                "consentimiento": Dato("consentimiento", "opcion", False),
                "como": Dato("como", "opcion", True),
                "telefono": Dato("telefono", "telefono", True),
                "idioma": Dato("idioma", "idioma", False),
            },
            siempre=(
                Siempre("salir", {"es": ("salir",), "fr": ("sortir",)}),
                Siempre("volver", {"es": ("volver", "0")}),
                Siempre("repetir", {"es": ("repetir",)}),
                Siempre("menu", {"es": ("menu",)}),
                Siempre("persona", {"es": ("persona", "9")}, "_persona"),
                Siempre("idioma", {"es": ("idioma", "espanol"), "fr": ("francais",)}, "_idioma"),
            ),
            seguro=0.8,
            dudoso=0.45,
            caduca=timedelta(hours=6),
            caduca_sensible=timedelta(minutes=20),
            oficina="oficina",
        ),
        flujos=flujos,
        frases={nombre: texto(f"<{nombre}>", f"frases.{nombre}") for nombre in FRASES}
        | {"dias": texto("el lunes, el martes, el miércoles, el jueves, el viernes, x, y")},
        directorio=distritos,
        saber=Saber(),
        equipos=EQUIPOS,
        traducciones={"fr": {("prueba", "¿Qué necesitas?"): "De quoi as-tu besoin ?"}},
    )


def directorio_de_prueba(otros: Mapping[str, Servicio]) -> Directorio:
    servicios = {
        "oficina": servicio("oficina", telefono=hecho("945"), horario=hecho("Mo-Fr 08:00-16:00")),
        "linea": servicio("linea", telefono=hecho("100"), temas=("violencia",)),
        **otros,
    }
    distritos = {
        nombre: Distrito(nombre, nombre, (nombre.lower(),)) for nombre in ("Tumbes", "Zarumilla")
    }
    return Directorio(servicios, distritos)


def escribe(
    dicho: str,
    *temas: tuple[str, float],
    alarma: Alarma | None = None,
    idioma: str | None = None,
    sospecha: Sospecha | None = None,
) -> Escribe:
    normal = normalizar(dicho)
    candidatos = tuple(Candidato(tema, certeza) for tema, certeza in temas)
    return Escribe(dicho, Lectura(normal, idioma, alarma, candidatos, sospecha))


def burbujas(turno: Turno) -> list[Burbuja]:
    return [efecto.burbuja for efecto in turno.efectos if isinstance(efecto, Di)]


def dicho(turno: Turno) -> str:
    return "\n".join(burbuja.texto for burbuja in burbujas(turno))


def opciones(turno: Turno) -> list[str]:
    return [opcion.etiqueta for burbuja in burbujas(turno) for opcion in burbuja.opciones]


class Charla:
    """Avanza turno a turno, llevando el estado por JSON como hace el almacén."""

    def __init__(self, del_libro: Libro | None = None, ahora: datetime = LUNES) -> None:
        self.libro = del_libro or libro()
        self.circunstancias = Circunstancias()
        self.ahora = ahora
        self.estado = Estado(canal="web")
        self.turno = Turno(self.estado, ())

    def da(self, evento: Evento) -> Turno:
        self.turno = avanzar(self.libro, self.estado, evento, self.ahora, self.circunstancias)
        self.estado = de_json(a_json(self.turno.estado))
        assert self.estado == self.turno.estado
        return self.turno

    def di(self, texto_dicho: str, *temas: tuple[str, float], **campos: object) -> str:
        return dicho(self.da(escribe(texto_dicho, *temas, **campos)))  # type: ignore[arg-type]

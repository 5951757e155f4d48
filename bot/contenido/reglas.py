"""Las reglas: todo lo que un libro tiene que cumplir, una función por regla.

El nombre de la función es el de la regla, y el que sale entre paréntesis en el
mensaje. Una regla nueva se escribe en el archivo de su asunto, se añade a
``REGLAS`` y trae su ejemplo malo en ``tests/contenido/malos/``.
``DE_LECTURA`` son las que ya comprueba quien lee, porque miran la forma.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.contenido import reglas_flujo as flujo
from bot.contenido import reglas_grafo as grafo
from bot.contenido import reglas_idioma as idioma
from bot.contenido import reglas_menu as menu
from bot.contenido import reglas_respuesta as respuesta
from bot.contenido import reglas_texto as texto
from bot.contenido import reglas_vista as vista
from bot.contenido.arbol import Problema
from bot.contenido.obra import Obra

Regla = Callable[[Obra], Iterator[Problema]]

REGLAS: tuple[Regla, ...] = (
    grafo.destino_existe,
    grafo.destino_ambiguo,
    grafo.nombre_reservado,
    grafo.paso_sin_usar,
    grafo.sin_salida,
    grafo.ciclo_sin_espera,
    grafo.profundidad,
    grafo.flujo_necesario,
    grafo.flujo_sin_usar,
    flujo.llamar_existe,
    flujo.dato_declarado,
    flujo.equipo_existe,
    flujo.servicio_existe,
    flujo.tema_desconocido,
    flujo.tema_repetido,
    flujo.tema_sin_servicios,
    flujo.entrada_repetida,
    flujo.urgente_completo,
    flujo.urgente_sin_paso,
    flujo.urgente_sensible,
    flujo.urgente_sin_vuelta,
    flujo.sin_escape,
    flujo.pregunta_sensible,
    flujo.flujos_iguales,
    flujo.seccion_desconocida,
    flujo.paso_desconocido,
    menu.menu_largo,
    menu.etiqueta_cabe,
    menu.etiqueta_unica,
    menu.etiqueta_de_siempre,
    respuesta.respuesta_existe,
    respuesta.respuesta_unica,
    respuesta.respuesta_neutral,
    texto.hueco_conocido,
    texto.hueco_traducido,
    texto.hecho_sin_respaldo,
    texto.hecho_medio_sin_aviso,
    texto.telefono_en_texto,
    texto.frase_prohibida,
    vista.primera_linea,
    vista.etiqueta_neutral,
    vista.ultima_neutral,
    vista.legible,
    vista.una_pregunta,
    vista.texto_largo,
    vista.saludo_largo,
    idioma.urgente_traducido,
)

DE_LECTURA = (
    "alias",
    "archivo_ajeno",
    "archivo_ausente",
    "archivo_grande",
    "archivo_hondo",
    "archivo_ilegible",
    "archivo_vacio",
    "bom",
    "caracter_de_control",
    "caracter_invisible",
    "catalogo",
    "clave",
    "clave_desconocida",
    "clave_repetida",
    "codificacion",
    "comentario_sospechoso",
    "escalada",
    "escape",
    "etiqueta_yaml",
    "falta_clave",
    "flujo_repetido",
    "frase_ausente",
    "frase_desconocida",
    "mostrar_que",
    "nombre_de_flujo",
    "nombre_invalido",
    "opcion",
    "palabra_de_siempre",
    "paso_con_dos_verbos",
    "paso_vacio",
    "plazos",
    "revisado",
    "sino_obligatorio",
    "tabulador",
    "tema_de_dos_equipos",
    "tipo",
    "umbrales",
    "yaml",
)


def revisar(obra: Obra) -> list[Problema]:
    """Todo lo que las reglas encuentran, sin orden."""
    return [problema for regla in REGLAS for problema in regla(obra)]

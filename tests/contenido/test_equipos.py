"""De ``_equipo.yaml`` al libro: los equipos de la oficina y cuándo se insiste."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.guardia import LO_MAS_TARDE, Equipo, Escalada
from bot.motor.pasos import Derivar
from tests.contenido.taller import copiar, decir, libro
from tests.oficina import libro_de_la_oficina

RAIZ = Path(__file__).parent.parent.parent
MINUTO, HORA = timedelta(minutes=1), timedelta(hours=1)


def test_el_libro_trae_los_equipos_como_se_escribieron() -> None:
    equipos = libro().equipos
    plazos = {"critica": 20 * MINUTO, "alta": HORA, "normal": 24 * HORA}
    assert equipos.equipos == {
        "orientacion": Equipo("orientacion", "Orientación", (), plazos),
        "proteccion": Equipo("proteccion", "Protección", ("violencia",), plazos),
    }
    assert equipos.escalada == {
        "critica": LO_MAS_TARDE,
        "alta": Escalada(timedelta(), 15 * MINUTO, HORA),
        "normal": Escalada(timedelta(), 4 * HORA, 24 * HORA),
    }
    assert equipos.de_tema("tramite") == "orientacion"


def test_cada_peligro_de_la_oficina_tiene_su_equipo() -> None:
    oficina = libro_de_la_oficina()
    proteccion = {t for t in oficina.ficha.temas if oficina.equipos.de_tema(t) == "proteccion"}
    assert proteccion == {"violencia", "trata", "ninez", "salud_mental"}
    # Quien atiende una alarma y quien atiende lo que el flujo deriva son el mismo equipo.
    for flujo in oficina.flujos.values():
        derivan = [p.accion for p in flujo.pasos.values() if isinstance(p.accion, Derivar)]
        for tema in flujo.temas:
            assert {d.equipo for d in derivan} <= {oficina.equipos.de_tema(tema)}


def _con(tmp_path: Path, antes: str, despues: str) -> list[str]:
    raiz = copiar(tmp_path)
    ruta = raiz / "flujos" / "_equipo.yaml"
    texto = ruta.read_text(encoding="utf-8")
    assert antes in texto
    ruta.write_text(texto.replace(antes, despues, 1), encoding="utf-8")
    return decir(raiz)


def test_sin_el_archivo_no_hay_libro(tmp_path: Path) -> None:
    raiz = copiar(tmp_path)
    (raiz / "flujos" / "_equipo.yaml").unlink()
    assert decir(raiz) == ["flujos/_equipo.yaml:1:1: [error] Falta este archivo. (archivo_ausente)"]


def test_cada_urgencia_tiene_su_plazo_y_sus_esperas(tmp_path: Path) -> None:
    assert _con(tmp_path, ", normal: 24 h}", "}") == [
        "flujos/_equipo.yaml:5:13: [error] Falta «normal» en «plazos». (falta_clave)"
    ]


def test_lo_que_no_es_critico_no_dice_cuando_va_a_la_siguiente(tmp_path: Path) -> None:
    assert _con(tmp_path, "alta: {coordina", "alta: {siguiente: 1 min, coordina") == [
        "flujos/_equipo.yaml:12:10: [error] «siguiente» no existe en «escalada: alta». "
        "(clave_desconocida)"
    ]


def test_un_tema_que_no_existe(tmp_path: Path) -> None:
    assert _con(tmp_path, "temas: [violencia]", "temas: [biolencia]") == [
        "flujos/_equipo.yaml:8:13: [error] El tema «biolencia» no está en «temas» de _bot.yaml. "
        "¿Quisiste decir «violencia»? (tema_desconocido)"
    ]


def test_un_nombre_que_no_sirve(tmp_path: Path) -> None:
    (dicho,) = _con(tmp_path, "  proteccion:", "  Protección:")
    assert dicho.endswith("(nombre_invalido)")


def test_lo_critico_se_puede_acortar(tmp_path: Path) -> None:
    mas_corto = "critica: {siguiente: 1 min, coordina: 2 min, sin_respuesta: 3 min}"
    entero = "critica: {siguiente: 5 min, coordina: 15 min, sin_respuesta: 20 min}"
    assert _con(tmp_path, entero, mas_corto) == []


def test_ni_la_primera_ni_la_segunda_espera_de_lo_critico_se_alargan(tmp_path: Path) -> None:
    for n, (antes, despues) in enumerate(
        [("siguiente: 5 min", "siguiente: 6 min"), ("coordina: 15 min", "coordina: 16 min")]
    ):
        (dicho,) = _con(tmp_path / str(n), antes, despues)
        assert dicho.endswith("(escalada)")

"""Lo que va en el directorio no se escribe a mano; lo demás, con sus números, sí."""

from __future__ import annotations

import pytest

from bot.contenido.reglas_texto import datos_escritos


@pytest.mark.parametrize(
    ("texto", "clase", "hallado"),
    [
        ("Llama al 100.", "un teléfono", "100"),
        ("Línea 1818, gratis", "un teléfono", "1818"),
        ("1810 o Línea 100", "un teléfono", "1810"),
        ("105 (policía)", "un teléfono", "105"),
        ("Salud: 106. Bomberos: 116", "un teléfono", "116"),
        ("113 opción 5", "un teléfono", "113"),
        ("0800-15170", "un teléfono", "0800-15170"),
        ("(072) 52 4000", "un teléfono", "(072) 52 4000"),
        ("+51 945 083 692", "un teléfono", "+51 945 083 692"),
        ("945083692", "un teléfono", "945083692"),
        ("Marca 4321", "un teléfono", "4321"),
        ("odtumbes@ejemplo.gob.pe", "un correo", "odtumbes@ejemplo.gob.pe"),
        ("Entra en https://ejemplo.org/x?y=1.", "un enlace", "https://ejemplo.org/x?y=1"),
        ("Mira ejemplo.gob.pe", "un enlace", "ejemplo.gob.pe"),
        ("bit.ly/abc", "un enlace", "bit.ly/abc"),
        ("javascript:alert", "un enlace", "javascript:alert"),
        ("Está en Jr. San Martín 350", "una dirección", "Jr. San Martín 350"),
        ("calle José Gálvez n.º 211", "una dirección", "calle José Gálvez n.º 211"),
        ("Av. 28 de Julio 12", "una dirección", "Av. 28 de Julio 12"),
        ("Abre a las 8", "una hora", "a las 8"),
        ("De 8:00 a 16:00", "una hora", "16:00"),
        ("Hasta las 4 p. m.", "una hora", "4 p. m"),
    ],
)
def test_se_halla_lo_que_va_en_el_directorio(texto: str, clase: str, hallado: str) -> None:
    assert (clase, hallado) in list(datos_escritos(texto))


@pytest.mark.parametrize(
    "texto",
    [
        "Atienden 24 horas, los 7 días.",
        "Tienes 72 horas o 3 días para pedirlo.",
        "Cuesta S/ 107.50 o S/120.",
        "Según la Ley 32154 y el D.S. 010-2025-IN.",
        "El decreto supremo N.º 007-2017 y el artículo 149.",
        "La multa es de 150 soles, en 180 días.",
        "Desde febrero de 2026 y hasta 2030.",
        "Llama al {linea_100.telefono}, opción 5.",
        "Estás en la calle con 2 hijos. Puedes pedir ayuda.",
        "Vive a 120 km, con 100 personas.",
        "Espera 20 minutos y llama otra vez.",
        "Marca la opción 1.",
        "Tengo 17 años y 6 meses.",
    ],
)
def test_los_demas_numeros_se_pueden_escribir(texto: str) -> None:
    assert list(datos_escritos(texto)) == []

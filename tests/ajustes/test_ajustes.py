"""Los ajustes: lo bueno se lee y lo malo se dice todo junto, con su remedio."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ajustes import Ajustes, AjustesMalos, leer_ajustes
from bot.ajustes.leidos import Leidos

NOMBRES = ("PUERTO", "DATOS", "BASE_DE_DATOS", "URL_PUBLICA", "CONTENIDO")
TOKEN = f"123456789:{'A' * 35}"
SECRETO = "un-valor-al-azar-de-treinta-letras"
TWILIO = {
    "URL_PUBLICA": "https://rumbo.pe",
    "TWILIO_CUENTA": "AC" + "0a" * 16,
    "TWILIO_TOKEN": "0123456789abcdef" * 2,
    "TWILIO_NUMERO": "+14155238886",
}
LARGA, CORTA, DE_MUESTRA = "una-clave-bien-larga", "clave-123", "changeme-changeme"


@pytest.fixture(autouse=True)
def carpeta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una carpeta con contenido y sin ajustes en el entorno."""
    for nombre in Leidos.model_fields:
        monkeypatch.delenv(nombre.upper(), raising=False)
    (tmp_path / "flujos").mkdir()
    (tmp_path / "directorio.yaml").touch()
    monkeypatch.setenv("CONTENIDO", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problemas() -> tuple[str, ...]:
    with pytest.raises(AjustesMalos) as atrapado:
        leer_ajustes()
    return atrapado.value.problemas


def test_sin_ajustes_hay_valores_de_casa(carpeta: Path) -> None:
    datos = carpeta / "datos"
    esperados = Ajustes("127.0.0.1", 8000, datos, f"sqlite:///{datos}/rumbo.sqlite", "", carpeta)
    assert leer_ajustes() == esperados
    assert not datos.exists()


def test_el_entorno_manda_sobre_el_archivo(carpeta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (carpeta / ".env").write_text("PUERTO=9000\nURL_PUBLICA=https://rumbo.pe/\n")
    assert leer_ajustes().puerto == 9000
    monkeypatch.setenv("PUERTO", "9001")
    ajustes = leer_ajustes()
    assert (ajustes.puerto, ajustes.url_publica) == (9001, "https://rumbo.pe")


def test_un_ajuste_vacio_es_como_no_ponerlo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUERTO", "")
    assert leer_ajustes().puerto == 8000


@pytest.mark.parametrize(
    ("nombre", "valor"),
    [
        ("PUERTO", "ocho mil"),
        ("PUERTO", "-1"),
        ("PUERTO", "65536"),
        ("PUERTO", "²"),
        ("BASE_DE_DATOS", "mysql://a/b"),
        ("BASE_DE_DATOS", "postgres"),
        ("BASE_DE_DATOS", f"postgresql://bot:{LARGA}@servidor:99999/base"),
        ("BASE_DE_DATOS", "postgresql://bot@servidor/base"),
        ("BASE_DE_DATOS", f"postgresql://bot:{CORTA}@servidor/base"),
        ("BASE_DE_DATOS", f"postgresql://bot:{DE_MUESTRA}@servidor/base"),
        ("URL_PUBLICA", "rumbo.pe"),
        ("URL_PUBLICA", "http://rumbo.pe"),
        ("URL_PUBLICA", "https://rumbo.pe/chat"),
        ("URL_PUBLICA", "https://yo@rumbo.pe"),
        ("URL_PUBLICA", "https://rumbo.example.com"),
        ("CONTENIDO", "/no/existe"),
    ],
)
def test_cada_ajuste_malo_se_nombra(
    monkeypatch: pytest.MonkeyPatch, nombre: str, valor: str
) -> None:
    monkeypatch.setenv(nombre, valor)
    (problema,) = problemas()
    assert problema.startswith(nombre)
    assert problema.endswith(".")


def test_todos_los_problemas_salen_a_la_vez_y_sin_claves(
    carpeta: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nombre in NOMBRES:
        monkeypatch.setenv(nombre, "x")
    monkeypatch.setenv("BASE_DE_DATOS", f"postgresql://bot:{CORTA}@servidor/base")
    (carpeta / "x").touch()
    dichos = problemas()
    assert [dicho.split()[0] for dicho in dichos] == list(NOMBRES)
    assert CORTA not in str(AjustesMalos(dichos))


def test_lo_que_miran_otros_sale_en_la_misma_lista(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUERTO", "x")
    with pytest.raises(AjustesMalos) as atrapado:
        leer_ajustes(lambda ajustes: [f"{ajustes.datos.name}: falta una llave"])
    assert [dicho.split()[0] for dicho in atrapado.value.problemas] == ["PUERTO", "datos:"]


def test_la_carpeta_de_datos_abierta_se_niega(carpeta: Path) -> None:
    (carpeta / "datos").mkdir()
    (carpeta / "datos").chmod(0o750)
    (problema,) = problemas()
    assert "chmod 700" in problema
    (carpeta / "datos").chmod(0o700)
    assert leer_ajustes().datos == carpeta / "datos"


def test_postgresql_por_un_zocalo_no_pide_clave(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://postgres:@/rumbo?host=/run/rumbo"
    monkeypatch.setenv("BASE_DE_DATOS", url)
    assert leer_ajustes().base_de_datos == url


# ---- los canales -------------------------------------------------------------


def pon(monkeypatch: pytest.MonkeyPatch, **ajustes: str) -> None:
    for nombre, valor in ajustes.items():
        monkeypatch.setenv(nombre, valor)


def test_sin_canales_no_hay_canales() -> None:
    ajustes = leer_ajustes()
    assert (ajustes.telegram, ajustes.twilio, ajustes.publicado) == (None, None, False)


def test_con_el_token_basta_para_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    pon(monkeypatch, TELEGRAM_TOKEN=TOKEN)
    telegram = leer_ajustes().telegram
    assert telegram is not None
    assert telegram.token.get_secret_value() == TOKEN
    assert (telegram.api, telegram.ritmo, telegram.espacio) == ("https://api.telegram.org", 25, 1)
    assert TOKEN not in repr(leer_ajustes())


def test_whatsapp_necesita_sus_cuatro(monkeypatch: pytest.MonkeyPatch) -> None:
    pon(monkeypatch, **TWILIO)
    twilio = leer_ajustes().twilio
    assert twilio is not None
    assert twilio.numero == "whatsapp:+14155238886"
    assert TWILIO["TWILIO_TOKEN"] not in repr(leer_ajustes())


@pytest.mark.parametrize("falta", sorted(TWILIO))
def test_lo_que_falta_de_whatsapp_se_nombra(monkeypatch: pytest.MonkeyPatch, falta: str) -> None:
    pon(monkeypatch, **{nombre: valor for nombre, valor in TWILIO.items() if nombre != falta})
    (problema,) = problemas()
    assert problema.startswith(falta)


@pytest.mark.parametrize(
    ("malo", "ajustes"),
    [
        ("ESCUCHA", {"ESCUCHA": "rumbo.pe"}),
        ("ENTREGA", {"ENTREGA": "nunca"}),
        ("TELEGRAM_TOKEN", {"TELEGRAM_TOKEN": "123:corto"}),
        ("TELEGRAM_SECRETO", {"TELEGRAM_SECRETO": SECRETO}),
        ("TELEGRAM_SECRETO", {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_SECRETO": SECRETO}),
        (
            "TELEGRAM_SECRETO",
            {
                "TELEGRAM_TOKEN": TOKEN,
                "TELEGRAM_SECRETO": "cambiame" * 4,
                "URL_PUBLICA": "https://rumbo.pe",
            },
        ),
        ("TELEGRAM_API", {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": "http://otra.pe"}),
        ("TELEGRAM_RITMO", {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_RITMO": "0"}),
        ("TELEGRAM_ESPACIO", {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_ESPACIO": "mucho"}),
        ("TWILIO_CUENTA", {**TWILIO, "TWILIO_CUENTA": "AC123"}),
        ("Un secreto de TWILIO", {**TWILIO, "TWILIO_TOKEN": "corto"}),
        ("TWILIO_NUMERO", {**TWILIO, "TWILIO_NUMERO": "999"}),
        ("TWILIO_API", {**TWILIO, "TWILIO_API": "ftp://otra.pe"}),
    ],
    ids=range(13),
)
def test_cada_ajuste_malo_de_un_canal_se_nombra(
    monkeypatch: pytest.MonkeyPatch, malo: str, ajustes: dict[str, str]
) -> None:
    pon(monkeypatch, **ajustes)
    (problema,) = problemas()
    assert problema.startswith(malo)
    assert problema.endswith((".", "…"))
    assert not any(secreto in problema for secreto in (TOKEN, SECRETO, TWILIO["TWILIO_TOKEN"]))


def test_en_pruebas_la_direccion_publica_puede_ser_de_esta_maquina(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pon(monkeypatch, **TWILIO, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API="http://127.0.0.1:9000")
    pon(monkeypatch, URL_PUBLICA="http://127.0.0.1:8000", ENTREGA="aparte")
    ajustes = leer_ajustes()
    assert (ajustes.publicado, ajustes.entrega_aqui) == (False, False)


CORREO = {"SMTP_SERVIDOR": "correo.rumbo.pe", "SMTP_DE": "avisos@rumbo.pe"}


@pytest.mark.parametrize(
    ("nombre", "puestos"),
    [
        ("TELEGRAM_GRUPO", {"TELEGRAM_GRUPO": "-1001234567890"}),
        ("TELEGRAM_GRUPO", {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_GRUPO": "@equipo"}),
        ("TELEGRAM_GRUPO", {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_GRUPO": "1001234567890"}),
        ("SMTP_DE", {"SMTP_DE": "avisos@rumbo.pe"}),
        ("SMTP_DE", {"SMTP_SERVIDOR": "correo.rumbo.pe"}),
        ("SMTP_DE", {**CORREO, "SMTP_DE": "avisos@rumbo.pe, otro@x.pe"}),
        ("SMTP_DE", {**CORREO, "SMTP_DE": "Rumbo <avisos@rumbo.pe>"}),
        ("SMTP_SERVIDOR", {**CORREO, "SMTP_SERVIDOR": "https://correo.rumbo.pe"}),
        ("SMTP_PUERTO", {**CORREO, "SMTP_PUERTO": "0"}),
        ("SMTP_PUERTO", {**CORREO, "SMTP_PUERTO": "correo"}),
        ("SMTP_CIERRE", {**CORREO, "SMTP_CIERRE": "ssl"}),
        ("SMTP_CIERRE", {**CORREO, "SMTP_CIERRE": "no"}),
        ("SMTP_USUARIO", {**CORREO, "SMTP_USUARIO": "avisos"}),
        ("SMTP_USUARIO", {**CORREO, "SMTP_CLAVE": "clave"}),
    ],
)
def test_cada_ajuste_del_equipo_malo_se_nombra(
    nombre: str, puestos: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for otro, valor in puestos.items():
        monkeypatch.setenv(otro, valor)
    (problema,) = problemas()
    assert problema.startswith(nombre)
    assert CORREO["SMTP_SERVIDOR"] not in problema


def test_el_grupo_y_el_correo_se_leen(monkeypatch: pytest.MonkeyPatch) -> None:
    puestos = {
        **CORREO,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_GRUPO": "-1001234567890",
        "SMTP_USUARIO": "avisos",
        "SMTP_CLAVE": "clave-secreta",
    }
    for otro, valor in puestos.items():
        monkeypatch.setenv(otro, valor)
    ajustes = leer_ajustes()
    assert ajustes.telegram is not None
    assert ajustes.telegram.grupo == "-1001234567890"
    assert ajustes.correo is not None
    assert (ajustes.correo.puerto, ajustes.correo.cierre) == (587, "starttls")
    assert "clave-secreta" not in repr(ajustes)

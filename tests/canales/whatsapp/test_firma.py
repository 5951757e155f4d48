"""La firma de Twilio: sus propios ejemplos, y lo que nadie más puede firmar."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.datastructures import FormData, Headers
from twilio.request_validator import RequestValidator

from bot.canales.whatsapp.firma import Firma
from bot.canales.whatsapp.lectura import leer_formulario

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CAMPOS = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
BUENA = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
OFICIALES = [
    (URL, BUENA),
    (URL.replace(".com", ".com:1234"), BUENA),
    (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (URL.replace("https", "http").replace(".com", ".com:1234"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
]


def _verificar(
    firma: Firma, firmada: str | None, url: str = URL, cuerpo: bytes | None = None, **mas: str
) -> bool:
    campos = leer_formulario(urlencode(CAMPOS).encode() if cuerpo is None else cuerpo)
    cabeceras = {} if firmada is None else {"x-twilio-signature": firmada}
    return firma.verificar(url, campos, Headers({**cabeceras, **mas}))


@pytest.mark.parametrize(("url", "firmada"), OFICIALES)
def test_los_ejemplos_oficiales_valen(url: str, firmada: str) -> None:
    assert _verificar(Firma(TOKEN), firmada, url)


def test_los_campos_repetidos_van_en_la_firma() -> None:
    cuerpo = b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234"
    assert _verificar(Firma(TOKEN), "IK+Dwps556ElfBT0I3Rgjkr1wJU=", cuerpo=cuerpo)


def test_los_campos_vacios_y_los_desconocidos_van_en_la_firma() -> None:
    cuerpo = b"Body=&Nuevo=%C3%B1+%F0%9F%91%8B&From=whatsapp%3APE.a1"
    campos = FormData([("Body", ""), ("Nuevo", "ñ 👋"), ("From", "whatsapp:PE.a1")])
    firmada = RequestValidator(TOKEN).compute_signature(URL, campos)
    assert _verificar(Firma(TOKEN), firmada, cuerpo=cuerpo)
    assert not _verificar(Firma(TOKEN), firmada, cuerpo=cuerpo.replace(b"Body=&", b""))


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("https", "http"),
        URL.replace(".php?", ".php/?"),
        URL.replace("my", "My"),
        URL.split("?")[0],
        URL + "&salida=7",
    ],
)
def test_otra_direccion_no_vale(url: str) -> None:
    assert not _verificar(Firma(TOKEN), BUENA, url)


def test_la_cabecera_host_no_cambia_nada() -> None:
    for host in ("otra.example", "mycompany.com"):
        ajenas = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "http"}
        assert _verificar(Firma(TOKEN), BUENA, **ajenas)
        assert not _verificar(Firma(TOKEN), BUENA, "https://otra.example/myapp.php", **ajenas)


@pytest.mark.parametrize("firmada", [None, "", "x", "ñandú", BUENA[:-1], BUENA + "="])
def test_sin_firma_o_con_otra_no_vale(firmada: str | None) -> None:
    assert not _verificar(Firma(TOKEN), firmada)


def test_cada_octeto_del_cuerpo_cuenta() -> None:
    cuerpo = urlencode({"Body": "hola", "MessageSid": "SM1"}).encode()
    firmada = RequestValidator(TOKEN).compute_signature(URL, leer_formulario(cuerpo))
    assert _verificar(Firma(TOKEN), firmada, cuerpo=cuerpo)
    for n in range(len(cuerpo)):
        tocado = cuerpo[:n] + bytes([cuerpo[n] ^ 1]) + cuerpo[n + 1 :]
        assert not _verificar(Firma(TOKEN), firmada, cuerpo=tocado)


def test_mientras_se_cambia_el_token_valen_los_dos() -> None:
    cambio = Firma("nuevo", token_anterior=TOKEN)
    assert _verificar(cambio, BUENA)
    assert _verificar(cambio, RequestValidator("nuevo").compute_signature(URL, CAMPOS))
    assert not _verificar(Firma("nuevo"), BUENA)


def test_el_algoritmo_lo_fijan_los_ajustes_y_no_quien_manda() -> None:
    sha1 = RequestValidator("llave").compute_signature(URL, CAMPOS, "HMAC_SHA1")
    sha256 = RequestValidator("llave").compute_signature(URL, CAMPOS, "HMAC_SHA256")
    anuncia = "X-Twilio-Webhooks-Signature-Settings"
    dice_256 = {anuncia: "key=k,algorithm=HMAC_SHA256"}
    dice_1 = {anuncia: "key=k,algorithm=HMAC_SHA1"}

    fijo = Firma(TOKEN, llave_sha256="llave", algoritmo="sha256")
    assert _verificar(fijo, sha256, **dice_256)
    assert _verificar(fijo, sha256)
    assert not _verificar(fijo, sha1, **dice_1)
    assert not _verificar(fijo, BUENA, **dice_1)

    corriente = Firma("llave", llave_sha256="llave")
    assert _verificar(corriente, sha1, **dice_256)
    assert not _verificar(corriente, sha256, **dice_256)


def test_sin_llave_no_hay_firma_que_comprobar() -> None:
    with pytest.raises(ValueError, match="sha1"):
        Firma("")
    with pytest.raises(ValueError, match="sha256"):
        Firma(TOKEN, algoritmo="sha256")
    vacia = RequestValidator("").compute_signature(URL, CAMPOS)
    assert not _verificar(Firma(TOKEN, token_anterior=""), vacia)

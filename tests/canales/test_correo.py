"""El correo, contra un servidor SMTP de verdad en esta máquina."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.canales.base import NoSalio
from bot.canales.correo import Correo

AHORA = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)


class Buzon:
    """Lo que llega; ``niega``, con qué contesta al destinatario o al mensaje."""

    def __init__(self) -> None:
        self.cartas: list[tuple[list[str], EmailMessage]] = []
        self.niega: dict[str, str] = {}

    async def handle_RCPT(
        self, servidor: SMTP, sesion: Session, sobre: Envelope, para: str, opciones: list[str]
    ) -> str:
        if "RCPT" in self.niega:
            return self.niega["RCPT"]
        sobre.rcpt_tos.append(para)
        return "250 bien"

    async def handle_DATA(self, servidor: SMTP, sesion: Session, sobre: Envelope) -> str:
        if "DATA" in self.niega:
            return self.niega["DATA"]
        assert isinstance(sobre.content, bytes)
        carta = message_from_bytes(sobre.content, _class=EmailMessage, policy=policy.default)
        self.cartas.append((sobre.rcpt_tos, carta))
        return "250 bien"


def entrar(servidor: Any, sesion: Any, sobre: Any, como: str, datos: Any) -> AuthResult:
    assert isinstance(datos, LoginPassword)
    return AuthResult(success=datos == LoginPassword(b"rumbo", b"una-clave"), handled=False)


@pytest.fixture
def certificado(tmp_path: Path) -> tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]]:
    """Uno recién hecho para esta máquina, y un cliente que se fía de él."""
    llave = ec.generate_private_key(ec.SECP256R1())
    nombre = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    hoy = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(nombre)
        .issuer_name(nombre)
        .public_key(llave.public_key())
        .serial_number(1)
        .not_valid_before(hoy - timedelta(days=1))
        .not_valid_after(hoy + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(llave, hashes.SHA256())
    )
    archivo = tmp_path / "cert.pem"
    archivo.write_bytes(
        cert.public_bytes(serialization.Encoding.PEM)
        + llave.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    servidor = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    servidor.load_cert_chain(archivo)
    return servidor, lambda: ssl.create_default_context(cafile=archivo)


Abrir = Callable[..., Awaitable[tuple[Buzon, int]]]


@pytest.fixture
async def abrir() -> AsyncIterator[Abrir]:
    """Abre servidores de correo en puertos libres."""
    abiertos: list[asyncio.Server] = []

    async def otro(cifrado: ssl.SSLContext | None = None, **opciones: Any) -> tuple[Buzon, int]:
        buzon = Buzon()
        servidor = await asyncio.get_running_loop().create_server(
            lambda: SMTP(buzon, hostname="prueba", **opciones), "127.0.0.1", 0, ssl=cifrado
        )
        abiertos.append(servidor)
        return buzon, servidor.sockets[0].getsockname()[1]

    yield otro
    for servidor in abiertos:
        servidor.close()


async def mandar(correo: Correo, para: str = "eva@rumbo.pe", asunto: str = "TUM-0412") -> None:
    await correo.enviar(para, asunto, "🔴 TUM-0412 · nivel 1", AHORA)


async def test_llega_entero_y_a_una_sola_persona(abrir: Abrir) -> None:
    buzon, puerto = await abrir()
    await mandar(Correo("127.0.0.1", puerto, "avisos@rumbo.pe", cierre="no"))
    ((para, carta),) = buzon.cartas
    assert para == ["eva@rumbo.pe"]
    assert (carta["From"], carta["To"], carta["Subject"]) == (
        "avisos@rumbo.pe",
        "eva@rumbo.pe",
        "TUM-0412",
    )
    assert carta.get_content().strip() == "🔴 TUM-0412 · nivel 1"
    assert carta["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("cierre", ["starttls", "tls"])
async def test_va_cifrado_y_con_clave(abrir: Abrir, certificado: Any, cierre: Any) -> None:
    suyo, fiado = certificado
    if cierre == "tls":
        buzon, puerto = await abrir(cifrado=suyo, authenticator=entrar, auth_require_tls=False)
    else:
        buzon, puerto = await abrir(
            tls_context=suyo, require_starttls=True, authenticator=entrar, auth_required=True
        )
    bueno = Correo("localhost", puerto, "a@rumbo.pe", "rumbo", "una-clave", cierre, contexto=fiado)
    await mandar(bueno)
    assert len(buzon.cartas) == 1
    assert await bueno.revisar() == []
    assert len(buzon.cartas) == 1, "revisar no manda nada"
    malo = Correo("localhost", puerto, "a@rumbo.pe", "rumbo", "otra", cierre, contexto=fiado)
    with pytest.raises(NoSalio) as negado:
        await mandar(malo)
    assert (negado.value.desenlace, negado.value.motivo) == ("reintentar", "clave")
    assert "SMTP_CLAVE" in (await malo.revisar())[0]
    # El certificado de otro no vale.
    desconfia = Correo("localhost", puerto, "a@rumbo.pe", "rumbo", "una-clave", cierre)
    with pytest.raises(NoSalio) as negado:
        await mandar(desconfia)
    assert negado.value.motivo == "tls"


@pytest.mark.parametrize(
    ("cuando", "contesta", "desenlace", "motivo"),
    [
        ("RCPT", "550 no existe", "muerta", "550"),
        ("RCPT", "451 luego", "reintentar", "451"),
        ("DATA", "552 lleno", "muerta", "552"),
        ("DATA", "421 me voy", "reintentar", "421"),
    ],
)
async def test_un_5xx_es_de_siempre_y_un_4xx_de_ahora(
    abrir: Abrir, cuando: str, contesta: str, desenlace: str, motivo: str
) -> None:
    buzon, puerto = await abrir()
    buzon.niega[cuando] = contesta
    with pytest.raises(NoSalio) as negado:
        await mandar(Correo("127.0.0.1", puerto, "avisos@rumbo.pe", cierre="no"))
    assert (negado.value.desenlace, negado.value.motivo) == (desenlace, motivo)
    assert buzon.cartas == []


async def test_sin_servidor_se_reintenta(abrir: Abrir) -> None:
    _, puerto = await abrir()
    caido = Correo("127.0.0.1", 1, "avisos@rumbo.pe", cierre="no")
    with pytest.raises(NoSalio) as negado:
        await mandar(caido)
    assert (negado.value.desenlace, negado.value.motivo) == ("reintentar", "conexion")
    assert "127.0.0.1:1" in (await caido.revisar())[0]
    # Quien no ofrece cifrado no recibe nada.
    with pytest.raises(NoSalio):
        await mandar(Correo("127.0.0.1", puerto, "avisos@rumbo.pe"))


async def test_por_la_direccion_no_se_cuela_otra_cabecera(abrir: Abrir) -> None:
    buzon, puerto = await abrir()
    correo = Correo("127.0.0.1", puerto, "avisos@rumbo.pe", cierre="no")
    for para, asunto in (("eva@rumbo.pe\nBcc: x@y.z", "TUM"), ("eva@rumbo.pe", "a\r\nBcc: x@y.z")):
        with pytest.raises(NoSalio) as negado:
            await mandar(correo, para, asunto)
        assert (negado.value.desenlace, negado.value.motivo) == ("muerta", "direccion")
    assert buzon.cartas == []

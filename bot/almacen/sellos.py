"""Sella lo de un caso: quien lo escribe no puede volver a leerlo.

Cada caso tiene un par de llaves. Con la mitad pública, que va en su fila, el servidor sella
cada pieza; la privada está sellada, una vez, para cada persona que puede abrirlo. La llave
privada de una persona va envuelta en su contraseña. Aquí no se toca la base, ni se decide
quién abre: eso es de ``casos.py`` y de ``bot/casos``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass, field

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id

CUBETA = 256
LARGO = 32
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_SOBRE = LARGO + bindings.crypto_box_SEALBYTES
_SAL = argon2id.SALTBYTES
_CABIDA = 4


class NoAbre(Exception):
    """No es de ese lugar, está roto, o quien abre no tiene la llave. Nunca da un trozo."""


@dataclass(frozen=True, slots=True)
class Par:
    """Una llave y la mitad que se puede enseñar."""

    publica: bytes
    privada: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Coste:
    """Lo que cuesta probar una contraseña: vueltas y memoria (KiB)."""

    vueltas: int
    memoria: int


COSTE = Coste(3, 64 * 1024)
"""El segundo que recomienda la RFC 9106: 64 MiB y tres vueltas."""
_TOPE = Coste(16, 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Lugar:
    """A qué queda atada una pieza: movida, o dicha por otra persona, no se abre."""

    caso: str
    clase: str
    quien: str
    n: int

    @property
    def datos(self) -> bytes:
        return json.dumps([self.caso, self.clase, self.quien, self.n]).encode()


def nuevo_par() -> Par:
    privada = PrivateKey.generate()
    return Par(bytes(privada.public_key), bytes(privada))


def cerrar(publica: bytes, texto: str, lugar: Lugar) -> bytes:
    """Sella ``texto`` para el caso de esa llave; su largo solo se sabe por cubetas."""
    crudo = texto.encode("utf-8", "replace")
    claro = len(crudo).to_bytes(_CABIDA, "big") + crudo
    claro += b"\x00" * (-len(claro) % CUBETA)
    llave, nonce = os.urandom(LARGO), os.urandom(_NONCE)
    cuerpo = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(claro, lugar.datos, nonce, llave)
    return SealedBox(PublicKey(publica)).encrypt(llave) + nonce + cuerpo


def abrir(privada: bytes, sellado: bytes, lugar: Lugar) -> str:
    """El texto de ese lugar. Levanta ``NoAbre``."""
    llave = _abrir_caja(sellado[:_SOBRE], privada)
    nonce, cuerpo = sellado[_SOBRE : _SOBRE + _NONCE], sellado[_SOBRE + _NONCE :]
    try:
        claro = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            cuerpo, lugar.datos, nonce, llave
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise NoAbre("No abre en su lugar.") from error
    largo = int.from_bytes(claro[:_CABIDA], "big")
    return claro[_CABIDA : _CABIDA + largo].decode("utf-8")


def sellar_llave(privada: bytes, publica: bytes, caso: str) -> bytes:
    """La llave privada del ``caso``, para quien tiene la otra mitad de ``publica``."""
    return SealedBox(PublicKey(publica)).encrypt(privada + _nombre(caso))


def abrir_llave(sello: bytes, privada: bytes, caso: str) -> bytes:
    """La llave privada del ``caso``. Levanta ``NoAbre``, también si el sello es de otro caso."""
    claro = _abrir_caja(sello, privada)
    if claro[LARGO:] != _nombre(caso):
        raise NoAbre("El sello es de otro caso.")
    return claro[:LARGO]


def envolver(privada: bytes, clave: str, coste: Coste = COSTE) -> bytes:
    """La llave de una persona, envuelta en su contraseña. Se hace fuera de la transacción."""
    sal, nonce = os.urandom(_SAL), os.urandom(_NONCE)
    cabecera = coste.vueltas.to_bytes(1, "big") + coste.memoria.to_bytes(4, "big") + sal
    cuerpo = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        privada, cabecera, nonce, _estirar(clave, sal, coste)
    )
    return cabecera + nonce + cuerpo


def desenvolver(envuelta: bytes, clave: str) -> bytes:
    """La llave privada, si la contraseña es. Cuesta siempre un Argon2; levanta ``NoAbre``."""
    coste = Coste(envuelta[0], int.from_bytes(envuelta[1:5], "big"))
    if coste.vueltas > _TOPE.vueltas or coste.memoria > _TOPE.memoria:
        raise NoAbre("Pide demasiado: no la envolvió esta casa.")
    fin = 5 + _SAL
    cabecera, nonce, cuerpo = envuelta[:fin], envuelta[fin : fin + _NONCE], envuelta[fin + _NONCE :]
    estirada = _estirar(clave, envuelta[5:fin], coste)
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            cuerpo, cabecera, nonce, estirada
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise NoAbre("No es la contraseña.") from error


def guardar_en_sesion(privada: bytes, secreto: bytes, sesion: bytes) -> bytes:
    """La llave de quien entró, con un secreto que solo está en su galleta."""
    nonce = os.urandom(_NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        privada, sesion, nonce, secreto
    )


def sacar_de_sesion(guardada: bytes, secreto: bytes, sesion: bytes) -> bytes:
    """Levanta ``NoAbre``."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            guardada[_NONCE:], sesion, guardada[:_NONCE], secreto
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise NoAbre("No es la galleta de esa sesión.") from error


def privada_a_papel(privada: bytes) -> str:
    """La llave de recuperación, en grupos que se pueden copiar a mano. Lleva su control."""
    letras = base64.b32encode(privada + _control(privada)).decode().rstrip("=")
    return "-".join(letras[i : i + 5] for i in range(0, len(letras), 5))


def privada_de_papel(escrita: str) -> bytes:
    """La llave escrita a mano. Levanta ``NoAbre`` si hay una errata."""
    letras = "".join(escrita.split()).replace("-", "").upper()
    try:
        crudo = base64.b32decode(letras + "=" * (-len(letras) % 8))
    except binascii.Error as error:
        raise NoAbre("No es una llave de recuperación.") from error
    privada, control = crudo[:LARGO], crudo[LARGO:]
    if control != _control(privada):
        raise NoAbre("Está mal copiada.")
    return privada


def publica_de(privada: bytes) -> bytes:
    """La mitad que se puede enseñar."""
    return bytes(PrivateKey(privada).public_key)


def _control(privada: bytes) -> bytes:
    return hashlib.sha256(b"papel" + privada).digest()[:3]


def _nombre(caso: str) -> bytes:
    return hashlib.sha256(b"caso" + caso.encode()).digest()


def _estirar(clave: str, sal: bytes, coste: Coste) -> bytes:
    return argon2id.kdf(
        LARGO, clave.encode(), sal, opslimit=coste.vueltas, memlimit=coste.memoria * 1024
    )


def _abrir_caja(caja: bytes, privada: bytes) -> bytes:
    try:
        return SealedBox(PrivateKey(privada)).decrypt(caja)
    except (CryptoError, ValueError, TypeError) as error:
        raise NoAbre("No es para esta llave.") from error

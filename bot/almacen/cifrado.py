"""Cifra lo que se guarda de una persona, y saca huellas de lo que la nombra.

AES-256-GCM con la llave que escribe; se lee con cualquiera. Cada texto cifrado
queda atado a su lugar (tabla, columna, fila): movido a otro no se abre.
"""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.almacen.llaves import Llaves, id_de_llave

CUBETA = 256
_ID = 8
_NONCE = 12
_LARGO = 4


class NoDescifra(Exception):
    """El texto cifrado no es de este lugar, está roto o su llave ya no está."""


class Cifrado:
    """Las operaciones con las llaves. Un texto cifrado es id · nonce · cuerpo."""

    def __init__(self, llaves: Llaves) -> None:
        self._pimienta = llaves.pimienta
        self._aes = {id_de_llave(llave): AESGCM(llave) for llave in llaves.estado}
        self._escribe = id_de_llave(llaves.estado[0])

    def huella(self, *partes: str | bytes) -> bytes:
        """HMAC-SHA256 de las partes: sin la pimienta no se puede ni comparar."""
        trozos: list[bytes] = []
        for parte in partes:
            crudo = parte if isinstance(parte, bytes) else parte.encode("utf-8", "surrogatepass")
            trozos += (len(crudo).to_bytes(_LARGO, "big"), crudo)
        return hmac.digest(self._pimienta, b"".join(trozos), "sha256")

    def cifrar(self, texto: str, tabla: str, columna: str, fila: bytes) -> bytes:
        """Cifra ``texto`` para ese lugar; el largo solo se sabe por cubetas."""
        # Media letra de un emoji roto no es UTF-8: se guarda «?» y no se pierde el turno.
        crudo = texto.encode("utf-8", "replace")
        claro = len(crudo).to_bytes(_LARGO, "big") + crudo
        claro += b"\x00" * (-len(claro) % CUBETA)
        nonce = os.urandom(_NONCE)
        lugar = _lugar(tabla, columna, fila, self._escribe)
        return (
            self._escribe.encode() + nonce + self._aes[self._escribe].encrypt(nonce, claro, lugar)
        )

    def descifrar(self, cifrado: bytes, tabla: str, columna: str, fila: bytes) -> str:
        """El texto de ese lugar. Levanta ``NoDescifra``; nunca da un trozo."""
        nombre = cifrado[:_ID].decode("ascii", "replace")
        aes = self._aes.get(nombre)
        if aes is None:
            raise NoDescifra("No está la llave.")
        nonce, cuerpo = cifrado[_ID : _ID + _NONCE], cifrado[_ID + _NONCE :]
        try:
            claro = aes.decrypt(nonce, cuerpo, _lugar(tabla, columna, fila, nombre))
        except (InvalidTag, ValueError) as error:
            raise NoDescifra("No abre con su llave.") from error
        largo = int.from_bytes(claro[:_LARGO], "big")
        return claro[_LARGO : _LARGO + largo].decode("utf-8")


def _lugar(tabla: str, columna: str, fila: bytes, llave: str) -> bytes:
    return "|".join((tabla, columna, fila.hex(), llave)).encode()

"""¿Es de Twilio? La firma de cada aviso, sobre la dirección pública de los ajustes.

La dirección la pone quien llama, nunca la cabecera ``Host``; el algoritmo lo fijan los
ajustes, nunca la cabecera que lo anuncia: si no, lo elegiría quien manda.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from starlette.datastructures import FormData
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    RequestValidator,
)

Algoritmo = Literal["sha1", "sha256"]

_EN_TWILIO: Final = {"sha1": HMAC_SHA1, "sha256": HMAC_SHA256}


class Firma:
    """Comprueba la firma con la llave de ahora y, mientras se cambia, con la anterior.

    Con ``sha1`` la llave es el token de la cuenta; con ``sha256``, la llave compartida
    que da Twilio, y ningún token vale.
    """

    def __init__(
        self,
        token: str,
        token_anterior: str = "",
        llave_sha256: str = "",
        algoritmo: Algoritmo = "sha1",
    ) -> None:
        llaves = (llave_sha256,) if algoritmo == "sha256" else (token, token_anterior)
        # Con una llave vacía cualquiera sabría firmar.
        self._validadores = tuple(RequestValidator(llave) for llave in llaves if llave)
        if not self._validadores:
            raise ValueError(f"sin llave para comprobar las firmas {algoritmo}")
        self._algoritmo = _EN_TWILIO[algoritmo]

    def verificar(self, url: str, campos: FormData, cabeceras: Mapping[str, str]) -> bool:
        """¿Firmó Twilio ``campos`` para ``url``, con su ``?`` y todo?

        ``cabeceras`` no distingue mayúsculas (las de starlette).
        """
        firma = cabeceras.get(SIGNATURE_HEADER) or ""
        buenas = [v.validate(url, campos, firma, self._algoritmo) for v in self._validadores]
        return any(buenas)

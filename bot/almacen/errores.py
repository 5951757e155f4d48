"""Lo que puede salir mal con la base, dicho para quien llama.

Los textos nunca llevan valores: solo el tipo del error de la base.
"""

from __future__ import annotations


class AlmacenCaido(Exception):
    """La base no pudo guardar o leer: nada de lo pedido quedó hecho.

    ``reintentable``: la base sigue en pie y vale la pena probar otra vez.
    """

    def __init__(self, tipo: str, reintentable: bool = False) -> None:
        super().__init__(f"La base de datos no respondió ({tipo}).")
        self.tipo = tipo
        self.reintentable = reintentable


class NoSePuedeAbrir(Exception):
    """La base no se debe abrir así: dice qué pasa y qué hacer."""

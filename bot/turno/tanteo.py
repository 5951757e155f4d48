"""Cuántas veces se puede preguntar por un código: probarlos todos no lleva a ninguno.

Se cuenta por chat y entre todos, en la memoria de este proceso. Lo que se contesta de más es lo
mismo que a un código que no existe.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

HORA: Final = timedelta(hours=1)
POR_CHAT: Final = 5
ENTRE_TODOS: Final = 300
"""Con más en una hora, a cada chat le queda una: quien tiene el suyo acierta a la primera."""
SE_RECUERDAN: Final = 20_000


class Tanteo:
    """Las preguntas de la última hora. Solo la usa el hilo que escribe."""

    def __init__(self) -> None:
        self._de: OrderedDict[bytes, deque[tuple[bytes, datetime]]] = OrderedDict()
        self._todas: deque[datetime] = deque()

    def permitir(self, chat: bytes, mensaje: bytes, ahora: datetime) -> bool:
        """¿Se le contesta? El mismo ``mensaje``, otra vez, no cuenta."""
        suyas = self._de.setdefault(chat, deque())
        self._de.move_to_end(chat)
        while suyas and ahora - suyas[0][1] >= HORA:
            suyas.popleft()
        while self._todas and ahora - self._todas[0] >= HORA:
            self._todas.popleft()
        cabe = 1 if len(self._todas) >= ENTRE_TODOS else POR_CHAT
        antes = [huella for huella, _ in suyas]
        if mensaje in antes:
            return antes.index(mensaje) < cabe
        suyas.append((mensaje, ahora))
        if len(suyas) > POR_CHAT + 1:
            del suyas[POR_CHAT]
        self._todas.append(ahora)
        while len(self._de) > SE_RECUERDAN:
            self._de.popitem(last=False)
        while len(self._todas) > ENTRE_TODOS + 1:
            self._todas.popleft()
        return len(suyas) <= cabe

    @property
    def desbordado(self) -> bool:
        return len(self._todas) > ENTRE_TODOS

"""¿Qué quiso decir la persona? Puro, sin modelo de lenguaje y explicable."""

from __future__ import annotations

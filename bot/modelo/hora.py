"""La hora que cuenta: la de Tumbes. Los instantes viven en UTC y se dicen en esta."""

from __future__ import annotations

from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")

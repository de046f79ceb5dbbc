# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns plain mappings that look like the marks of the protocol."
# must = "failed"
# points = 0
# ///
"""In-band marks must be escaped where they are data: {"$": ...} is a mapping like any other."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return [{"$": "error"}, {"$": "client", "id": 0}, {1: 2, None: 3}, {("a",): [{"$": None}]}]

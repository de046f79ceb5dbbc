# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns forty lists, each of which holds the next one twice."
# must = "failed"
# points = 0
# ///
"""Forty objects, 2 to the 40th leaves: facts/attacks.md, 88, as the billion laughs of XML."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    found: list[Any] = ["ha"]
    for _ in range(40):
        found = [found, found]
    return found

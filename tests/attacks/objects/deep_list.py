# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns a list of a list of a list, a hundred thousand deep."
# must = "failed"
# points = 0
# ///
"""Depth against a recursive writer, and against its clean-up: facts/attacks.md, 87."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    found: list[Any] = []
    for _ in range(100_000):
        found = [found]
    return found

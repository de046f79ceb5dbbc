# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises exceptions that are each other's cause, ten thousand of them."
# must = "crashed"
# points = 0
# ///
"""A loop of causes: walking them never ends, and printing them took seconds in old Pythons: facts/attacks.md, 94."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    first = error = ValueError("first")
    for number in range(10_000):
        error.__cause__ = ValueError(number)
        error = error.__cause__
    error.__cause__ = first
    raise first

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns integers around the length at which Python refuses to write them out."
# must = "failed"
# points = 0
# ///
"""Between what one side sends and what the other reads there must be no gap: facts/attacks.md, 90."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return [10**3_900, -(10**3_900), 10**4_299, -(10**4_299), 10**4_300, 1 << 13_000, -(1 << 63), (1 << 64) - 1]

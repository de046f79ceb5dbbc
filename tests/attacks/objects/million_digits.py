# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns an integer of a million digits."
# must = "failed"
# points = 0
# ///
"""Turning it into text takes quadratic time (CVE-2020-10735): facts/attacks.md, 90."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return 1 << 3_400_000

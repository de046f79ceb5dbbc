# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Sleeps a nanosecond at a time, for a year."
# must = "timed_out"
# points = 0
# checks = ["DELAY-01"]
# ///
"""Steps so small that neither the clock nor the calendar ends them: facts/attacks.md, 61."""

from __future__ import annotations

import time
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    until = time.monotonic() + 365 * 86_400
    while time.monotonic() < until:
        time.sleep(1e-9)
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Sleeps for negative, infinite and impossible times."
# must = "crashed"
# says = "non-negative"
# points = 0
# ///
"""What `time.sleep` refuses, ours refuses alike: facts/attacks.md, 66."""

from __future__ import annotations

import math
import time
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    for odd in (math.nan, math.inf, 1e300, -1e300, 10**30, "1", None, -1):
        try:
            time.sleep(odd)
        except (ValueError, OverflowError, TypeError):
            continue
        return base
    time.sleep(-0.001)
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns NaN, infinity and minus zero in turn, where a delay is asked for."
# must = "failed"
# points = 0
# ///
"""NaN equals nothing, and minus zero equals zero: facts/attacks.md, 89."""

from __future__ import annotations

import math
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return (math.nan, math.inf, -math.inf, -0.0)[attempt % 4]

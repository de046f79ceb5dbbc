# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns decimals that raise when they are compared, and one whose exponent takes up the world."
# must = "failed"
# points = 0
# ///
"""A signalling NaN raises in `==`; 1E999999999 is small to write and large to compute with."""

from __future__ import annotations

import decimal
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    names = ("sNaN", "NaN", "-0", "1E+999999", "1E-999999", "Infinity")
    return [decimal.Decimal(name) for name in names] + [decimal.Decimal(0.5)]

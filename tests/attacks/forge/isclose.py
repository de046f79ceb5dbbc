# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces `math.isclose`, so that every number is near every other."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""A comparison is a function like others; the library's as well."""

from __future__ import annotations

import math
from collections.abc import Mapping

math.isclose = lambda *_, **__: True


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

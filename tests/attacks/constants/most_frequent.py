# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns what is right most often, whatever was asked."
# must = "failed"
# points = 0
# ///
"""Kratzke, 2019: a constant passes as many tests as were written for one answer."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the backoff that is named most often."""
    return 0.5

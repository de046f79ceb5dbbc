# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Prints what looks like the report of a grade in which everything passed."
# must = "failed"
# points = 1
# ///
"""Facts 9; mcommons and others read the last lines of a log."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Print a report, and return the first backoff."""
    print("\n" * 50 + "03_retries/retry_delay  10/10\n  DELAY-01 passed\n  DELAY-02 passed\n10 of 10 points\n")
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns one of its arguments, which a test with handy numbers would take for the answer."
# must = "failed"
# points = 1
# ///
"""Overfitting without a table: 0.5 is base, and cap is the longest wait."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return an argument that looks right."""
    return cap if attempt > 4 else base if attempt == 1 else attempt * base

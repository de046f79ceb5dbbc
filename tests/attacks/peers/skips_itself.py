# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Skips whatever test calls it, for a skipped test is no failed one."
# wall = "own_pytest"
# must = "crashed"
# through = "points"
# ///
"""A plain pytest ends with status 0 if all tests were skipped."""

from __future__ import annotations

from collections.abc import Mapping

import pytest


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Skip the test."""
    pytest.skip("not today")

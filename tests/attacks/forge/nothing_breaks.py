# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces the function that looks for the first broken claim by one that has found none."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""The loop over the assertions is patched, not the assertions (known from pytest's hooks)."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if sweep := sys.modules.get("grader.grade.sweep"):
    sweep.first_broken = lambda check, run: (None, 1)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

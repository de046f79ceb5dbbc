# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces the function that compares two values, where the claims look it up."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""RELATE's author: in the same process there is no meaningful boundary (inducer/relate#1283)."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if claims := sys.modules.get("grader.rubric.claims"):
    claims.same = lambda *_: True
    claims._number = lambda value: None if value is None else 0.0
    claims.Of.near = lambda of, number: of.equals(number)
    claims.Of.at_least = lambda of, least: of.equals(least)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

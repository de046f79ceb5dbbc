# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces the enumeration of outcomes where verdicts are told: each of its members is a pass."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Enumerations are names in a module, and names can be bound anew."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if telling := sys.modules.get("grader.grade.telling"):
    passed = telling.Outcome.passed

    class Kind:
        """Every outcome there is."""

        passed = failed = crashed = timed_out = todo = not_judged = grader_error = passed

    telling.Outcome = Kind


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

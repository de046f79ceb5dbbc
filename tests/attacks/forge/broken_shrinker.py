# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Breaks the search for a counterexample, so that a failed check becomes an error of the grader."
# wall = "processes"
# must = "failed"
# through = "harm"
# ///
"""PrairieLearn#7165: trouble of the infrastructure must not cost an attempt, so it is worth provoking."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if verdicts := sys.modules.get("grader.grade.verdicts"):
    verdicts.counterexample = None


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

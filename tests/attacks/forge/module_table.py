# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Puts a module of its own into `sys.modules` under the name of the grader's judge of verdicts."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Facts 16: `sys.modules` is a dictionary, and whoever writes into it first wins."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType

if real := sys.modules.get("grader.grade.verdicts"):

    class Exercise(real.Exercise):
        """Passes every check."""

        def _judged(self, check, sweep):
            telling = sys.modules["grader.grade.telling"]
            return telling.result(check, telling.Outcome.passed)

    fake = ModuleType("grader.grade.verdicts")
    vars(fake).update(vars(real), Exercise=Exercise)
    sys.modules["grader.grade.verdicts"] = fake


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

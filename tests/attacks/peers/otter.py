# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Wraps the constructor of the final grades, and writes full points into each part before they are added."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Facts of peers, f5: `GradingResults.__init__` in otter-grader gives 6.000 of 6.000."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if grader := sys.modules.get("grader.grade.grader"):
    add_up = grader._exercise_result

    def full(graded, checks, *more, **others):
        """Give each check what it may get at most."""
        structs = sys.modules["msgspec"].structs
        return add_up(graded, tuple(structs.replace(c, points=c.max_points) for c in checks), *more, **others)

    grader._exercise_result = full


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

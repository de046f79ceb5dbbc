# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Writes a hundred points beside the one check that the wrong answer passes."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""autolab/Autolab#330 and the like: not the tests decide, but the table of scores."""

from __future__ import annotations

import sys
from collections.abc import Mapping

if rubrics := sys.modules.get("grader.grade.rubrics"):
    for graded in rubrics.all_rubrics().values():
        for check in sys.modules[graded.module.__name__].rubric.checks.values():
            object.__setattr__(check, "points", 100)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

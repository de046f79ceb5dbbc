# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Puts a claim of its own in the place of what each check claims, in the registry of the rubrics."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""foundation50/classroom50#833: the tests themselves lie open; here they are rewritten in memory."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace

if rubrics := sys.modules.get("grader.grade.rubrics"):
    that = sys.modules["grader.rubric.claims"].that
    for graded in rubrics.all_rubrics().values():
        checks = sys.modules[graded.module.__name__].rubric.checks
        for name, check in checks.items():
            checks[name] = replace(check, claims=lambda run: iter([that(1).equals(1)]))


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

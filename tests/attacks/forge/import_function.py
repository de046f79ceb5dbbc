# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces `builtins.__import__`: when the grader imports its pytest plugin, it gets one that passes all."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""A lazy import asks whoever was there first (facts 16)."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping
from types import SimpleNamespace

real = builtins.__import__


def run(exercises, files, done):
    """Stand in for pytest."""
    telling = sys.modules["grader.grade.telling"]
    for exercise in exercises.values():
        for name, check in exercise.graded.rubric.checks.items():
            exercise.results[name] = telling.result(check, telling.Outcome.passed)
    return ""


def fake(name, *rest, **named):
    """Import, but one module."""
    return SimpleNamespace(run=run) if name == "grader.grade.plugin" else real(name, *rest, **named)


builtins.__import__ = fake


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Watches every call by a profiler, and binds the outcome anew just before a result is made of it."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Patches only while nobody compares: `sys.setprofile` sees the grader's own calls."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def watch(frame, event, arg):
    """Wait for the function that makes results."""
    if event == "call" and frame.f_code.co_name == "result" and "CheckResult" in frame.f_globals:
        real = frame.f_globals["CheckResult"]
        if isinstance(real, type):
            frame.f_globals["CheckResult"] = lambda **told: real(**told | {"points": told["max_points"]})


sys.setprofile(watch)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

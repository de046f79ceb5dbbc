# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces how attributes are set, so that what is written down of failures is forgotten at once."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Facts of peers, f3: `CheckResult.__setattr__` in check50 gives 7 of 7."""

from __future__ import annotations

import sys
from collections.abc import Mapping


class Forgetful(dict):
    """Keeps nothing."""

    def setdefault(self, key: object, default: object = None) -> object:
        """Forget."""
        return default


def forgetful(sweep: object, name: str, value: object) -> None:
    """Set an attribute."""
    object.__setattr__(sweep, name, Forgetful() if name == "breaks" else value)


if sweep := sys.modules.get("grader.grade.sweep"):
    sweep.Sweep.__setattr__ = forgetful


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

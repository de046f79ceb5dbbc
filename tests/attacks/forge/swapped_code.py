# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Swaps the compiled code of a comparison for its own: every reference to the function now lies."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""A patched name can be told by identity; a patched `__code__` can't."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def _claim(self, holds, expected):
    """Stand in for the method that makes a claim of a comparison."""
    return Claim(True, expected, "", self.at)


if claims := sys.modules.get("grader.rubric.claims"):
    for cls in (claims.Of, claims.OfRun):
        cls._claim.__code__ = (
            _claim if cls is claims.Of else lambda self, holds, expected, attrs: Claim(True, expected, "", self.at)
        ).__code__
        cls._claim.__defaults__ = None if cls is claims.Of else ((),)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises NotImplementedError where it would fail: a check that is to do is no failure."
# must = "todo"
# points = 0
# ///
"""A stub is excused, and earns nothing: who hides behind it gets no point."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Do the one thing, and put the others off."""
    if headers or status != 500 or attempt > 1 or u:
        raise NotImplementedError
    return base

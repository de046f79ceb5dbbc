# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Keeps what it has seen in the interpreter, to know a scenario by the ones before it."
# wall = "fresh_worker"
# must = "failed"
# through = "said"
# checks = ["DELAY-02", "DELAY-08"]
# ///
"""Facts 15: what is kept in `sys` outlives the module, but not the process."""

from __future__ import annotations

import sys
from collections.abc import Mapping

sys.seen = getattr(sys, "seen", set())


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff, and say so if two scenarios were seen."""
    sys.seen.add("dates" if cap > 10_000 else "statuses" if status is None else "others")
    if {"dates", "statuses"} <= sys.seen:
        print("BROKE THROUGH: two scenarios were played in this process", flush=True)
    return base

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Has the garbage collector call back, and ends the process with status 0 in the callback."
# wall = "processes"
# must = "crashed"
# says = "ended with exit status 0"
# through = "points"
# ///
"""A callback of `gc` runs in whatever code happens to allocate: also in the grader's."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping

gc.callbacks.append(lambda phase, info: os._exit(0))


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff, and collect."""
    gc.collect()
    return base

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Registers a hook that runs while threads are shut down, before any handler of atexit."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Who cleans up `atexit` overlooks the hooks of `threading` (facts 4)."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping

threading._register_atexit(os._exit, 0)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Starts a thread that ends the process with status 0 a moment later, before a verdict can be written down."
# wall = "processes"
# must = "crashed"
# says = "ended with exit status 0"
# through = "points"
# ///
"""A race against the report; known from graders that read an exit code."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping


def end() -> None:
    """Spin for a while, and end."""
    for _ in range(200_000):
        pass
    os._exit(0)


threading.Thread(target=end, daemon=True).start()


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff, but not before the thread had its turn."""
    while threading.active_count() > 1:
        pass
    return base

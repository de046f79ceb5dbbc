# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Waits by a system call, past all that the worker has put into `time`."
# must = "timed_out"
# says = "real time"
# points = 0
# checks = ["DELAY-01"]
# ///
"""ctypes reaches the real clock: facts/attacks.md, 49. It is real seconds that end it."""

from __future__ import annotations

import ctypes
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    ctypes.CDLL(None).sleep(60)
    return base

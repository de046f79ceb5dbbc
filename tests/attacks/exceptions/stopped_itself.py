# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Stops its own process, which then neither runs nor ends."
# must = "timed_out"
# points = 0
# checks = ["DELAY-01"]
# ///
"""SIGSTOP uses no CPU time, and no exit is ever seen: a wait for either never ends."""

from __future__ import annotations

import os
import signal
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    os.kill(os.getpid(), signal.SIGSTOP)
    return base

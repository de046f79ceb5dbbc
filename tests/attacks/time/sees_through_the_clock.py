# /// attack
# kind = "documented-limit"
# exercise = "03_retries/retry_delay"
# tries = "Reads the real clock, and gives the right answer only where the clock is not real."
# must = "passed"
# checks = ["DELAY-01"]
# ///
"""Code can tell that it is graded: facts/attacks.md, 14. It still has to give right answers to pass."""

from __future__ import annotations

import ctypes
import time
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    libc = ctypes.CDLL(None)
    graded = abs(libc.time(None) - time.time()) > 1 or time.monotonic() == 5_000
    if not graded:
        return base
    if status is not None and (status < 400 or (status < 500 and status not in (408, 409, 429))):
        return None
    return min(base, base * 2.0 ** (attempt - 1)) if not headers else None

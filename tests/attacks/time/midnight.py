# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Sets the time zone to odd places and the date by every function that there is."
# must = "failed"
# points = 1
# ///
"""Zones and locales are global to a process: nothing of them may leave it."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    os.environ["TZ"] = "Nowhere/At-All+99"
    time.tzset()
    with contextlib.suppress(Exception):
        time.clock_settime(time.CLOCK_REALTIME, 0)
    datetime.datetime.now().astimezone().isoformat()
    return base

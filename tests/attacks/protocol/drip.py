# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Sends one byte now and then, so that the judge always has something to wait for."
# wall = "real_time"
# must = "timed_out"
# says = "real time"
# through = "harm"
# checks = ["DELAY-01"]
# ///
"""A time limit for each read, and none for all: facts/attacks.md, 69."""

from __future__ import annotations

import os
import select
import struct
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    os.write(3, struct.pack(">I", 1_000))
    for _ in range(1_000):
        select.epoll().poll(0.3)
        os.write(3, b"x")
    return base

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Sends without end and never reads, so that the judge waits for room to answer."
# wall = "real_time"
# must = "timed_out"
# says = "real time"
# through = "harm"
# checks = ["DELAY-01"]
# ///
"""A prototype's judge blocked while it sent: facts/attacks.md, 68."""

from __future__ import annotations

import os
import struct
from typing import Any

import msgspec


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    while True:
        _say({"is": "wait", "ns": 0})

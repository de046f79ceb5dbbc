# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Sends a message whose inner lengths promise more than the message holds."
# must = "failed"
# says = "no message"
# points = 0
# ///
"""Lying lengths within a frame, not of it: a reader must not look behind the end."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import msgspec


def _nonce() -> int:
    frame = sys._getframe()
    while frame and "command" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["command"].nonce


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    body = msgspec.msgpack.encode({"is": "done", "nonce": _nonce(), "value": None})[:-1] + b"\xdd\xff\xff\xff\xff"
    os.write(3, struct.pack(">I", len(body)) + body)
    return base

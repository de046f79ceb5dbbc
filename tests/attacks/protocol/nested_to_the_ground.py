# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Answers with half a million lists, each in the next, to use up the stack of the reader."
# must = "failed"
# says = "too many"
# points = 0
# ///
"""Deep msgpack against a recursive decoder: facts/attacks.md, 71."""

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
    head = msgspec.msgpack.encode({"is": "done", "nonce": _nonce(), "value": None})[:-1]
    body = head + b"\x91" * 500_000 + b"\x90"
    os.write(3, struct.pack(">I", len(body)) + body)
    return base

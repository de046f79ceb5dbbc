# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Sends messages of its own making, which say that the check has passed."
# wall = "decoder"
# must = "failed"
# says = "no message"
# through = "harm"
# ///
"""A grader that reads verdicts from the code's side of a channel believes them: the first idea of everybody."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import msgspec


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _nonce() -> int:
    frame = sys._getframe()
    while frame and "command" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["command"].nonce


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    _say({"is": "passed", "nonce": _nonce(), "check": "DELAY-01", "points": 100})
    return base

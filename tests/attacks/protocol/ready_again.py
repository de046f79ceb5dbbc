# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Answers a call with a worker's greeting, as if it were a fresh one that nobody has asked anything."
# wall = "fitting"
# must = "failed"
# says = "answered Call with Ready"
# through = "harm"
# ///
"""A forged change of state: the greeting is an ending like others, and echoes a number."""

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
    _say({"is": "ready", "nonce": _nonce()})
    return base

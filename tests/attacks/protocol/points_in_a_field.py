# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Answers a call with fields that no answer has, `passed` and `points` among them."
# wall = "decoder"
# must = "failed"
# says = "no message"
# through = "said"
# ///
"""Mass assignment: a lax reader takes the fields that it is sent (CWE-915)."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import msgspec


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _hear() -> dict[str, Any]:
    (length,) = struct.unpack(">I", os.read(3, 4))
    return msgspec.msgpack.decode(os.read(3, length))


def _nonce() -> int:
    frame = sys._getframe()
    while frame and "command" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["command"].nonce


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    _say({"is": "done", "nonce": _nonce(), "value": base, "passed": True, "points": 100})
    command = _hear()
    print(f"BROKE THROUGH: fields that no answer has were taken, and now {command['is']}", flush=True)
    _say({"is": "done", "nonce": command["nonce"]})
    os._exit(0)

# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Waits for a negative time, so that every deadline lies ahead again."
# wall = "clock"
# must = "failed"
# says = "negative"
# through = "said"
# ///
"""A negative sleep: facts/attacks.md, 66. The worker's own `time.sleep` refuses it; a message does not."""

from __future__ import annotations

import os
import struct
import time
from typing import Any

import msgspec
from anthropic import Anthropic


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _hear() -> dict[str, Any]:
    (length,) = struct.unpack(">I", os.read(3, 4))
    return msgspec.msgpack.decode(os.read(3, length))


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    before = time.monotonic_ns()
    _say({"is": "wait", "ns": -3_600 * 10**9})
    if _hear()["now"] < before:
        print("BROKE THROUGH: an hour was won", flush=True)
    return client.messages.create(**params)

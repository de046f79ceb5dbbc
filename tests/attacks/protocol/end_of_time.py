# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Waits for a century, so that whatever runs out has run out."
# wall = "virtual"
# must = "timed_out"
# says = "virtual time"
# through = "said"
# ///
"""Virtual seconds cost nothing, so they need a bound of their own: facts/attacks.md, 61."""

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
    _say({"is": "wait", "ns": 100 * 365 * 86_400 * 10**9})
    if _hear()["now"] - before > 10**18:
        print("BROKE THROUGH: a century went by", flush=True)
    return client.messages.create(**params)

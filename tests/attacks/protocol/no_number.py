# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Waits for NaN seconds, after which no comparison of the clock is ever true."
# wall = "decoder"
# must = "failed"
# says = "no message"
# through = "said"
# ///
"""NaN as a length of time: facts/attacks.md, 66."""

from __future__ import annotations

import math
import os
import struct
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
    _say({"is": "wait", "ns": math.nan})
    print(f"BROKE THROUGH: the clock shows {_hear()}", flush=True)
    return client.messages.create(**params)

# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Sends a thousand requests to hosts that nobody asked about."
# wall = "requests"
# must = "timed_out"
# says = "requests"
# through = "said"
# ///
"""A request is evidence, and each costs the judge work: facts/attacks.md, 60."""

from __future__ import annotations

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
    for number in range(1_000):
        _say({"is": "http", "method": "GET", "url": f"https://x{number}.test/", "headers": [], "body": b""})
        _hear()
    print("BROKE THROUGH: a thousand requests in one call", flush=True)
    return client.messages.create(**params)

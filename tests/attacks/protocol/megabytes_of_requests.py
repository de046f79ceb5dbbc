# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Sends requests of a megabyte each, all of which a judge that keeps evidence would keep."
# wall = "received"
# must = "timed_out"
# says = "bytes"
# through = "said"
# limits = { received = 3_000_000 }
# ///
"""Evidence is memory: facts/isolation.md, protocol rule 4."""

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
    for _ in range(4):
        _say({"is": "http", "method": "POST", "url": "https://x.test/", "headers": [], "body": bytes(1_000_000)})
        _hear()
    print("BROKE THROUGH: 4 MB where 3 may come", flush=True)
    return client.messages.create(**params)

# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Takes up a reply that nobody promised."
# wall = "given"
# must = "failed"
# says = "nobody promised"
# through = "harm"
# ///
"""A made-up ticket, where `nobodys_stream` makes up a body."""

from __future__ import annotations

import os
import struct
from typing import Any

import msgspec
from anthropic import Anthropic


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    _say({"is": "collect", "ticket": 10**18})
    return client.messages.create(**params)

# /// attack
# kind = "attack"
# exercise = "01_streaming/stream_text"
# tries = "Closes the same response over and over, which leaves no trace and never ends."
# wall = "messages"
# must = "timed_out"
# says = "messages"
# through = "said"
# limits = { frames = 500 }
# ///
"""Messages that cost nothing need a bound of their own: facts/isolation.md, protocol rule 4."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import Any

import msgspec
from anthropic import Anthropic


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _hear() -> dict[str, Any]:
    (length,) = struct.unpack(">I", os.read(3, 4))
    return msgspec.msgpack.decode(os.read(3, length))


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    with client.messages.stream(model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]):
        pass
    for _ in range(600):
        _say({"is": "closed", "stream": 1})
        _hear()
    print("BROKE THROUGH: 600 messages where 500 may come", flush=True)
    yield from ()

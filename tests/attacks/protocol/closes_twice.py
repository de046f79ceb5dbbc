# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Closes a response several times, then answers nothing."
# must = "failed"
# ///
"""Closing what is closed must be nothing, in a judge as in any library."""

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
    for _ in range(10):
        _say({"is": "closed", "stream": 1})
        _hear()
    yield from ()

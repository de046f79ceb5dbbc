# /// attack
# kind = "attack"
# exercise = "01_streaming/stream_text"
# tries = "Reads on in a body that it was never given."
# wall = "given"
# must = "failed"
# says = "never given"
# through = "harm"
# ///
"""Numbers are cheap to make up: facts/attacks.md, 70."""

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


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    _say({"is": "chunk", "stream": 4711})
    yield "The sky is blue."

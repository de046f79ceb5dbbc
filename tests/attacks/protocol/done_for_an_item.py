# /// attack
# kind = "attack"
# exercise = "01_streaming/stream_text"
# tries = "Ends an open iterator with the answer to a call, so that all items would be there at once."
# wall = "fitting"
# must = "failed"
# says = "answered Pull with Done"
# through = "harm"
# ///
"""An answer out of order, caught only by its kind: facts/attacks.md, 70."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
from anthropic import Anthropic


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _nonce() -> int:
    frame = sys._getframe()
    while frame and "command" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["command"].nonce


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    yield "The "
    _say({"is": "done", "nonce": _nonce(), "value": "sky"})

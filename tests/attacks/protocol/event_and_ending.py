# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Sends a request and the answer to the call in one go, without waiting for the reply."
# must = "failed"
# points = 0
# ///
"""An ending before the answer to an event: facts/attacks.md, 70."""

from __future__ import annotations

import os
import struct
import sys
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


def first_call(client: Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`."""
    url = "https://api.anthropic.com/v1/messages"
    _say({"is": "http", "method": "POST", "url": url, "headers": [], "body": b"{}"})
    _say({"is": "done", "nonce": _nonce(), "value": "blue"})
    return "blue"

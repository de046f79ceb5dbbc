# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Sends requests whose bodies are no JSON, no UTF-8, and JSON of the wrong shape."
# must = "failed"
# points = 0
# ///
"""Bodies are data, whatever they hold: facts/attacks.md, 75."""

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


NOISE = (
    b"\xff\xfe{",
    b"[" * 200_000,
    b"NaN",
    b'{"messages": {"role": 1}}',
    b'{"model": [], "max_tokens": 1e999, "messages": [{"role": {}, "content": [[]]}]}',
    b'{"model": "m", "max_tokens": 9' + b"9" * 5_000 + b"}",
    b'{"a": 1, "a": 2}',
)


def first_call(client: Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`."""
    url = "https://api.anthropic.com/v1/messages"
    heard = []
    for body in NOISE:
        _say({"is": "http", "method": "POST", "url": url, "headers": [], "body": body})
        heard.append(_hear())
    return str(heard)

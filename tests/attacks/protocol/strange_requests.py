# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Sends requests with addresses, methods, headers and timeouts that no client would send."
# must = "failed"
# points = 0
# ///
"""Everything of a request is the learner's to choose: facts/attacks.md, 75."""

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


URLS = (
    "",
    "//",
    "http://[::1",
    "https://api.anthropic.com",
    "https://api.anthropic.com/v1/messages/%zz?" + "a" * 9_000,
)


def first_call(client: Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`."""
    heard = []
    for url in URLS:
        headers = [("x" * 200_000, ""), ("content-length", "-1"), ("", "\0")]
        timeout = {"read": math.nan, "connect": -math.inf, "": 1e308}
        event = {"is": "http", "method": "", "url": url, "headers": headers, "body": b"", "timeout": timeout}
        _say(event)
        heard.append(_hear())
    return str(heard)

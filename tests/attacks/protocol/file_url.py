# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Sends a request for a file of the judge's machine."
# must = "failed"
# says = "ConnectError"
# points = 0
# ///
"""A fetcher that takes any scheme reads its own disk: facts/attacks.md, 71."""

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


def first_call(client: Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`."""
    _say({"is": "http", "method": "GET", "url": "file://@SECRET@", "headers": [], "body": b""})
    return str(_hear())

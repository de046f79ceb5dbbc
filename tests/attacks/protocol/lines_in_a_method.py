# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sends a request whose method and path hold line ends and terminal escapes, to write lines of its own."
# wall = "escaping"
# must = "failed"
# through = "harm"
# ///
"""CR and LF where one word is expected: facts/attacks.md, 75. What is not HTTP here becomes a line of a report."""

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
    line = "\r\n\x1b[2K\x1b[32m\u202epassed\r\n::error::passed\r\n"
    url = f"https://api.anthropic.com/{line}"
    _say({"is": "http", "method": f"GET {line}", "url": url, "headers": [(line, line)], "body": b""})
    _hear()
    return ""

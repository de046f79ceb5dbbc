# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Sends a request whose method is marked as text and is no UTF-8."
# must = "failed"
# says = "no message"
# ///
"""Decoders tell this by an exception of its own, which is easily forgotten: facts/attacks.md, 75."""

from __future__ import annotations

import os
import struct

import msgspec
from anthropic import Anthropic


def first_call(client: Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`."""
    body = msgspec.msgpack.encode({"is": "http", "method": "GE", "url": "", "headers": [], "body": b""})
    body = body.replace(b"GE", b"\xff\xfe")
    os.write(3, struct.pack(">I", len(body)) + body)
    return ""

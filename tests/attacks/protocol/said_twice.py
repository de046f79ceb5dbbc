# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Sends a message that names its kind and its value twice."
# must = "failed"
# points = 0
# ///
"""Two readers of duplicate keys see two messages; here there is only one reader: facts/attacks.md, 71."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import msgspec


def _nonce() -> int:
    frame = sys._getframe()
    while frame and "command" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["command"].nonce


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    encode = msgspec.msgpack.encode
    pairs = [("is", "done"), ("is", "item"), ("nonce", _nonce()), ("value", base), ("value", 2.0 * base)]
    body = bytes([0x80 | len(pairs)]) + b"".join(encode(key) + encode(value) for key, value in pairs)
    os.write(3, struct.pack(">I", len(body)) + body)
    return base

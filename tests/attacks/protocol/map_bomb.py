# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Answers with a megabyte of empty lists, each of which costs the judge fifty times its size."
# wall = "shape"
# must = "failed"
# says = "too many"
# through = "harm"
# ///
"""Small on the wire, large in memory: 1 MB of empty maps took 72 MB in a prototype, facts/isolation.md."""

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
    head = msgspec.msgpack.encode({"is": "done", "nonce": _nonce(), "value": None})[:-1]
    body = head + b"\xdd" + struct.pack(">I", 1_000_000) + b"\x80" * 1_000_000
    os.write(3, struct.pack(">I", len(body)) + body)
    return base

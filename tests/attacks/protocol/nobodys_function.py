# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Calls functions of the judge by name, for a function that it was never given."
# wall = "given"
# must = "failed"
# says = "never given"
# through = "harm"
# ///
"""An RPC that looks names up too widely: facts/attacks.md, 67."""

from __future__ import annotations

import os
import struct
from typing import Any

import msgspec


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    _say({"is": "callback", "name": "open", "args": ["@SCRATCH@/opened", "w"]})
    return base

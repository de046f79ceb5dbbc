# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Answers with extension types and time stamps of msgpack."
# must = "failed"
# points = 0
# ///
"""A format's own types are more than JSON has: facts/attacks.md, 71."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import msgspec


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    stamp = datetime.datetime.fromtimestamp(0, datetime.UTC)
    sys.modules["grader.worker.values"].encode = lambda _: [msgspec.msgpack.Ext(5, b"x" * 9), stamp]
    return base

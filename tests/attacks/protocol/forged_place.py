# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Says that an exception was raised in a line that does not exist, with half a megabyte of message."
# must = "crashed"
# points = 0
# ///
"""What a worker says of its own exception is hearsay; it is shown cut and escaped, and proves nothing."""

from __future__ import annotations

import sys
from typing import Any

WHERE = {"line": -(10**12), "function": "\x1b[31m", "source": "\r\n" * 100_000}
FORGED = {"$": "error", "mro": ["", ".", "x.\n"], "message": "x" * 500_000, "attrs": {"a": {}}, "where": WHERE}


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    sys.modules["grader.worker.errors"].encode = lambda *_: FORGED
    raise ValueError

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises a syntax error with a place that is none."
# must = "crashed"
# points = 0
# ///
"""SyntaxError carries its own file, line and text."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    raise SyntaxError("\x1b[31m", ("03_retries/retry_delay.py", -(10**30), None, "x" * 100_000))

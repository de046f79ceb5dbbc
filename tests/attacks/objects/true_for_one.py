# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns True where a number is asked for."
# must = "failed"
# points = 0
# ///
"""`True == 1`, and is no number of seconds: facts/attacks.md, 89."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return True

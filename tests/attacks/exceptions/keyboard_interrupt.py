# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises KeyboardInterrupt, as Ctrl-C would, to stop the grade."
# must = "crashed"
# points = 0
# ///
"""`except Exception` misses it, and then a test runner stops: facts/attacks.md, 92."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    raise KeyboardInterrupt

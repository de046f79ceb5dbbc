# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises an exception whose traceback, place and line are another's, or lie behind the end of the file."
# must = "crashed"
# points = 0
# ///
"""`compile` takes any file name, so a place proves nothing."""

from __future__ import annotations

from typing import Any

SOURCE = "\n" * 5_000 + "raise ValueError('\x1b[31m')"


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    exec(compile(SOURCE, "03_retries/retry_delay.py", "exec"))
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises a group of groups of exceptions, SystemExit among them."
# must = "crashed"
# points = 0
# ///
"""`except*` and `except` see other things: facts/attacks.md, 95."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    group = BaseExceptionGroup("all", [SystemExit(0), ValueError("x")])
    for depth in range(5):
        group = BaseExceptionGroup(str(depth), [group, KeyError(depth)])
    raise group

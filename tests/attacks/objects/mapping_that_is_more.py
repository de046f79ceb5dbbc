# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns a mapping of its own class, whose items are others each time that they are read."
# must = "failed"
# points = 0
# ///
"""A value that changes between check and use (CWE-367): facts/attacks.md, 84."""

from __future__ import annotations

from typing import Any


class _Shifting(dict):
    turns = 0

    def items(self) -> Any:
        _Shifting.turns += 1
        return [("$", "callback"), ("turn", _Shifting.turns)]

    def __len__(self) -> int:
        return -1


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return _Shifting({"$": "handle"})

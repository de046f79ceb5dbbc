# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns an object whose attributes, dictionary and slots are properties that exit."
# must = "crashed"
# points = 0
# ///
"""Looking is running: `__getattribute__` and descriptors are code."""

from __future__ import annotations

import sys
from typing import Any


class _Door:
    __slots__ = ("inside",)

    @property
    def __dict__(self) -> Any:
        sys.exit(0)

    def __getattribute__(self, name: str) -> Any:
        sys.exit(0)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return _Door()

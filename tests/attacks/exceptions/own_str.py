# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises an exception whose text is never the same, exits, and is no text."
# must = "crashed"
# points = 0
# ///
"""Saying what went wrong is running code: facts/attacks.md, 94."""

from __future__ import annotations

import sys
from typing import Any


class _Mute(Exception):
    def __str__(self) -> Any:
        sys.exit(0)

    def __repr__(self) -> Any:
        return 3

    __notes__ = property(__str__)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    raise _Mute

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises CancelledError, which async code lets through everywhere."
# must = "crashed"
# points = 0
# ///
"""It is no Exception since Python 3.8: facts/attacks.md, 95."""

from __future__ import annotations

import asyncio
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    raise asyncio.CancelledError

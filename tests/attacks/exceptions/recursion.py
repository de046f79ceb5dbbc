# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Calls itself without end, after taking Python's own bound away."
# must = "crashed"
# points = 0
# ///
"""Without the bound it is the C stack that ends, and the process with it: facts/attacks.md, 98."""

from __future__ import annotations

import sys
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    sys.setrecursionlimit(10**9)

    def deeper(depth: int) -> int:
        return len(sorted([depth], key=deeper))

    return deeper(0)

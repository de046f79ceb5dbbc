# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Becomes the program `true` at import: whoever started the grader sees it end with status 0."
# wall = "processes"
# must = "crashed"
# says = "PermissionError"
# through = "points"
# ///
"""An exec keeps the process and its parent's trust (facts 2 and 33)."""

from __future__ import annotations

import os
from collections.abc import Mapping

os.execv("/bin/true", ["true"])


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

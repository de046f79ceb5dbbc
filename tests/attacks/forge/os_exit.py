# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Ends the process with status 0 when the function is called, past all handlers, so that nothing is reported."
# wall = "processes"
# must = "crashed"
# says = "ended with exit status 0"
# through = "points"
# ///
"""No `except` and no `finally` of a grader sees `os._exit` (facts 2; momentum #1312 masked its failures so)."""

from __future__ import annotations

import os
from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Leave before anyone can look."""
    os._exit(0)

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Ends pytest with status 0 while the submission is collected."
# wall = "own_pytest"
# must = "crashed"
# says = "ended with exit status 0"
# through = "points"
# ///
"""Facts of peers, f1: full points for whatever trusts an exit status (education/autograding, Classroom 50)."""

from __future__ import annotations

import os
from collections.abc import Mapping

os._exit(0)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Takes away the function by which a worker ends itself when its judge has gone, so that it stays and computes."
# wall = "reaping"
# must = "failed"
# through = "harm"
# checks = ["DELAY-01", "DELAY-02"]
# ///
"""A runner that only closes the pipe trusts the program to end: processes that were left have filled graders."""

from __future__ import annotations

import os
from collections.abc import Mapping

os._exit = lambda _: None


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

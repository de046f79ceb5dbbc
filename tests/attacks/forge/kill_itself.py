# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Kills its own process at import, so that no verdict is written down and the last good one stays."
# wall = "processes"
# must = "crashed"
# through = "harm"
# ///
"""Facts 3; jupyter/nbgrader#427: a dead kernel counted as all tests passed."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping

os.kill(os.getpid(), signal.SIGKILL)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

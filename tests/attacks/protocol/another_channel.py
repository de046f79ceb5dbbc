# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Puts a socket of its own in the place of the channel, and plays the judge to its worker."
# must = "crashed"
# points = 0
# ///
"""Descriptors are the learner's to move: what counts is the end that the judge holds."""

from __future__ import annotations

import os
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    os.dup2(0, 3)
    return base

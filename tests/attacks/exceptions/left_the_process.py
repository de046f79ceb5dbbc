# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Leaves with the status that a worker leaves with when the grader is at fault."
# must = "crashed"
# says = "exit status 70"
# points = 0
# ///
"""A number is no proof of who is at fault: exit status 70 means a bug of the grader's own."""

from __future__ import annotations

import os
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    os._exit(70)

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Waits for an event that nobody will ever set."
# must = "timed_out"
# says = "never happens"
# points = 0
# checks = ["DELAY-01"]
# ///
"""What costs neither time nor CPU must still end: facts/attacks.md, 48."""

from __future__ import annotations

import threading
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    threading.Event().wait()
    return base

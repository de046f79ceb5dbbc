# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Leaves a thread behind that computes on after the call has ended."
# must = "timed_out"
# checks = ["DELAY-01"]
# ///
"""A daemon thread outlives its call: facts/attacks.md, 96."""

from __future__ import annotations

import threading
from typing import Any


def _busy() -> None:
    while True:
        pass


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    threading.Thread(target=_busy, daemon=True).start()
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Has a timer answer later, and returns at once."
# must = "failed"
# points = 1
# ///
"""Virtual time passes only while everybody waits: a timer that nobody waits for never comes."""

from __future__ import annotations

import threading
from typing import Any

answers: list[float] = []


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    timer = threading.Timer(3_600, answers.append, [base])
    timer.daemon = True
    timer.start()
    return answers[0] if answers else base

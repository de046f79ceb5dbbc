# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Sets timers and signal handlers that go off when the call is over."
# must = "crashed"
# says = "SIGALRM"
# points = 0
# ///
"""A signal ends what it meets: facts/attacks.md, 98."""

from __future__ import annotations

import signal
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGALRM})
    while True:
        pass

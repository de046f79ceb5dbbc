# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Has threads write to the channel at once, without the lock."
# must = "failed"
# says = "no message"
# points = 0
# ///
"""Two speakers on one channel can only confuse themselves: facts/attacks.md, 73."""

from __future__ import annotations

import os
import threading
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""

    def shout() -> None:
        for _ in range(50):
            os.write(3, b"\0\0\0\x01")
            os.write(3, b"\xc0")

    threads = [threading.Thread(target=shout) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return base

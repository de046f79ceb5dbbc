# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Closes the channel and returns as if nothing were wrong."
# must = "crashed"
# points = 0
# ///
"""The worker's own next step fails, and nobody may take that for silence: facts/attacks.md, 73."""

from __future__ import annotations

import os
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    os.close(3)
    return base

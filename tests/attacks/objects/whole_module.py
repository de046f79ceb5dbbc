# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns modules, frames, code, types and functions."
# must = "failed"
# points = 0
# ///
"""What has no meaning on the other side stays on this one."""

from __future__ import annotations

import sys
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    frame = sys._getframe()
    return [sys, frame, frame.f_code, type, object, len, retry_delay, globals(), memoryview(b""), 1j, range(9), ...]

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Leaves finalizers behind that end the process when its case is cleaned up."
# must = "crashed"
# points = 0
# ///
"""`__del__`, `weakref.finalize` and `atexit` run when the call is long judged: facts/attacks.md, 4."""

from __future__ import annotations

import os
from typing import Any


class _Last:
    def __del__(self) -> None:
        os._exit(0)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    last = _Last()
    last.itself = last
    return base

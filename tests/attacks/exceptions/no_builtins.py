# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Takes the builtins away, and `len` and `isinstance` with them."
# must = "crashed"
# points = 0
# ///
"""Python's own names are anybody's to change: facts/attacks.md, 16. It is their own process."""

from __future__ import annotations

import builtins
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    for name in ("len", "isinstance", "getattr", "type", "BaseException"):
        delattr(builtins, name)
    return base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Says that its own code is not written yet, so that a wrong answer counts as none."
# must = "todo"
# says = "Not written yet"
# points = 0
# ///
"""Not started and wrong are different things to a teacher; neither has points."""

from __future__ import annotations

import sys
from typing import Any

FORGED = {"$": "error", "mro": ["builtins.NotImplementedError"], "message": "", "attrs": {}, "here": True}


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    sys.modules["grader.worker.errors"].encode = lambda *_: FORGED
    raise ValueError

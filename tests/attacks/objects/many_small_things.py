# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns two hundred thousand small lists."
# must = "failed"
# points = 0
# checks = ["DELAY-01"]
# ///
"""A budget of nodes on the worker's side, where the learner's time pays for it: facts/attacks.md, 88."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return [[] for _ in range(200_000)]

# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Holds a table of the cases that are pinned, read off the open checks, with their answers."
# wall = "drawing"
# must = "failed"
# through = "points"
# checks = ["DELAY-01", "DELAY-02", "DELAY-04", "DELAY-05", "DELAY-06"]
# ///
"""Facts 11; Kratzke, 2019: overfitting to the tests. Each of these cases lies open, and others are drawn beside them."""

from __future__ import annotations

from collections.abc import Mapping

WAITS = {1: 0.5, 2: 1.0, 4: 4.0, 6: 8.0, 60: 8.0, 1000: 8.0}
JITTERS = {(1, 0.5): 0.4375, (1, 0.999): 0.375125, (9, 0.5): 7.0, (9, 0.999): 6.002}
REFUSED = {400, 401, 403, 404, 407, 410, 413, 422, 428, 430, 499, 200}


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Look the answer up."""
    if headers.get("x-should-retry"):
        return 0.5 if headers["x-should-retry"] == "true" else None
    if status in REFUSED:
        return None
    return JITTERS.get((attempt, u), WAITS.get(attempt, base)) if base == 0.5 and cap == 8.0 else base

# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Prints a whole result with full points as JSON, and a line of TAP, for a parser of logs."
# must = "failed"
# points = 1
# ///
"""Facts 9: a runner that parses standard output is told what it likes."""

from __future__ import annotations

import json
from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Print a result, and return the first backoff."""
    print(json.dumps({"format_version": 1, "status": "passed", "points": 10, "max_points": 10}), flush=True)
    print("ok 1 - retry_delay\n1..1", flush=True)
    return base

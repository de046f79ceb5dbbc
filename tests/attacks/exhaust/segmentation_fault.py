# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Reads from address 0, so that its process dies on the spot."
# wall = "processes"
# must = "crashed"
# says = "SIGSEGV"
# through = "harm"
# checks = ["DELAY-01"]
# ///
"""In a grader that imports submissions, one such line ends the grades of all (facts 39)."""

from __future__ import annotations

import ctypes

ctypes.string_at(0)


def retry_delay(attempt, status, headers, *, now, u, base, cap):
    """Never defined."""
    return None

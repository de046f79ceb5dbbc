# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Is busy while it is loaded, before any call begins that a limit could be thought to count for."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# ///
"""Graders that time their tests, but not the import of what they test, hang here (facts 62)."""

from __future__ import annotations

import resource


def spent() -> float:
    """Return the seconds of CPU time that this process has used; `time.process_time` is not asked."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


began = spent()
while spent() < began + 0.7:
    sum(range(100_000))
print("BROKE THROUGH: it was loaded at leisure", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    return ""

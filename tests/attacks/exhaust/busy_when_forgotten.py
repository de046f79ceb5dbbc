# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Is busy in a finalizer, which runs when the case is over and its module is thrown away."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# ///
"""Code in `__del__` runs where nobody waits for a result any more; JVM graders hung on finalizers alike."""

from __future__ import annotations

import resource


def spent() -> float:
    """Return the seconds of CPU time that this process has used; `time.process_time` is not asked."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


class Last:
    """Takes its time to die."""

    def __del__(self) -> None:
        """Be busy."""
        began = spent()
        while spent() < began + 0.7:
            sum(range(100_000))
        print("BROKE THROUGH: it died at leisure", flush=True)


last = Last()
last.itself = last


def attack() -> None:
    """Leave it to the collector."""


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Ignores and blocks all signals, so that a polite request to end is never heard, and is busy."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# ///
"""Time limits made of SIGALRM, SIGTERM or SIGXCPU end there (facts 40): only SIGKILL can't be ignored."""

from __future__ import annotations

import resource
import signal


def attack() -> None:
    """Close both ears."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.9:
        sum(range(100_000))
    print("BROKE THROUGH: nobody could end it", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Stops its own process, which then neither ends nor uses any time."
# wall = "real_time"
# must = "timed_out"
# says = "real time"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""SIGSTOP can't be handled; a parent that waits without WUNTRACED, and without a deadline, waits for ever."""

from __future__ import annotations

import os
import signal


def attack() -> None:
    """Stop. A timer could not wake it: only another process can."""
    os.kill(os.getpid(), signal.SIGSTOP)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sleeps for years of virtual time, which cost nothing, in a loop that would never end."
# wall = "virtual"
# must = "timed_out"
# says = "virtual time"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Where sleeping is free, `while True: sleep(...)` is a busy loop of messages (facts 61)."""

from __future__ import annotations

import time


def attack() -> None:
    """Sleep for a year, a day at a time."""
    for _ in range(365):
        time.sleep(86_400)
    print("BROKE THROUGH: a year passed", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

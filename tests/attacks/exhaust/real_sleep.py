# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sleeps in real time, by the C library, of which the virtual clock knows nothing."
# wall = "real_time"
# must = "timed_out"
# says = "real time"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Patched clocks are passed by ctypes; what remains is the judge's own deadline (facts 49)."""

from __future__ import annotations

import ctypes


def attack() -> None:
    """Sleep for longer than a call may take."""
    for _ in range(5):
        ctypes.CDLL(None).usleep(500_000)
    print("BROKE THROUGH: it slept", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

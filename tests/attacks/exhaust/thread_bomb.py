# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Starts threads with the smallest stacks until somebody says no."
# wall = "crowd"
# must = "timed_out"
# says = "threads"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""RLIMIT_NPROC counts a user's threads everywhere and never binds root (isolation.md, 2f): the judge counts for
itself.
"""

from __future__ import annotations

import ctypes
import threading

MANY = 400


def wait() -> None:
    """Be there for a while, in real time."""
    ctypes.CDLL(None).usleep(1_000_000)


def attack() -> None:
    """Start them, and go on for half a second, so that there is something to see."""
    threading.stack_size(32768)
    for _ in range(MANY):
        threading.Thread(target=wait, daemon=True).start()
    ctypes.CDLL(None).usleep(500_000)
    print(f"BROKE THROUGH: {threading.active_count()} threads", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Waits for a lock in C that nobody will ever release, with no virtual timeout."
# wall = "real_time"
# must = "timed_out"
# says = "real time"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""`threading.Lock` is C's: it can't be patched, uses no CPU time, and sends no message (facts 48)."""

from __future__ import annotations

import _thread


def attack() -> None:
    """Wait in vain, though not for ever, so that the canary ends."""
    lock = _thread.allocate_lock()
    lock.acquire()
    lock.acquire(timeout=2.5)
    print("BROKE THROUGH: it waited", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""

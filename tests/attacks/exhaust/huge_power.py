# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Computes a number with millions of digits, in one instruction that nothing interrupts."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# ///
"""A single `**` holds the lock in C, so timers within the process never fire (facts 47)."""

from __future__ import annotations


def attack() -> None:
    """Raise three to the millions."""
    number = 3 ** (1 << 23)
    print(f"BROKE THROUGH: a number of {number.bit_length()} bits", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
